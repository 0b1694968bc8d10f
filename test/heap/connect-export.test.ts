import { expect, test } from 'vitest';
import { addDump, long, openConnect, rowsOf, temporaryFolder, text, write } from './export-folder.ts';

const users = [long('user_id'), text('email')];

async function rows(folder: string, table: string, order = false) {
  const source = await openConnect(folder);
  return rowsOf(source.tables.get(table)!.table(), order);
}

test('a table is its newest full dump and the increments after it', async () => {
  const folder = await temporaryFolder();
  await addDump(folder, 1, { signup: { columns: [long('event_id')], parts: { 0: [{ event_id: 1 }] } } });
  await addDump(folder, 2, {
    signup: { columns: [long('event_id')], parts: { 0: [{ event_id: 2 }] }, incremental: true },
  });
  await addDump(folder, 3, { signup: { columns: [long('event_id')], parts: { 0: [{ event_id: 3 }] } } });
  await addDump(folder, 4, {
    signup: { columns: [long('event_id')], parts: { 0: [{ event_id: 4 }] }, incremental: true },
  });
  expect(await rows(folder, 'signup')).toEqual([{ event_id: 3 }, { event_id: 4 }]);
});

test('dumps and parts come in the order of their numbers', async () => {
  const folder = await temporaryFolder();
  const signup = (first: number, incremental: boolean) => ({
    signup: {
      columns: [long('event_id')],
      parts: { 10: [{ event_id: first + 10 }], 2: [{ event_id: first + 2 }] },
      incremental,
    },
  });
  await addDump(folder, 1000, signup(200, true));
  await addDump(folder, 999, signup(100, false));
  expect(await rows(folder, 'signup', true)).toEqual([
    { event_id: 102, _dump: 999, _part: 0 },
    { event_id: 110, _dump: 999, _part: 1 },
    { event_id: 202, _dump: 1000, _part: 0 },
    { event_id: 210, _dump: 1000, _part: 1 },
  ]);
});

test('increments without a full dump before them are all there is', async () => {
  const folder = await temporaryFolder();
  await addDump(folder, 7, { users: { columns: users, parts: { 0: [{ user_id: 1 }] }, incremental: true } });
  await addDump(folder, 8, { users: { columns: users, parts: { 0: [{ user_id: 2 }] }, incremental: true } });
  expect(await rows(folder, 'users')).toEqual([
    { user_id: 1, email: null },
    { user_id: 2, email: null },
  ]);
});

test('user_migrations is its newest dump, whatever the manifest calls it', async () => {
  const folder = await temporaryFolder();
  const columns = [long('from_user_id'), long('to_user_id')];
  const row = { from_user_id: 1, to_user_id: 2 };
  await addDump(folder, 1, { user_migrations: { columns, parts: { 0: [row, { from_user_id: 3, to_user_id: 4 }] } } });
  await addDump(folder, 2, { user_migrations: { columns, parts: { 0: [row] }, incremental: true } });
  expect(await rows(folder, 'user_migrations')).toEqual([row]);
});

test('columns that came later, or are archived and only named, are empty elsewhere', async () => {
  const folder = await temporaryFolder();
  await addDump(folder, 1, { users: { columns: users, parts: { 0: [{ user_id: 1, email: 'a@x.example' }] } } });
  await addDump(folder, 2, {
    users: {
      columns: [long('user_id'), { name: 'seats', type: 'int' }],
      parts: { 0: [{ user_id: 2, seats: 5 }] },
      incremental: true,
      named: ['user_id', 'email', 'seats', 'old_plan'],
    },
  });
  expect(await rows(folder, 'users')).toEqual([
    { user_id: 1, email: 'a@x.example', seats: null, old_plan: null },
    { user_id: 2, email: null, seats: 5, old_plan: null },
  ]);
});

test('a column whose type changed between dumps is of the type that holds both', async () => {
  const folder = await temporaryFolder();
  const typed = (score: string, size: string) => [
    { name: 'score', type: score },
    { name: 'size', type: size },
  ];
  await addDump(folder, 1, { users: { columns: typed('int', 'long'), parts: { 0: [{ score: 1, size: 7 }] } } });
  await addDump(folder, 2, {
    users: { columns: typed('double', 'string'), parts: { 0: [{ score: 2.5, size: 'L' }] }, incremental: true },
  });
  const source = await openConnect(folder);
  const table = source.tables.get('users')!;
  expect(table.columns!.slice(0, 2)).toEqual([
    expect.objectContaining({ name: 'score', type: 'double' }),
    expect.objectContaining({ name: 'size', type: 'text' }),
  ]);
  expect(await rowsOf(table.table())).toEqual([
    { score: 1, size: '7' },
    { score: 2.5, size: 'L' },
  ]);
});

test('times are moments, however each dump writes them', async () => {
  const folder = await temporaryFolder();
  const time = Date.UTC(2026, 0, 2, 3, 4, 5);
  const columns = (type: string | object) => [long('event_id'), { name: 'time', type }];
  const logical = (unit: string) => ['null', { type: 'long', logicalType: `timestamp-${unit}` }];
  const dumps = [
    [columns('long'), time],
    [columns('long'), time * 1000],
    [columns('string'), '2026-01-02 03:04:05'],
    [columns('int'), time / 1000],
    [columns(logical('micros')), time * 1000],
    [columns(logical('millis')), time],
  ] as const;
  for (const [at, [form, value]] of dumps.entries()) {
    await addDump(folder, at, {
      signup: { columns: form, parts: { 0: [{ event_id: at, time: value }] }, incremental: at > 0 },
    });
  }
  const found = await rows(folder, 'signup');
  expect(found.map((row) => row['time'])).toEqual(dumps.map(() => new Date(time)));
});

test('roles follow the names; Heap’s own tables stay out', async () => {
  const folder = await temporaryFolder();
  const one = { columns: [long('event_id')], parts: { 0: [{ event_id: 1 }] } };
  await addDump(folder, 1, { signup: one, pageviews: one, _event_metadata: one, users: one, sessions: one });
  const { tables, eventTables } = await openConnect(folder);
  expect([...tables.values()].map(({ name, role }) => [name, role])).toEqual([
    ['users', 'users'],
    ['sessions', 'sessions'],
    ['pageviews', 'pageviews'],
    ['signup', 'event'],
  ]);
  expect(eventTables.map(({ name }) => name)).toEqual(['signup']);
});

test('a table can be read in some of its columns', async () => {
  const folder = await temporaryFolder();
  const columns = [long('event_id'), text('path'), long('time')];
  await addDump(folder, 5, { signup: { columns, parts: { 0: [{ event_id: 1, path: '/', time: 0 }] } } });
  const source = await openConnect(folder);
  const table = source.tables.get('signup')!.table(['path']);
  expect(await rowsOf(table, true)).toEqual([{ path: '/', _dump: 5, _part: 0 }]);
});

test('properties that differ only in case are two columns', async () => {
  const folder = await temporaryFolder();
  const columns = [text('email'), text('Email')];
  await addDump(folder, 1, { users: { columns, parts: { 0: [{ email: 'a', Email: 'b' }] } } });
  expect(await rows(folder, 'users')).toEqual([{ email: 'a', Email_2: 'b' }]);
});

test('an export tells which dumps it was put together from, and what Heap calls the properties', async () => {
  const folder = await temporaryFolder();
  await addDump(folder, 1, { users: { columns: users, parts: { 0: [] } } });
  await addDump(folder, 2, { users: { columns: users, parts: { 0: [], 1: [] } } });
  await write(
    folder,
    'sync_2/property_definitions.json',
    '{"users":{"email":{"display_name":"E-mail","type":"string"}}}',
  );
  const { dumps, properties } = await openConnect(folder);
  expect(dumps).toEqual([
    {
      id: 1,
      manifest: 'manifests/sync_1.json',
      tables: [{ name: 'users', incremental: false, files: 1, used: false }],
    },
    { id: 2, manifest: 'manifests/sync_2.json', tables: [{ name: 'users', incremental: false, files: 2, used: true }] },
  ]);
  expect(properties).toEqual([{ name: 'email', table: 'users', displayName: 'E-mail', type: 'string' }]);
});

test.each([
  ['event_table_name', 'event_name'],
  ['table_name', 'display_name'],
])('events have the names that _event_metadata gives them, in columns %s and %s', async (table, name) => {
  const [folder, cacheFolder] = [await temporaryFolder(), await temporaryFolder()];
  const columns = [text(table), text(name)];
  const one = { columns: [long('event_id')], parts: { 0: [{ event_id: 1 }] } };
  const names = [
    { [table]: 'sign_up', [name]: 'Sign Up' },
    { [table]: 'gone', [name]: 'Gone' },
  ];
  await addDump(folder, 1, { sign_up: one, unnamed: one, _event_metadata: { columns, parts: { 0: names } } });
  for (let time = 0; time < 2; time++) {
    const { tables } = await openConnect(folder, cacheFolder);
    expect([...tables.values()].map((found) => [found.name, found.displayName])).toEqual([
      ['sign_up', 'Sign Up'],
      ['unnamed', undefined],
    ]);
  }
});
