import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Cell, Column, RowTable } from '../../src/base/table.ts';
import { sqlName, sqlText } from '../../src/warehouse/sql.ts';
import { openWarehouse, type Warehouse } from '../../src/warehouse/warehouse.ts';

let folder: string;
let warehouse: Warehouse;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'warehouse-'));
  warehouse = await openWarehouse({ folder, memoryLimit: '300MB', threads: 2 });
});
afterEach(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true, force: true });
});

const columns: readonly Column[] = [
  { name: 'name', type: 'text' },
  { name: 'id', type: 'integer' },
  { name: 'amount', type: 'double' },
  { name: 'trial', type: 'boolean' },
  { name: 'time', type: 'timestamp' },
];

function table(name: string, portions: readonly (readonly (readonly Cell[])[])[]): RowTable {
  return {
    kind: 'rows',
    name,
    columns,
    async *portions() {
      for (const cells of portions) yield { rows: cells[0]!.length, columns: cells };
    },
  };
}

test('rows of every type come back as they went in', async () => {
  const time = new Date('2026-06-30T23:59:59.999Z');
  const cells = [
    ['a "quoted", 🚀\nname', null],
    [2n ** 62n, 7],
    [0.1, null],
    [true, null],
    [time, null],
  ];
  expect(await warehouse.load(table('people', [cells]))).toEqual({ rows: 2 });
  expect(await warehouse.columns('people')).toEqual(columns);
  expect(await warehouse.tables()).toEqual(['people']);
  expect(await warehouse.rows('FROM people ORDER BY id DESC')).toEqual([
    { name: 'a "quoted", 🚀\nname', id: 2n ** 62n, amount: 0.1, trial: true, time },
    { name: null, id: 7, amount: null, trial: null, time: null },
  ]);
});

test('portions may be of any size, and a second load takes the place of the first', async () => {
  const portion = (rows: number) => [
    Array.from({ length: rows }, (_, at) => `n${at}`),
    Array.from({ length: rows }, (_, at) => at),
    Array.from({ length: rows }, () => 1.5),
    Array.from({ length: rows }, () => false),
    Array.from({ length: rows }, () => new Date(0)),
  ];
  expect(await warehouse.load(table('t', [portion(5000), portion(1), portion(0), portion(2048)]))).toEqual({
    rows: 7049,
  });
  expect(await warehouse.rows('SELECT sum(id) AS sum, count(name) AS names FROM t')).toEqual([
    { sum: (5000 * 4999) / 2 + (2048 * 2047) / 2, names: 7049 },
  ]);
  expect(await warehouse.load(table('t', [portion(3)]))).toEqual({ rows: 3 });
  expect(await warehouse.count('FROM t')).toBe(3);
});

test('names and texts are quoted, whatever they hold', async () => {
  const odd = `x"; DROP TABLE y; --'`;
  await warehouse.load(table(odd, [[['a'], [1], [1], [true], [null]]]));
  expect(await warehouse.tables()).toEqual([odd]);
  expect(await warehouse.rows(`SELECT ${sqlText(odd)} AS said FROM ${sqlName(odd)}`)).toEqual([{ said: odd }]);
});

test('parameters are texts, numbers, moments and nothing', async () => {
  const time = new Date('2026-01-01T00:00:00.000Z');
  expect(
    await warehouse.rows('SELECT $1 AS said, $2 + 1 AS more, $3::TIMESTAMP AS at, $4 AS nothing', [
      "it's",
      41,
      time,
      null,
    ]),
  ).toEqual([{ said: "it's", more: 42, at: time, nothing: null }]);
});

test('moments are in UTC wherever the process runs, and zones are known', async () => {
  expect(
    await warehouse.rows("SELECT TIMESTAMPTZ '2026-06-30 12:00:00' = TIMESTAMPTZ '2026-06-30 12:00:00+00' AS utc"),
  ).toEqual([{ utc: true }]);
  expect(
    await warehouse.rows(
      "SELECT timezone('America/Los_Angeles', TIMESTAMPTZ '2026-07-01 06:59:59Z')::DATE::VARCHAR AS day",
    ),
  ).toEqual([{ day: '2026-06-30' }]);
});

test('an extension that is not built in is refused at once, not downloaded', async () => {
  await expect(warehouse.rows("FROM read_parquet('https://127.0.0.1:1/x.parquet')")).rejects.toThrow(/httpfs/);
});

test('a CSV file is what Bulk API 2.0 reads', async () => {
  const file = join(folder, 'out.csv');
  const query = `SELECT * FROM (VALUES
    (1, 'a "b", c', 3::BIGINT, 2.5::DOUBLE, 1e21::DOUBLE, 12.30::DECIMAL(18, 2), true,
      TIMESTAMP '2026-06-30 23:59:59.987', TIMESTAMPTZ '2026-06-30 17:00:00-07', DATE '2026-06-30'),
    (2, E'line\\nbreak 🚀', NULL, 3::DOUBLE, -0.0001::DOUBLE, NULL, NULL, NULL, NULL, NULL),
    (3, '', -5, 100::DOUBLE, 123456789.25::DOUBLE, 0, false, NULL, NULL, NULL)
  ) AS t(n, said, whole, part, big, money, yes, moment, zoned, day) ORDER BY n`;
  expect(await warehouse.copyToCsv(query, file)).toEqual({ rows: 3 });
  expect(await readFile(file, 'utf8')).toBe(
    [
      '"n","said","whole","part","big","money","yes","moment","zoned","day"',
      '"1","a ""b"", c","3","2.5","1000000000000000000000","12.30","true","2026-06-30T23:59:59.000Z","2026-07-01T00:00:00.000Z","2026-06-30"',
      '"2","line\nbreak 🚀","#N/A","3","-0.0001","#N/A","#N/A","#N/A","#N/A","#N/A"',
      '"3","","-5","100","123456789.25","0.00","false","#N/A","#N/A","#N/A"',
      '',
    ].join('\n'),
  );
});

test('null can be written as something else', async () => {
  const file = join(folder, 'out.csv');
  await warehouse.copyToCsv('SELECT NULL AS x', file, { nullText: '' });
  expect(await readFile(file, 'utf8')).toBe('"x"\n""\n');
});

test('a query without rows writes the header alone', async () => {
  const file = join(folder, 'out.csv');
  expect(await warehouse.copyToCsv('SELECT 1 AS x WHERE false', file)).toEqual({ rows: 0 });
  expect(await readFile(file, 'utf8')).toBe('"x"\n');
});

test('a CSV file keeps the order of its query, however long it is', async () => {
  const file = join(folder, 'out.csv');
  await warehouse.copyToCsv('SELECT range AS n FROM range(300000) ORDER BY hash(range), range', file);
  const expected = await warehouse.rows<{ n: number }>(
    'SELECT range AS n FROM range(300000) ORDER BY hash(range), range',
  );
  expect((await readFile(file, 'utf8')).split('\n').slice(1, -1)).toEqual(expected.map(({ n }) => `"${n}"`));
});

test('Parquet that was written is read where it lies, and columns of its files are put together', async () => {
  const [one, two] = [join(folder, 'one.parquet'), join(folder, 'two.parquet')];
  await warehouse.copyToParquet('SELECT 1 AS id', one);
  await warehouse.copyToParquet("SELECT 2 AS id, 'x' AS plan", two);
  const files = { kind: 'files', name: 'users', format: 'parquet', files: [one, two] } as const;
  expect(await warehouse.load(files, 'raw')).toEqual({ rows: 2 });
  expect(await warehouse.rows('FROM raw ORDER BY id')).toEqual([
    { id: 1, plan: null },
    { id: 2, plan: 'x' },
  ]);
});

test('a file that cannot be read is told with its table', async () => {
  const file = join(folder, 'users.parquet');
  await writeFile(file, 'this is no parquet');
  const files = { kind: 'files', name: 'users', format: 'parquet', files: [file] } as const;
  await expect(warehouse.load(files)).rejects.toMatchObject({
    trouble: 'source',
    message: expect.stringContaining('DuckDB cannot read the data of table users: '),
    facts: { table: 'users', files: [file] },
  });
});

test('a CSV column of numbers that turns into words late is text', async () => {
  const file = join(folder, 'users.csv');
  const numbers = Array.from({ length: 30_000 }, (_, at) => `${at},2026-06-30 12:00:00`);
  await writeFile(file, ['code,time', ...numbers, 'x7,2026-06-30 13:00:00', ''].join('\n'));
  expect(await warehouse.load({ kind: 'files', name: 'users', format: 'csv', files: [file] })).toEqual({
    rows: 30_001,
  });
  expect(await warehouse.columns('users')).toEqual([
    { name: 'code', type: 'text' },
    { name: 'time', type: 'timestamp' },
  ]);
  expect(await warehouse.rows('SELECT "time" FROM users WHERE code = $1', ['x7'])).toEqual([
    { time: new Date('2026-06-30T13:00:00Z') },
  ]);
});

test('a value of the wrong kind is the data’s mistake, a wrong query is ours', async () => {
  await expect(warehouse.rows("SELECT CAST(x AS BIGINT) FROM (VALUES ('abc')) AS t(x)")).rejects.toMatchObject({
    trouble: 'source',
    message: expect.stringContaining("Could not convert string 'abc' to INT64"),
  });
  await expect(warehouse.run('SELECT nothing_like_it')).rejects.not.toHaveProperty('trouble');
});

test('what is closed in the middle of a query ends the query first', async () => {
  const other = await openWarehouse({ folder, threads: 1 });
  const long = other.count('SELECT * FROM range(10000000000) a WHERE sqrt(a.range) < 0').catch((error: Error) => error);
  await other.close();
  expect(String(await long)).toContain('Interrupted');
  await expect(other.count('SELECT 1')).rejects.toThrow('closed');
});

test('statements that are asked for at once are done one after the other, and none ends another', async () => {
  const other = await openWarehouse({ folder });
  const letters = {
    kind: 'rows',
    columns: [{ name: 'letter', type: 'text' }],
    async *portions() {
      for (const letter of ['x', 'y', 'z']) yield await Promise.resolve({ rows: 1, columns: [[letter]] });
    },
  } as const;
  for (let round = 0; round < 60; round++) {
    const asked = Array.from({ length: 4 }, async (_, n) => {
      const rows = 20_000 * (n + 1);
      const copied = other.copyToParquet(`SELECT range AS n FROM range(${rows})`, join(folder, `at-once-${n}.parquet`));
      const loaded = other.load({ ...letters, name: `letters_${n}` });
      const counted = other.rows('SELECT count(*) AS n FROM range(50000) WHERE range % 2 = ?', [1]);
      return [(await copied).rows, (await loaded).rows, (await counted)[0]] as const;
    });
    expect(await Promise.all(asked)).toEqual(asked.map((_, n) => [20_000 * (n + 1), 3, { n: 25_000 }]));
  }
  await other.close();
});

test('what does not fit into memory goes to a folder of its own, which goes with the warehouse', async () => {
  const other = await openWarehouse({ folder, memoryLimit: '60MB', threads: 1 });
  expect((await readdir(folder)).filter((name) => name.startsWith(`spill-${process.pid}-`))).toHaveLength(2);
  await other.run('CREATE TABLE big AS SELECT hash(range) AS h, range AS n FROM range(5000000)');
  expect(
    await other.rows('SELECT max(place) AS last FROM (SELECT row_number() OVER (ORDER BY h) AS place FROM big)'),
  ).toEqual([{ last: 5_000_000 }]);
  await other.close();
  expect(await readdir(folder)).toHaveLength(1);
});

test('a statement that has no room and cannot put aside what it holds gets more, and leaves nothing twice', async () => {
  const other = await openWarehouse({ folder, memoryLimit: '60MB', threads: 1 });
  await other.run('CREATE TABLE texts (id BIGINT, parts VARCHAR)');
  const text = `SELECT n % 100 AS id, string_agg(repeat('x', 1000), '') FROM range(100000) t(n) GROUP BY id`;
  await other.run(`INSERT INTO texts ${text}`);
  expect(await other.rows('SELECT count(*) AS n, min(strlen(parts)) AS size FROM texts')).toEqual([
    { n: 100, size: 1_000_000 },
  ]);
  await other.close();
});

test('what a killed process left behind is cleared', async () => {
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  const ours = await readdir(folder);
  await mkdir(join(folder, `spill-${dead}-abc`));
  await mkdir(join(folder, 'spill-notes'));
  await (await openWarehouse({ folder })).close();
  expect((await readdir(folder)).toSorted()).toEqual([...ours, 'spill-notes'].toSorted());
});

test.runIf(process.platform === 'linux')(
  'also when its number is ours now, as in a container, or of another program',
  async () => {
    const ours = await readdir(folder);
    for (const pid of [process.pid, process.ppid]) await mkdir(join(folder, `spill-${pid}-1-abc`));
    // By a version that wrote no more than the number.
    await mkdir(join(folder, `spill-${process.pid}-abc`));
    await mkdir(join(folder, `spill-${process.ppid}-abc`));
    await (await openWarehouse({ folder })).close();
    expect((await readdir(folder)).toSorted()).toEqual([...ours, `spill-${process.ppid}-abc`].toSorted());
  },
);

test('a load that breaks off in the middle tells why, and the warehouse goes on', async () => {
  const broken: RowTable = {
    ...table('t', []),
    async *portions() {
      yield { rows: 1, columns: [['a'], [1], [1], [true], [null]] };
      throw new Error('the source is gone');
    },
  };
  await expect(warehouse.load(broken)).rejects.toThrow('the source is gone');
  expect(await warehouse.rows('SELECT 1 AS x')).toEqual([{ x: 1 }]);
});
