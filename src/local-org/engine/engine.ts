import { randomInt } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { grantToAdministrators } from './access/profile-grants.ts';
import { allRights, type Rights, rightsOf } from './access/rights.ts';
import { setupObjects } from './access/setup-objects.ts';
import { idOf, to18 } from './ids.ts';
import { administratorId, administratorSetId, furnish, plant, type Seed } from './new-org.ts';
import { openSession, type SessionParts } from './open-session.ts';
import { openDocuments } from './records/documents.ts';
import { openSerials } from './records/serials.ts';
import { openStore } from './records/store.ts';
import { openDefinitions } from './schema/definitions.ts';
import type { Edition } from './schema/edition.ts';
import { openSchema } from './schema/open-schema.ts';
import { openCursors } from './soql/run-query.ts';
import type { Engine, Session } from './types.ts';

export type { Seed } from './new-org.ts';

export interface EngineOptions {
  /** SQLite file; in memory when absent. */
  readonly file?: string;
  /** Of its own unless named, so that an org made anew is not taken for the one before. */
  readonly organizationId?: string;
  readonly edition?: Edition;
  readonly clock: Clock;
  /** Sample rows for an org that is new. */
  readonly seed?: Seed;
}

const org = { kind: 'org', key: 'self' } as const;

/** Opens an org, and furnishes it if it is new. */
export function openEngine(options: EngineOptions): Engine {
  const { clock } = options;
  const store = openStore(options.file);
  const documents = openDocuments(store);
  const edition = options.edition ?? 'Developer Edition';
  const serials = openSerials(store);
  const cursors = openCursors();
  const rightsByUser = new Map<string, Rights>();

  const schema = openSchema({
    store,
    edition,
    objectMade(object) {
      if (documents.get(org.kind, org.key) !== undefined) grantToAdministrators(system(), administratorSetId, object);
    },
    gone(object, field) {
      if (field === undefined) {
        store.prepare('DELETE FROM ObjectPermissions WHERE SobjectType = ?').run(object);
        store.prepare('DELETE FROM FieldPermissions WHERE SobjectType = ?').run(object);
      } else {
        store.prepare('DELETE FROM FieldPermissions WHERE Field = ?').run(`${object}.${field}`);
      }
      rightsByUser.clear();
      serials.forget();
    },
  });
  const definitions = openDefinitions(store, schema);
  store.onRollback(() => {
    rightsByUser.clear();
    serials.forget();
  });

  function parts(userId: string, platform: boolean, rights: () => Rights): SessionParts | undefined {
    const row = store
      .prepare('SELECT Username, Name, Email, TimeZoneSidKey, IsActive FROM User WHERE Id = ?')
      .row(userId);
    if (!platform && row?.[4] !== 1) return undefined;
    const [username, name, email, zone] = row ?? ['automated@heap.local', 'Automated Process', '', null];
    return {
      store,
      schema,
      clock,
      serials,
      definitions,
      cursors,
      platform,
      rights,
      touched: (object) => {
        if (setupObjects[object]) rightsByUser.clear();
      },
      user: { id: userId, username: String(username), name: String(name), email: String(email) },
      zone: typeof zone === 'string' ? zone : 'America/Los_Angeles',
    };
  }

  function session(userId: string): Session | undefined {
    const id = to18(userId);
    const made = parts(id, false, () => {
      let rights = rightsByUser.get(id);
      if (!rights) {
        rights = rightsOf(store, id);
        rightsByUser.set(id, rights);
      }
      return rights;
    });
    return made && openSession(made);
  }

  function system(actingUserId = administratorId): Session {
    const rights = allRights(actingUserId);
    return openSession(parts(actingUserId, true, () => rights)!);
  }

  const known = documents.get<{ readonly organizationId: string }>(org.kind, org.key);
  const organizationId = known?.organizationId ?? to18(options.organizationId ?? idOf('00D', randomInt(1, 2 ** 40)));
  if (!known) {
    store.transaction(() => {
      const platform = system();
      furnish(platform, schema, organizationId, { Name: 'Heap Local Org', OrganizationType: edition });
      for (const [object, rows] of Object.entries(options.seed ?? {})) plant(platform, object, rows);
      documents.put(org.kind, org.key, { organizationId });
    });
  }

  return {
    organizationId,
    clock,
    schema,
    session,
    system,
    userByUsername(username) {
      const row = store.prepare('SELECT Id, IsActive FROM User WHERE Username = ? COLLATE NOCASE').row(username);
      return row && { id: String(row[0]), active: row[1] === 1 };
    },
    transaction: (work) => store.transaction(work),
    documents,
    snapshot: () => store.snapshot(),
    restore: (bytes) => store.restore(bytes),
    close: () => store.close(),
  };
}
