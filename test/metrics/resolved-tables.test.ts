import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Cell, Column } from '../../src/base/table.ts';
import { type RawTable, rawTableName, resolvedTables } from '../../src/metrics/people/resolved-tables.ts';
import { openWarehouse, type Warehouse } from '../../src/warehouse/warehouse.ts';

let warehouse: Warehouse;

beforeEach(async () => {
  warehouse = await openWarehouse({ folder: tmpdir() });
});
afterEach(() => warehouse.close());

const types: Readonly<Record<string, Column['type']>> = { email: 'text', plan: 'text', path: 'text' };

/** Loads tables whose rows are objects, and resolves them. */
async function resolve(tables: Readonly<Record<string, readonly Readonly<Record<string, Cell>>[]>>): Promise<void> {
  const raw: RawTable[] = [];
  for (const [name, rows] of Object.entries(tables)) {
    const columns = [...new Set(rows.flatMap(Object.keys))].map((column) => ({
      name: column,
      type: types[column] ?? (rows.some((row) => row[column] instanceof Date) ? 'timestamp' : 'integer'),
    }));
    const cells = columns.map((column) => rows.map((row) => row[column.name] ?? null));
    const portions = async function* () {
      yield { rows: rows.length, columns: cells };
    };
    await warehouse.load({ kind: 'rows', name, columns, portions }, rawTableName(name));
    raw.push({ name, role: roles[name] ?? 'event', columns });
  }
  for (const { sql } of resolvedTables(raw)) await warehouse.run(sql);
}

const roles: Readonly<Record<string, RawTable['role']>> = {
  users: 'users',
  sessions: 'sessions',
  pageviews: 'pageviews',
  user_migrations: 'user_migrations',
};

const become = (from_user_id: number, to_user_id: number) => ({ from_user_id, to_user_id });

test('merged ids are followed to their last, over any number of steps', async () => {
  await resolve({ user_migrations: [become(1, 2), become(2, 3), become(3, 4), become(9, 4)] });
  expect(await warehouse.rows('FROM heap_migrations ORDER BY 1')).toEqual([
    become(1, 4),
    become(2, 4),
    become(3, 4),
    become(9, 4),
  ]);
});

test('a circle ends at its smallest id, and so does all that leads into it', async () => {
  await resolve({ user_migrations: [become(12, 11), become(11, 10), become(10, 12), become(5, 11), become(7, 7)] });
  expect(await warehouse.rows('FROM heap_migrations ORDER BY 1')).toEqual([
    become(5, 10),
    become(11, 10),
    become(12, 10),
  ]);
});

test('of two targets for one id the later counts', async () => {
  await resolve({
    user_migrations: [
      { ...become(1, 2), time: new Date('2026-01-02') },
      { ...become(1, 3), time: new Date('2026-01-01') },
    ],
  });
  expect(await warehouse.rows('FROM heap_migrations')).toEqual([become(1, 2)]);
});

test('the newest row of a user replaces the others, also where it is empty', async () => {
  await resolve({
    users: [
      { user_id: 1, email: 'new@x.example', plan: null, last_modified: new Date('2026-02-01'), _dump: 9, _part: 0 },
      { user_id: 1, email: 'old@x.example', plan: 'team', last_modified: new Date('2026-03-01'), _dump: 8, _part: 1 },
      { user_id: 1, email: 'mid@x.example', plan: 'team', last_modified: new Date('2026-01-01'), _dump: 9, _part: 1 },
    ],
  });
  expect(await warehouse.rows('SELECT user_id, email, plan FROM heap_users')).toEqual([
    { user_id: 1, email: 'new@x.example', plan: null },
  ]);
});

test('users that became one keep the newest value of each property that has any, and the earliest joindate', async () => {
  const day = (date: string) => new Date(`2026-01-${date}`);
  await resolve({
    users: [
      { user_id: 1, email: null, plan: 'team', joindate: day('02'), last_modified: day('20'), _dump: 8, _part: 0 },
      {
        user_id: 2,
        email: 'a@x.example',
        plan: 'free',
        joindate: day('05'),
        last_modified: day('10'),
        _dump: 8,
        _part: 0,
      },
    ],
    user_migrations: [become(1, 2)],
  });
  expect(await warehouse.rows('SELECT user_id, email, plan, joindate, last_modified FROM heap_users')).toEqual([
    { user_id: 2, email: 'a@x.example', plan: 'team', joindate: day('02'), last_modified: day('20') },
  ]);
});

test('an event that came in two dumps counts once, after merges are followed', async () => {
  const time = new Date('2026-06-01');
  await resolve({
    user_migrations: [become(1, 2)],
    report_exported: [
      { event_id: 100, user_id: 1, time, path: '/old', _dump: 8, _part: 0 },
      { event_id: 100, user_id: 2, time, path: '/new', _dump: 9, _part: 0 },
      { event_id: 100, user_id: 7, time, path: '/other', _dump: 8, _part: 0 },
      { event_id: 101, user_id: 1, time, path: '/', _dump: 8, _part: 0 },
      { event_id: null, user_id: 3, time, path: '/a', _dump: 8, _part: 0 },
      { event_id: null, user_id: 3, time, path: '/a', _dump: 8, _part: 0 },
    ],
  });
  expect(
    await warehouse.rows('SELECT event_id, user_id, path FROM heap_event_report_exported ORDER BY ALL NULLS LAST'),
  ).toEqual([
    { event_id: 100, user_id: 2, path: '/new' },
    { event_id: 100, user_id: 7, path: '/other' },
    { event_id: 101, user_id: 2, path: '/' },
    { event_id: null, user_id: 3, path: '/a' },
    { event_id: null, user_id: 3, path: '/a' },
  ]);
});

test('a session counts once for each of its users', async () => {
  await resolve({
    sessions: [
      { session_id: 5, user_id: 1, event_id: 50, _dump: 8, _part: 0 },
      { session_id: 5, user_id: 1, event_id: 51, _dump: 9, _part: 0 },
      { session_id: 5, user_id: 2, event_id: 50, _dump: 8, _part: 0 },
    ],
  });
  expect(await warehouse.rows('SELECT session_id, user_id, event_id FROM heap_sessions ORDER BY 2')).toEqual([
    { session_id: 5, user_id: 1, event_id: 51 },
    { session_id: 5, user_id: 2, event_id: 50 },
  ]);
});

test('what an export lacks is there, and empty', async () => {
  await resolve({});
  for (const name of ['heap_migrations', 'heap_users', 'heap_sessions', 'heap_pageviews']) {
    expect(await warehouse.count(`FROM ${name}`), name).toBe(0);
  }
  expect((await warehouse.columns('heap_pageviews')).map(({ name }) => name)).toEqual([
    'user_id',
    'event_id',
    'session_id',
    'time',
  ]);
});

test('a table without event ids is taken as it is, and its times are understood in any form', async () => {
  const noon = Date.UTC(2026, 5, 30, 12);
  const columns: Column[] = [
    { name: 'USER_ID', type: 'text' },
    { name: 'TIME', type: 'integer' },
  ];
  const times = [noon, noon / 1000, BigInt(noon) * 1000n, BigInt(noon) * 1_000_000n];
  const portions = async function* () {
    yield { rows: 4, columns: [times.map(() => '7'), times] };
  };
  await warehouse.load({ kind: 'rows', name: 'signup', columns, portions }, rawTableName('signup'));
  for (const { sql } of resolvedTables([{ name: 'signup', role: 'event', columns }])) await warehouse.run(sql);
  expect(await warehouse.rows('SELECT user_id, event_id, "time" FROM heap_event_signup')).toEqual(
    times.map(() => ({ user_id: 7, event_id: null, time: new Date(noon) })),
  );
});

test('texts of a time are read with their offset, and as UTC without one', async () => {
  const texts = ['2026-06-30 12:00:00', '2026-06-30T12:00:00Z', '2026-06-30T05:00:00-07:00'];
  const columns: Column[] = [{ name: 'time', type: 'text' }];
  const portions = async function* () {
    yield { rows: 3, columns: [texts] };
  };
  await warehouse.load({ kind: 'rows', name: 'signup', columns, portions }, rawTableName('signup'));
  for (const { sql } of resolvedTables([{ name: 'signup', role: 'event', columns }])) await warehouse.run(sql);
  expect(await warehouse.rows('SELECT DISTINCT "time" FROM heap_event_signup')).toEqual([
    { time: new Date('2026-06-30T12:00:00Z') },
  ]);
});
