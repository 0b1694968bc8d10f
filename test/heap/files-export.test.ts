import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openFilesExport } from '../../src/heap/files-export.ts';
import { openWarehouse } from '../../src/warehouse/warehouse.ts';
import { rowsOf, temporaryFolder, trouble, write } from './export-folder.ts';

test('tables lie in a file each, or in a folder of files', async () => {
  const folder = await temporaryFolder();
  await write(folder, 'users.csv', 'user_id,email\n1,a@x.example\n');
  await write(folder, 'SIGNUP/a.ndjson', '{"event_id":1,"user_id":1}\n');
  await write(folder, 'SIGNUP/b.ndjson', '{"event_id":2,"user_id":1,"plan":"team"}\n');
  await write(folder, 'README.md', 'not a table');
  await write(folder, '_internal.csv', 'x\n1\n');
  const { tables, eventTables, dumps } = await openFilesExport(folder);
  expect([...tables.values()].map((table) => [table.name, table.role, table.columns])).toEqual([
    ['users', 'users', undefined],
    ['signup', 'event', undefined],
  ]);
  expect(await eventTables[0]!.table()).toEqual({
    kind: 'files',
    name: 'signup',
    format: 'ndjson',
    files: [join(folder, 'SIGNUP/a.ndjson'), join(folder, 'SIGNUP/b.ndjson')],
  });
  expect(dumps).toEqual([]);
});

test('a warehouse reads them where they lie', async () => {
  const folder = await temporaryFolder();
  await write(folder, 'users.csv', 'user_id,email\n9007199254740993,a@x.example\n2,\n');
  await write(folder, 'signup/a.ndjson', '{"event_id":1,"time":"2026-06-30T12:00:00Z"}\n');
  await write(folder, 'signup/b.ndjson', '{"event_id":2,"time":"2026-06-30T13:00:00Z","plan":"team"}\n');
  const { tables } = await openFilesExport(folder);
  const warehouse = await openWarehouse({ folder });
  try {
    expect(await warehouse.load(await tables.get('users')!.table())).toEqual({ rows: 2 });
    await warehouse.load(await tables.get('signup')!.table());
    expect(await warehouse.rows('FROM users ORDER BY user_id')).toEqual([
      { user_id: 2, email: null },
      { user_id: 9007199254740993n, email: 'a@x.example' },
    ]);
    expect(await warehouse.rows('SELECT event_id, plan FROM signup ORDER BY 1')).toEqual([
      { event_id: 1, plan: null },
      { event_id: 2, plan: 'team' },
    ]);
  } finally {
    await warehouse.close();
  }
});

test('a folder with signs of a pattern in its name is read, and none that the pattern fits', async () => {
  const folder = await temporaryFolder();
  await write(folder, 'export[1]/users.csv', 'user_id\n1\n');
  await write(folder, 'export1/users.csv', 'user_id\n2\n');
  await write(folder, 'what?/users.csv', 'user_id\n3\n');
  await write(folder, 'what*/users.csv', 'user_id\n4\n');
  const read = async (name: string) => {
    const { tables } = await openFilesExport(join(folder, name));
    return rowsOf(tables.get('users')!.table());
  };
  expect(await read('export[1]')).toEqual([{ user_id: 1 }]);
  expect(await read('what?')).toEqual([{ user_id: 3 }]);
  expect(await read('what*')).toEqual([{ user_id: 4 }]);
});

test('a table in two forms is refused', async () => {
  const folder = await temporaryFolder();
  await write(folder, 'users.csv', 'user_id\n1\n');
  await write(folder, 'users.ndjson', '{"user_id":1}\n');
  const error = await trouble(openFilesExport(folder));
  expect(error.message).toContain('has table users in more than one form');
});

test.each([
  ['that is absent', 'nowhere', 'cannot be read'],
  ['without tables', '.', 'holds no tables'],
])('a folder %s is told as such', async (_, name, reason) => {
  const folder = join(await temporaryFolder(), name);
  const error = await trouble(openFilesExport(folder));
  expect(error.trouble).toBe('source');
  expect(error.message).toContain(reason);
});
