import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JoinSettings, PullSettings } from '../../src/config/settings.ts';
import { readUniqueness } from '../../src/metrics/people/key-uniqueness.ts';
import { viewHeld } from '../../src/pull/held/held-view.ts';
import { matchPeople } from '../../src/pull/match/match-people.ts';
import { narrowHeld } from '../../src/pull/narrow/narrow-held.ts';
import { sqlText } from '../../src/warehouse/sql.ts';
import { openWarehouse, type Warehouse } from '../../src/warehouse/warehouse.ts';

type Text = string | null;
type Cells = readonly (Text | boolean)[];

const CONTACTS = ['003A', '003B', '003C', '003D', '003E', '003F', '003G'];
const ACCOUNTS = ['001A', '001B', '001C', '001D', '001E'];
const KEYS = ['ann@acme.example', ' Ann@acme.example', 'bob@acme.example', 'cy@acme.example', 'di@acme.example'];
const STAMPS = ['2026-01-01', '2026-02-01'];

const seldom = fc.integer({ min: 0, max: 3 }).map((n) => n === 0);
const pick = (all: readonly string[]) => fc.constantFrom(...all);
const perhaps = (all: readonly string[]) => fc.option(pick(all), { freq: 3 });
const value = pick(['one', 'two']);
const contact = fc.tuple(
  pick(CONTACTS),
  pick(STAMPS),
  seldom,
  perhaps(CONTACTS),
  perhaps(ACCOUNTS),
  perhaps(KEYS),
  value,
);
const account = fc.tuple(pick(ACCOUNTS), pick(STAMPS), seldom, perhaps(ACCOUNTS), value);
const relation = fc.tuple(pick(['r1', 'r2', 'r3', 'r4']), pick(STAMPS), seldom, pick(CONTACTS), pick(ACCOUNTS));
const user = fc.tuple(perhaps(['ann@acme.example', 'u1', 'u2', 'u3']), perhaps(KEYS), pick(STAMPS));
const some = <T extends Cells>(row: fc.Arbitrary<T>, most: number) =>
  fc.uniqueArray(row, { maxLength: most, selector: ([id]) => id });

const grounds = fc.record({
  was: fc.record({ contact: some(contact, 7), account: some(account, 5), relation: some(relation, 4) }),
  now: fc.record({ contact: some(contact, 3), account: some(account, 2), relation: some(relation, 2) }),
  users: fc.array(user, { maxLength: 6 }),
  /** Accounts that Heap was told of before, some as deleted. */
  marked: some(fc.tuple(pick(ACCOUNTS), fc.option(fc.constant('true'))), 3),
  createUsers: fc.boolean(),
  deleted: fc.constantFrom('keep' as const, 'mark' as const),
  duplicates: fc.constantFrom('most-recently-updated' as const, 'refuse' as const),
  /** What is said of users where each has an identity of its own. */
  repeats: fc.boolean(),
  again: fc.subarray(CONTACTS, { maxLength: 1 }),
});
type Ground = typeof grounds extends fc.Arbitrary<infer G> ? G : never;

const COLUMNS = {
  contact: ['record_id', 'stamp', 'deleted', 'master_id', 'account_id', 'join_value', 'Title'],
  account: ['record_id', 'stamp', 'deleted', 'master_id', 'Title'],
  relation: ['record_id', 'stamp', 'deleted', 'contact_id', 'account_id'],
} as const;
const OBJECTS = ['contact', 'account', 'relation'] as const;

test('those whom changes touch are matched as among all, and whoever is told otherwise than before is among them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'narrow-'));
  const warehouse = await openWarehouse({ folder: join(folder, 'spill'), threads: 1 });
  try {
    await fc.assert(
      fc.asyncProperty(grounds, (ground) => compare(warehouse, folder, ground)),
      { seed: Number(process.env['NARROW_SEED'] ?? 20260630), numRuns: Number(process.env['NARROW_RUNS'] ?? 20) },
    );
  } finally {
    await warehouse.close();
    await rm(folder, { recursive: true, force: true });
  }
}, 600_000);

async function compare(warehouse: Warehouse, folder: string, ground: Ground): Promise<void> {
  const files = (turn: 'was' | 'now') =>
    Object.fromEntries(OBJECTS.map((object) => [object, join(folder, `${object}-${turn}.parquet`)]));
  const [was, now] = [files('was'), files('now')];
  for (const object of OBJECTS) {
    await warehouse.copyToParquet(heldSql(object, ground.was[object], 1), was[object]!);
    await warehouse.copyToParquet(heldSql(object, ground.now[object], 2), now[object]!);
  }
  const show = async (turns: readonly Readonly<Record<string, string>>[]) => {
    for (const object of OBJECTS) {
      await viewHeld(warehouse, { object, files: turns.map((turn) => turn[object]!), fields: ['Title'] });
    }
    const rows = ground.users.map((cells) => tupleSql(cells));
    await warehouse.run(
      `CREATE OR REPLACE TABLE all_users AS SELECT * REPLACE (CAST(last_modified AS TIMESTAMP) AS last_modified) FROM (${valuesSql(['identity', 'email', 'last_modified'], rows)})`,
    );
    await warehouse.run('CREATE OR REPLACE VIEW heap_users AS SELECT * FROM all_users');
  };
  const sent = join(folder, 'sent.parquet');
  const keepSent = (sql: string) => warehouse.copyToParquet(sql, sent);
  await keepSent(
    `SELECT key AS account_id, key AS record_id, mark AS "Salesforce Account Deleted" FROM (${valuesSql(
      ['key', 'mark'],
      ground.marked.map((cells) => tupleSql(cells)),
    )})`,
  );

  await show([was]);
  const before = await told(warehouse, folder, ground, sent);
  const kept = await warehouse.rows<{ readonly withKey: number; readonly alone: number }>(await uniqueness(warehouse));
  await keepSent(
    `SELECT key AS account_id, key AS record_id,
       CASE WHEN fate = 2 THEN 'true' WHEN mark = 'true' AND fate IS NOT NULL THEN 'false' ELSE mark END AS "Salesforce Account Deleted"
     FROM (SELECT key, mark FROM account_sent) sent FULL JOIN (SELECT key, fate FROM told_account) told USING (key)`,
  );
  await show([was, now]);
  // In several shares of the keys, as where there are many users.
  const whole = await told(warehouse, folder, ground, sent, 2);
  const keys = await warehouse.rows(await uniqueness(warehouse));

  const since = (object: string, again: readonly string[] = []) => ({ seq: 1, files: [was[object]!], again });
  const narrow = await narrowHeld({
    warehouse,
    contact: since('contact', ground.again),
    account: since('account'),
    relation: since('relation'),
    property: 'email',
    joinType: 'email',
    repeats: ground.repeats || new Set(ground.users.map(([identity]) => identity)).size < ground.users.length,
    keys: kept[0]!,
  });
  expect([narrow]).toEqual(keys);
  const near = await told(warehouse, folder, ground, sent);
  for (const level of ['contact', 'account'] as const) {
    expect(whole[level]).toEqual(expect.arrayContaining(near[level]));
    const known = new Set(before[level]);
    expect(near[level]).toEqual(expect.arrayContaining(whole[level].filter((row) => !known.has(row))));
  }
}

/** Whom Heap is told of, with what it is told, as one text each. */
async function told(
  warehouse: Warehouse,
  folder: string,
  { createUsers, deleted, duplicates }: Ground,
  sent: string,
  usersAtOnce?: number,
) {
  const join: JoinSettings = {
    contact: { heap: 'email', salesforce: 'Email' },
    account: { kind: 'through-contact' },
    duplicates,
  };
  const pull: PullSettings = {
    ...{ contact: [], account: [], accountProperty: 'account_id', nulls: { kind: 'skip' }, longValues: 'cut' },
    ...{ createUsers, deleted, formulas: 'daily', uniqueness: 0 },
  };
  await matchPeople({
    warehouse,
    folder,
    join,
    pull,
    joinType: 'email',
    sentAccounts: [sent],
    ...(usersAtOnce && { usersAtOnce }),
  });
  const texts = async (sql: string) => (await warehouse.rows(sql)).map((row) => JSON.stringify(row)).toSorted();
  return {
    contact: await texts(
      `SELECT key, told.record_id, fate, via, coalesce(other.account_id, told.account_id) AS account, "Title"
       FROM told_contact told JOIN held_contact held ON held.record_id = told.record_id
       LEFT JOIN account_other other ON other.contact_id = told.record_id`,
    ),
    account: await texts(
      'SELECT key, fate, "Title" FROM told_account told JOIN held_account held ON held.record_id = told.key',
    ),
  };
}

async function uniqueness(warehouse: Warehouse): Promise<string> {
  const { withKey, alone } = await readUniqueness(warehouse, {
    from: '(SELECT * FROM held_contact WHERE NOT deleted)',
    id: 'record_id',
    value: 'join_value',
    kind: 'email',
  });
  return `SELECT ${withKey} AS "withKey", ${alone} AS alone`;
}

function heldSql(object: (typeof OBJECTS)[number], rows: readonly Cells[], seq: number): string {
  const types = { stamp: 'TIMESTAMP', deleted: 'BOOLEAN' } as const;
  const casts = Object.entries(types).map(([name, type]) => `CAST(${name} AS ${type}) AS ${name}`);
  return `SELECT * REPLACE (${casts.join(', ')}), ${seq} AS seq, 1 AS pass FROM (${valuesSql(
    COLUMNS[object],
    rows.map((cells) => tupleSql(cells)),
  )})`;
}

function tupleSql(cells: Cells): string {
  return `(${cells.map((cell) => (cell === null ? 'CAST(NULL AS VARCHAR)' : sqlText(String(cell)))).join(', ')})`;
}

function valuesSql(names: readonly string[], tuples: readonly string[]): string {
  const none = `(${names.map(() => 'CAST(NULL AS VARCHAR)').join(', ')})`;
  return `SELECT * FROM (VALUES ${[none, ...tuples].join(', ')}) t(${names.map((name) => `"${name}"`).join(', ')}) OFFSET 1`;
}
