import { cp, mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDump, write } from '../heap/export-folder.ts';
import { type Answer, openTerminal, type Terminal } from '../support/heap-sf.ts';
import { projectFolder } from '../support/project.ts';

let terminal: Terminal;
let folder: string;

beforeAll(async () => {
  terminal = await openTerminal();
  folder = await mkdtemp(join(tmpdir(), 'bad-input-'));
  await cp(join(projectFolder, 'config', 'sample', 'export'), join(folder, 'export'), { recursive: true });
});
afterAll(async () => {
  await terminal.remove();
  await rm(folder, { recursive: true, force: true });
});

interface MetricText {
  readonly name?: string;
  readonly event?: string;
  readonly measure?: string;
  readonly lookback?: string;
  readonly where?: string;
}

const metricText = ({ name = 'Sessions', event = 'session', measure = 'count', lookback = '7d', where }: MetricText) =>
  `  - { name: "${name}", level: account, event: ${event}, measure: ${measure}, lookback: ${lookback}${where === undefined ? '' : `, where: [${where}]`} }\n`;

const configText = (metrics: readonly MetricText[], source = 'export') =>
  `source: { connect: ${source} }\nmetrics:\n${metrics.map(metricText).join('')}`;

async function listWith(text: string): Promise<Answer> {
  await writeFile(join(folder, 'heap.config.yaml'), text);
  return terminal.run('metrics list', { cwd: folder });
}

function expectPlainly({ code, stdout, stderr }: Answer, exitCode: number, ...says: readonly RegExp[]): void {
  expect(stderr).not.toMatch(/\n\s+at .+:\d+/);
  for (const words of says) expect(stderr).toMatch(words);
  expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
}

test.each<[what: string, metrics: readonly MetricText[], exitCode: number, says: readonly RegExp[]]>([
  ['an unknown event', [{ event: 'report_exportd' }], 11, [/report_exportd/, /"Report exported"/, /line 3/]],
  [
    'an unknown property of the event',
    [{ event: 'report_exported', where: '{ property: formt, is: pdf }' }],
    11,
    [/formt/, /"format"/],
  ],
  [
    'an unknown property to sum',
    [{ event: 'checkout_completed', measure: '{ sum: amont }' }],
    11,
    [/amont/, /"amount"/],
  ],
  [
    'a name of over 40 characters',
    [{ name: 'Sessions of every kind in the past seven whole days' }],
    12,
    [/Sessions of every kind/, /40/],
  ],
  [
    'two names that become one field',
    [{ name: 'Sessions 7d' }, { name: 'Sessions-7d' }],
    19,
    [/Sessions 7d/, /Sessions-7d/, /Sessions_7d__c/],
  ],
  ['a lookback of zero', [{ lookback: '0d' }], 12, [/0d/, /7d/]],
  ['a lookback that is none', [{ lookback: 'fortnight' }], 12, [/fortnight/, /7d/]],
])('%s is named, with the next step', async (_what, metrics, exitCode, says) => {
  expectPlainly(await listWith(configText(metrics)), exitCode, ...says);
});

test('broken YAML is named by line and column', async () => {
  expectPlainly(await listWith('source: { connect: export\nmetrics: [\n'), 10, /heap\.config\.yaml:\d+:\d+/);
});

test('a misspelt key of the configuration is named with the nearest', async () => {
  const text = configText([{}]).replace('source:', 'sorce:');
  expectPlainly(await listWith(text), 10, /sorce/, /source/);
});

test('a command that does not exist is named with the nearest', async () => {
  expectPlainly(await terminal.run('usage psh'), 2, /psh/, /push/);
});

async function copyOfExport(name: string): Promise<{ readonly source: string; readonly parts: readonly string[] }> {
  const source = join(folder, name);
  await cp(join(folder, 'export'), source, { recursive: true });
  const files = await readdir(source, { recursive: true });
  return { source, parts: files.filter((file) => file.endsWith('.avro') && file.includes('sessions')).sort() };
}

async function pushFrom(source: string): Promise<Answer> {
  await writeFile(join(folder, 'heap.config.yaml'), configText([{ lookback: 'all' }], source));
  return terminal.run('usage push --dry-run --as-of 2026-06-30', { cwd: folder });
}

test('a part file that the manifest names and that is absent is named, with its dump', async () => {
  const { source, parts } = await copyOfExport('absent');
  await rm(join(source, parts[0]!));
  expectPlainly(await pushFrom('absent'), 13, /sessions/, /there is no such file/, /Dump \d+/);
});

test('an export without a manifest is no export', async () => {
  await rm(join((await copyOfExport('bare')).source, 'manifests'), { recursive: true });
  expectPlainly(await pushFrom('bare'), 13, /manifest/);
});

test('a state folder that cannot be one is named, with the variable that names another', async () => {
  await writeFile(join(folder, 'heap.config.yaml'), configText([{}]));
  const file = join(folder, 'a-file');
  await writeFile(file, '');
  for (const state of [file, join(file, 'below')]) {
    const elsewhere = await openTerminal({ HEAP_SF_STATE: state });
    for (const line of ['usage push --dry-run', 'org start --port 0', 'runs list']) {
      expectPlainly(
        await elsewhere.run(line, { cwd: folder }),
        10,
        /a-file/,
        /a file is in the place of a folder/,
        /HEAP_SF_STATE=PATH/,
      );
    }
    const { trouble, stack } = JSON.parse((await elsewhere.run('runs list --json', { cwd: folder })).stdout);
    expect([trouble, stack]).toEqual(['config', undefined]);
    await elsewhere.remove();
  }
});

test('an as-of that is no date is named', async () => {
  await listWith(configText([{}]));
  expectPlainly(await terminal.run('usage push --as-of yesterday', { cwd: folder }), 2, /yesterday/, /2026-06-30/);
});

test('a truncated part file, one that is not Avro and a sum of words are named, and nothing is sent', async () => {
  const state = await openTerminal();
  try {
    expect((await state.run('setup')).code).toBe(0);
    await writeFile(join(folder, 'heap.config.yaml'), configText([{ lookback: 'all' }]));
    expect((await state.run('metrics apply', { cwd: folder })).code).toBe(0);
    for (const [name, spoil] of [
      ['truncated', (file: string) => truncate(file, 4_000)],
      ['not-avro', (file: string) => writeFile(file, 'event_id,user_id\n1,2\n')],
    ] as const) {
      const { source, parts } = await copyOfExport(name);
      await spoil(join(source, parts[0]!));
      await writeFile(join(folder, 'heap.config.yaml'), configText([{ lookback: 'all' }], name));
      expectPlainly(await state.run('usage push --as-of 2026-06-30', { cwd: folder }), 13, /part-/, /sessions/);
    }
    const sum = configText([{ name: 'Formats', event: 'report_exported', measure: '{ sum: format }' }]);
    await writeFile(join(folder, 'heap.config.yaml'), sum);
    expect((await state.run('metrics apply', { cwd: folder })).code).toBe(0);
    expectPlainly(await state.run('usage push', { cwd: folder }), 12, /"Formats"/, /"format"/, /number/);
    const { result } = (await state.run('runs show latest --json')).json<{ status: string; jobs: unknown[] }>();
    expect(result).toMatchObject({ status: 'failed', jobs: [] });
  } finally {
    await state.remove();
  }
});

test('an export without users, without events or without a table is never green', async () => {
  const state = await openTerminal();
  const columns = [
    { name: 'user_id', type: 'long' },
    { name: 'event_id', type: 'long' },
    { name: 'time', type: 'long' },
    { name: 'email', type: 'string' },
  ];
  const row = { user_id: 1, event_id: 1, time: Date.UTC(2026, 5, 1), email: 'a@x.example' };
  const dump = async (name: string, users: readonly object[], sessions: readonly object[]) => {
    const part = (rows: readonly object[]) => ({ columns, parts: { 0: [...rows].map((one) => ({ ...one })) } });
    await addDump(join(folder, name), 1, { users: part(users), sessions: part(sessions) });
  };
  try {
    expect((await state.run('setup')).code).toBe(0);
    await writeFile(join(folder, 'heap.config.yaml'), configText([{ lookback: 'all' }]));
    expect((await state.run('metrics apply', { cwd: folder })).code).toBe(0);
    await dump('no-users', [], [row]);
    await dump('no-events', [row], []);
    await write(join(folder, 'no-tables'), 'manifests/sync_1.json', '{"dump_id": 1, "tables": []}');
    for (const [source, says] of [
      ['no-users', /no-users is an empty export: its users table has no rows/],
      ['no-events', /no-events is an empty export: no event that a metric counts has a row/],
      ['no-tables', /no-tables is an empty export: its one dump has no table/],
    ] as const) {
      await writeFile(join(folder, 'heap.config.yaml'), configText([{ lookback: 'all' }], source));
      for (const line of ['usage push', 'usage push --dry-run']) {
        expectPlainly(await state.run(line, { cwd: folder }), 13, says);
      }
    }
  } finally {
    await state.remove();
  }
});

test.each(['ndjson', 'csv'])(
  'a %s file that has nothing in it is an empty table, and no table without properties',
  async (ending) => {
    const source = `empty-${ending}`;
    const write = (table: string, text: string) => writeFile(join(folder, source, `${table}.${ending}`), text);
    const metrics = (measure: string) =>
      `source: { files: ${source} }\nmetrics:\n${metricText({ event: 'did', measure })}`;
    await mkdir(join(folder, source));
    await write('users', ending === 'csv' ? 'user_id,email\n1,a@x.example\n' : '{"user_id":1,"email":"a@x.example"}\n');
    await write('did', '');
    expectPlainly(await listWith(metrics('{ sum: amount }')), 13, /"did" has no row in the data/, /"amount"/);
    expect((await listWith(metrics('sessions'))).code).toBe(0);
    await write('users', '');
    const pushed = await terminal.run('usage push --dry-run', { cwd: folder });
    expectPlainly(pushed, 13, /The data has no users/, /"users"/);
  },
);

test.each(['ndjson', 'csv'])(
  'a %s file with an id or a time that is none is named, with column and value',
  async (ending) => {
    const source = join(folder, `values-${ending}`);
    const columns = ['session_id', 'user_id', 'time'];
    const write = (table: string, names: readonly string[], rows: readonly (readonly unknown[])[]) => {
      const lines =
        ending === 'csv'
          ? [names, ...rows].map((row) => row.join(','))
          : rows.map((row) => JSON.stringify(Object.fromEntries(names.map((name, at) => [name, row[at]]))));
      return writeFile(join(source, `${table}.${ending}`), `${lines.join('\n')}\n`);
    };
    await mkdir(source);
    await write('users', ['user_id', 'email'], [[1, 'a@x.example']]);
    await writeFile(
      join(folder, 'heap.config.yaml'),
      `source: { files: values-${ending} }\nmetrics:\n${metricText({ event: 'session' })}`,
    );
    const good = [1, 1, '2026-01-10T12:00:00Z'];
    const state = await openTerminal();
    try {
      expect((await state.run('setup')).code).toBe(0);
      for (const [bad, says] of [
        [[2, 'oops', '2026-01-10T12:00:00Z'], /column user_id holds "oops", which is no whole number/],
        [[2, 1, 'yesterday'], /column time holds "yesterday", which is no time/],
      ] as const) {
        await write('sessions', columns, [good, bad]);
        const previewed = await state.run('metrics preview', { cwd: folder });
        expectPlainly(previewed, 13, says, new RegExp(`values-${ending}/sessions\\.${ending}:`));
      }
    } finally {
      await state.remove();
    }
  },
);

test('a manifest of a form that is to come is named with what is missing', async () => {
  const { source } = await copyOfExport('future');
  await writeFile(join(source, 'manifests/sync_1004.json'), '{"version": 3, "dump": {"id": 1004}, "entities": {}}');
  expectPlainly(await pushFrom('future'), 13, /sync_1004\.json/, /dump_id/, /newer version/);
});
