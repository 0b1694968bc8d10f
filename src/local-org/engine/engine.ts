import { setupObjects } from './access/demands.ts';
import { mayEnter } from './access/logins.ts';
import { isOn, preferenceVersion, setPreference } from './access/org-preferences.ts';
import { grantToAdministrators } from './access/profile-grants.ts';
import { allRights, type Rights, rightsOf } from './access/rights.ts';
import { openBackground } from './background.ts';
import type { EngineOptions } from './engine-options.ts';
import { openFaults } from './faults.ts';
import { findRows } from './find-rows.ts';
import { defineFormulas } from './formula/sql-function.ts';
import { to18 } from './ids.ts';
import { administratorId, administratorSetId, firstUsers, furnish, plant, type Seed } from './new-org.ts';
import { openSession, type SessionParts } from './open-session.ts';
import { factsOf, firstPreferences, isFurnished, keepFacts } from './org-birth.ts';
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
import { becomeSandbox } from './sandbox/become-sandbox.ts';
import { openDefinitions } from './schema/definitions.ts';
import { editions } from './schema/edition.ts';
import { openSchema } from './schema/open-schema.ts';
import { scratchOrgsOf } from './scratch-allocations.ts';
import { hasFeature } from './scratch-features.ts';
import { openQueries } from './soql/open-queries.ts';
import type { Engine, Session } from './types.ts';

/** Opens an org, and furnishes it if it is new. */
export function openEngine(options: EngineOptions): Engine {
  const { clock, usernameTaken = () => false, wrote = () => undefined } = options;
  const store = openStore(options.file);
  defineFormulas(store, clock);
  const documents = openDocuments(store);
  const facts = factsOf(store, documents, options);
  const { organizationId, kind, edition, licences, features, expires } = facts;
  if (facts.isNew) for (const name of firstPreferences(facts, options)) setPreference(documents, name, true);
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
      if (isFurnished(documents)) grantToAdministrators(system(), administratorSetId, object);
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

  if (facts.copy !== undefined) becomeSandbox(store, schema, facts.copy);
  if (facts.isNew) {
    store.transaction(() => {
      const platform = system();
      const { name = 'Heap Local Org', usernameSuffix = '', people = firstUsers(usernameSuffix) } = options;
      const { namespace, country } = options;
      furnish(platform, schema, { ...facts, name, people, namespace, country });
      for (const [object, rows] of Object.entries(seedOf(options))) plant(platform, object, rows);
      keepFacts(documents, facts);
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

function seedOf({ seed = {} }: EngineOptions): Seed {
  return typeof seed === 'function' ? seed() : seed;
}
