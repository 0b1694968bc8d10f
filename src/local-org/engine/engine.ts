import { randomInt } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { setupObjects } from './access/demands.ts';
import { mayEnter } from './access/logins.ts';
import { isOn, type OrgPreference, preferenceVersion, setPreference } from './access/org-preferences.ts';
import { grantToAdministrators } from './access/profile-grants.ts';
import { allRights, type Rights, rightsOf } from './access/rights.ts';
import { openBackground } from './background.ts';
import { openFaults } from './faults.ts';
import { findRows } from './find-rows.ts';
import { defineFormulas } from './formula/sql-function.ts';
import { idOf, to18 } from './ids.ts';
import {
  administratorId,
  administratorSetId,
  type FirstUser,
  firstUsers,
  furnish,
  plant,
  type Seed,
} from './new-org.ts';
import { openSession, type SessionParts } from './open-session.ts';
import { boughtAs, lastMoment, mayBeHub, type OrgKind } from './org-kind.ts';
import { openBin } from './records/remove/bin.ts';
import { openSweeper } from './records/remove/recycle-bin.ts';
import { relateContacts } from './records/rules/direct-relation.ts';
import { eraseHistory } from './records/rules/history.ts';
import { dataStorageMb, openRoom, usedMegabytes } from './records/rules/room.ts';
import { openRowLocks } from './records/rules/row-locks.ts';
import { openRuleBook } from './records/rules/rule-book.ts';
import { openStamps } from './records/save/stamps.ts';
import { openDocuments } from './records/store/documents.ts';
import { openSerials } from './records/store/serials.ts';
import { openStore } from './records/store/store.ts';
import { openDefinitions } from './schema/definitions.ts';
import { type Edition, editions } from './schema/edition.ts';
import { openSchema } from './schema/open-schema.ts';
import { hasScratchOrgs, scratchOrgsOf } from './scratch-allocations.ts';
import { hasFeature } from './scratch-features.ts';
import { openQueries } from './soql/open-queries.ts';
import type { Engine, Session } from './types.ts';

export type { Seed } from './new-org.ts';

export interface EngineOptions {
  /** SQLite file; in memory when absent. */
  readonly file?: string;
  /** Of its own unless named, so that an org made anew is not taken for the one before. */
  readonly organizationId?: string;
  readonly edition?: Edition;
  /** Production, sandbox, scratch org or Developer Edition; by the edition unless named. */
  readonly kind?: OrgKind;
  /** Salesforce licences that were bought; 100 unless told. */
  readonly licences?: number;
  /** Megabytes of rows that fit in; by the edition unless said. */
  readonly dataStorageMb?: number;
  /** What its own people call the org. */
  readonly name?: string;
  /** After the users' names, so that no two orgs share one: `admin@heap.local.uat`. */
  readonly usernameSuffix?: string;
  /** The users that it begins with, the administrator first; those of a local org unless named. */
  readonly people?: readonly FirstUser[];
  /** When a new org runs out; by its kind unless said. */
  readonly expires?: Date;
  /** What a scratch org was asked with, as `ContactsToMultipleAccounts`. */
  readonly features?: readonly string[];
  readonly namespace?: string;
  /** Whether a new org is a Dev Hub; production orgs are unless said. */
  readonly devHub?: boolean;
  /** Whether a new org tracks its source; scratch orgs and sandboxes do unless said. */
  readonly sourceTracking?: boolean;
  /** Whether another org has a user of this name. */
  readonly usernameTaken?: (username: string) => boolean;
  /** Told of each object that rows are written of; what was written may still be taken back. */
  readonly wrote?: (object: string) => void;
  readonly clock: Clock;
  /** Sample rows for an org that is new; a function is asked only then. */
  readonly seed?: Seed | (() => Seed);
}

const org = { kind: 'org', key: 'self' } as const;

/** What an org was bought as. Kept with it: later starts need not know. */
interface Bought {
  readonly organizationId: string;
  readonly edition?: Edition;
  readonly kind?: OrgKind;
  readonly licences?: number;
  readonly expires?: string;
  readonly features?: readonly string[];
}

/** Opens an org, and furnishes it if it is new. */
export function openEngine(options: EngineOptions): Engine {
  const { clock, usernameTaken = () => false, wrote = () => undefined } = options;
  const store = openStore(options.file);
  defineFormulas(store, clock);
  const documents = openDocuments(store);
  const known = documents.get<Bought>(org.kind, org.key);
  const { kind, edition } = known
    ? boughtAs(known.kind, known.edition ?? 'Developer Edition')
    : boughtAs(options.kind, options.edition);
  const licences = known?.licences ?? options.licences ?? 100;
  const expires = known ? dateOf(known.expires) : (options.expires ?? lastMoment(kind, clock.now()));
  const features = known?.features ?? options.features ?? [];
  if (!known)
    for (const name of firstPreferences(kind, edition, features, options)) setPreference(documents, name, true);
  const serials = openSerials(store);
  const locks = openRowLocks();
  const bin = openBin(store);
  const stamp = openStamps(store, clock);
  const sweep = openSweeper(clock);
  const background = openBackground();
  const queries = openQueries(store, clock, locks);
  const rightsByUser = new Map<string, Rights>();
  let preferences = preferenceVersion(documents);

  const schema = openSchema({
    store,
    clock,
    edition,
    offers: ({ needs }) => isOn(documents, needs),
    objectMade(object) {
      if (documents.get(org.kind, org.key) !== undefined) grantToAdministrators(system(), administratorSetId, object);
    },
    gone(object, field) {
      if (field === undefined) {
        store.prepare('DELETE FROM ObjectPermissions WHERE SobjectType = ?').run(object);
        store.prepare('DELETE FROM FieldPermissions WHERE SobjectType = ?').run(object);
      } else {
        store.prepare('DELETE FROM FieldPermissions WHERE Field = ?').run(`${object}.${field}`);
        eraseHistory(store, schema, object, field);
      }
      rightsByUser.clear();
      serials.forget();
    },
  });
  const definitions = openDefinitions(store, schema);
  const rules = openRuleBook(documents, schema);
  const megabytes = options.dataStorageMb ?? dataStorageMb(edition, licences);
  const room = megabytes === undefined ? undefined : openRoom(store, schema, megabytes);
  store.onRollback(() => {
    rightsByUser.clear();
    serials.forget();
  });

  function parts(userId: string, platform: boolean, rights: () => Rights): SessionParts | undefined {
    const row = store
      .prepare('SELECT Username, Name, Email, TimeZoneSidKey, LocaleSidKey FROM User WHERE Id = ?')
      .row(userId);
    if (!platform && !mayEnter(store, userId)) return undefined;
    const [username, name, email, zone, locale] = row ?? ['automated@heap.local', 'Automated Process', '', null, null];
    return {
      store,
      schema,
      clock,
      serials,
      documents,
      locks,
      bin,
      rules,
      room,
      edition,
      usernameTaken,
      stamp,
      sweep,
      definitions,
      queries,
      platform,
      rights,
      touched: (object) => {
        if (setupObjects[object]) rightsByUser.clear();
        wrote(object);
      },
      user: { id: userId, username: String(username), name: String(name), email: String(email) },
      zone: typeof zone === 'string' ? zone : 'America/Los_Angeles',
      locale: typeof locale === 'string' ? locale : 'en_US',
    };
  }

  function session(userId: string): Session | undefined {
    const id = to18(userId);
    const made = parts(id, false, () => {
      if (preferenceVersion(documents) !== preferences) {
        preferences = preferenceVersion(documents);
        rightsByUser.clear();
      }
      let rights = rightsByUser.get(id);
      if (!rights) {
        rights = rightsOf(store, schema, documents, id);
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

  const systemRights = () => allRights(administratorId);

  const organizationId = known?.organizationId ?? to18(options.organizationId ?? idOf('00D', randomInt(1, 2 ** 40)));
  if (!known) {
    store.transaction(() => {
      const platform = system();
      const { name = 'Heap Local Org', usernameSuffix = '', people = firstUsers(usernameSuffix), namespace } = options;
      furnish(platform, schema, organizationId, { name, kind, edition, licences, people, expires, namespace });
      for (const [object, rows] of Object.entries(seedOf(options))) plant(platform, object, rows);
      const until = expires === undefined ? {} : { expires: expires.toISOString() };
      documents.put(org.kind, org.key, {
        organizationId,
        kind,
        edition,
        licences,
        ...until,
        features,
      } satisfies Bought);
    });
  }

  return {
    organizationId,
    kind,
    edition,
    licences,
    features,
    expires,
    apiAccess: editions[edition].apiAccess || hasFeature(features, 'API'),
    clock,
    schema,
    preferencesSwitched() {
      const before = schema.object('AccountContactRelation');
      schema.refresh();
      if (before === undefined)
        relateContacts({ ...parts(administratorId, true, systemRights)!, rights: systemRights() });
    },
    dataStorageMb: options.dataStorageMb,
    scratchOrgs: () => (isOn(documents, 'devHub') ? scratchOrgsOf(store, edition, clock.now()) : undefined),
    usedDataMegabytes: () => usedMegabytes(store, schema),
    session,
    system,
    userByUsername(username) {
      const row = store.prepare('SELECT Id FROM User WHERE Username = ? COLLATE NOCASE').row(username);
      return row && { id: String(row[0]), active: mayEnter(store, String(row[0])) };
    },
    activeUsers: () =>
      store
        .prepare('SELECT Id, Username FROM User WHERE IsActive = 1 ORDER BY Username')
        .rows()
        .map(([id, username]) => ({ id: String(id), username: String(username) })),
    transaction: (work) => store.transaction(work),
    documents,
    locks,
    faults: openFaults(),
    find: (object, columns, equal) => findRows(store, schema, object, columns, equal),
    snapshot: () => store.snapshot(),
    background,
    restore(bytes) {
      background.drop();
      store.restore(bytes);
    },
    close() {
      background.close();
      store.close();
    },
  };
}

/** What is switched on from the start. Production orgs of this server are Dev Hubs; the platform's are when Setup says so. */
function firstPreferences(
  kind: OrgKind,
  edition: Edition,
  features: readonly string[],
  { devHub = kind === 'production', sourceTracking = kind === 'scratch' || kind === 'sandbox' }: EngineOptions,
): readonly OrgPreference[] {
  return [
    ...(sourceTracking ? (['sourceTracking'] as const) : []),
    ...(devHub && mayBeHub(kind) && hasScratchOrgs(edition) ? (['devHub'] as const) : []),
    ...(hasFeature(features, 'ContactsToMultipleAccounts') ? (['contactsToMultipleAccounts'] as const) : []),
  ];
}

const dateOf = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text));

function seedOf({ seed = {} }: EngineOptions): Seed {
  return typeof seed === 'function' ? seed() : seed;
}
