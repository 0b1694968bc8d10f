/**
 * Contact usage rows of eight metrics into a null org, which answers at line speed: what a client takes by itself. Whole
 * processes, from start to end, with all three results read; the same rows for each, clients taking turns, medians; the
 * server says what arrived. Then a few rows into one that takes 2,000 rows a second, as an org may: what a person feels.
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openWarehouse } from '../../src/warehouse/warehouse.ts';
import { makeSfHome, type SfHome } from '../../test/support/sf-home.ts';
import { type BenchRow, median } from './bench-row.ts';
import { type Address, prepareUsageObject, usageObject } from './usage-object.ts';

const METRICS = 8;
const SLOW_ROWS_PER_SECOND = 2000;
const project = fileURLToPath(new URL('../..', import.meta.url));
const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const fields = Array.from({ length: METRICS }, (_, n) => `Metric_${n + 1}__c`);
const number = (value: number) => value.toLocaleString('en-US');

interface Figure {
  readonly seconds: number;
  /** Of all its threads, in the program and in the system. */
  readonly cpuSeconds: number;
  readonly mb: number;
  readonly requests: number;
}

interface Arrived {
  readonly rows: number;
  readonly requests: number;
  readonly print: string;
}

interface Ground {
  readonly home: SfHome;
  readonly address: Address;
  /** The rows as a CSV; beside it the same as Parquet. */
  readonly file: string;
  /** The program of ours and of jsforce, compiled as it is published. */
  readonly program: string;
  /** What the server saw since it was asked the last time. */
  arrived(): Promise<readonly Arrived[]>;
}

type Client = (ground: Ground) => Promise<Omit<Figure, 'requests'>>;

const CLIENTS = {
  ours: (ground) => ofNode(ground, 'ours'),
  'jsforce bulk2, file stream': (ground) => ofNode(ground, 'jsforce'),
  'sf data upsert bulk': ofSf,
  'SFDMU 3.7.19': ofSfdmu,
} as const satisfies Record<string, Client>;
type Name = keyof typeof CLIENTS;

interface Series {
  readonly rows: number;
  readonly runs: number;
  readonly rowsPerSecond: number;
  readonly clients: readonly Name[];
  /** At most this share of what an opponent takes. */
  readonly aims: Readonly<Partial<Record<Name, number>>>;
}

const SERIES: readonly Series[] = [
  {
    rows: 1_000_000,
    runs: 5,
    rowsPerSecond: 0,
    clients: ['ours', 'jsforce bulk2, file stream', 'sf data upsert bulk'],
    aims: { 'jsforce bulk2, file stream': 0.3, 'sf data upsert bulk': 0.25 },
  },
  {
    rows: 100_000,
    runs: 5,
    rowsPerSecond: 0,
    clients: ['ours', 'jsforce bulk2, file stream', 'sf data upsert bulk', 'SFDMU 3.7.19'],
    aims: { 'sf data upsert bulk': 0.15, 'SFDMU 3.7.19': 0.06 },
  },
  {
    rows: 10_000,
    runs: 3,
    rowsPerSecond: SLOW_ROWS_PER_SECOND,
    clients: ['ours', 'jsforce bulk2, file stream', 'sf data upsert bulk'],
    aims: {},
  },
];

/** Runs the benchmark; takes about five minutes. */
export async function run(): Promise<readonly BenchRow[]> {
  const lines: BenchRow[] = [];
  for (const series of SERIES) lines.push(...(await runSeries(series)));
  return lines;
}

async function runSeries(series: Series): Promise<readonly BenchRow[]> {
  const home = await makeSfHome();
  const server = fork(here('null-org.ts'), [String(series.rowsPerSecond)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  try {
    const [line] = (await once(server.stdout!, 'data')) as [Buffer];
    const address = JSON.parse(line.toString()) as Address;
    await prepareUsageObject(address, fields);
    const file = await writeRows(join(home.folder, 'move'), series.rows);
    await logIn(home, address, series.clients.includes('SFDMU 3.7.19'));
    const arrived = async () => {
      const told = once(server, 'message') as Promise<[readonly Arrived[]]>;
      server.send('told');
      const [jobs] = await told;
      server.send('forget');
      return jobs;
    };
    const ground = { home, address, file, program: await compile(join(home.folder, 'compiled')), arrived };
    const figures = new Map<Name, Figure[]>(series.clients.map((name) => [name, []]));
    let print: string | undefined;
    for (let turn = 0; turn < series.runs; turn++) {
      for (const name of series.clients) {
        const { seconds, cpuSeconds, mb } = await CLIENTS[name](ground);
        const jobs = await ground.arrived();
        const rows = jobs.reduce((sum, job) => sum + job.rows, 0);
        if (rows !== series.rows) throw new Error(`${name} brought ${rows} of ${series.rows} rows`);
        // SFDMU sends columns of its own beside ours.
        if (name !== 'SFDMU 3.7.19') print ??= jobs[0]!.print;
        if (name !== 'SFDMU 3.7.19' && jobs[0]!.print !== print) throw new Error(`${name} brought other rows`);
        figures
          .get(name)!
          .push({ seconds, cpuSeconds, mb, requests: jobs.reduce((sum, job) => sum + job.requests, 0) });
      }
    }
    return report(series, figures);
  } finally {
    const ended = once(server, 'exit');
    server.disconnect();
    await ended;
    await home.remove();
  }
}

/** The rows as CSV, for the clients that begin with one, and as Parquet, for the one whose rows lie in DuckDB. */
async function writeRows(folder: string, rows: number): Promise<string> {
  await mkdir(folder, { recursive: true });
  const spill = await mkdtemp(join(folder, 'spill-'));
  const warehouse = await openWarehouse({ folder: spill });
  const id = "'003' || lpad(CAST(n AS VARCHAR), 12, '0') || 'AAA'";
  const cells = fields.map((field, at) => `CAST((n * 31 + ${at * 7}) % 100000 AS VARCHAR) AS "${field}"`);
  const sql = `SELECT ${id} AS "Contact_Id__c", ${id} AS "Contact__c", ${cells.join(', ')} FROM range(${rows}) t(n)`;
  const file = join(folder, `${usageObject}.csv`);
  await warehouse.copyToCsv(`${sql} ORDER BY 1`, file);
  await warehouse.copyToParquet(`${sql} ORDER BY 1`, file.replace('.csv', '.parquet'));
  warehouse.close();
  await rm(spill, { recursive: true, force: true });
  return file;
}

/** Compiles the client with all that it imports, as an install has it; the packages stand beside. */
async function compile(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const name of ['node_modules', 'package.json']) await symlink(join(project, name), join(folder, name));
  const shape = ['--module', 'nodenext', '--target', 'es2024', '--rewriteRelativeImportExtensions'];
  const args = ['--ignoreConfig', '--outDir', folder, '--rootDir', project, ...shape, '--skipLibCheck', '--noCheck'];
  const tsc = join(project, 'node_modules/.bin/tsc');
  await timed(tsc, [...args, here('null-client.ts')], { cwd: project, env: process.env });
  return join(folder, 'scripts/bench/null-client.js');
}

async function ofNode({ home, address: { url, token }, file, program }: Ground, name: string) {
  const folder = await mkdtemp(join(home.folder, 'state-'));
  const { stdout, ...figure } = await timed(process.execPath, [program, name, url, file, folder], {
    cwd: home.folder,
    env: { ...process.env, SF_ACCESS_TOKEN: token, NODE_COMPILE_CACHE: join(home.folder, 'code-cache') },
  });
  await rm(folder, { recursive: true, force: true });
  const { accepted } = JSON.parse(stdout) as { readonly accepted: number };
  if (accepted === 0) throw new Error(`${name} had nothing accepted`);
  return figure;
}

async function ofSf({ home, file }: Ground) {
  const args = [
    'data',
    'upsert',
    'bulk',
    '-o',
    'bench',
    '-s',
    usageObject,
    '-i',
    'Contact_Id__c',
    '-f',
    file,
    '-w',
    '20',
  ];
  return timed('sf', args, { cwd: home.folder, env: home.env });
}

async function ofSfdmu({ home, address, file }: Ground) {
  const folder = join(file, '..');
  const script = {
    orgs: [{ name: 'target', orgUserName: 'admin@heap.local', instanceUrl: address.url, accessToken: address.token }],
    bulkApiVersion: '2.0',
    bulkThreshold: 200,
    pollingIntervalMs: 100,
    objects: [
      {
        query: `SELECT Contact_Id__c, ${fields.join(', ')} FROM ${usageObject}`,
        operation: 'Upsert',
        externalId: 'Contact_Id__c',
      },
    ],
  };
  await writeFile(join(folder, 'export.json'), JSON.stringify(script));
  const args = [
    'sfdmu',
    'run',
    '--noprompt',
    '--sourceusername',
    'csvfile',
    '--targetusername',
    'target',
    '--path',
    folder,
  ];
  return timed('sf', args, { cwd: home.folder, env: home.env });
}

/** Runs a program to its end: its wall time and the most memory it took. */
async function timed(
  program: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Omit<Figure, 'requests'> & { readonly stdout: string }> {
  const began = performance.now();
  const child = spawn('/usr/bin/time', ['-f', '%M %U %S', program, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err] = [textOf(child.stdout), textOf(child.stderr)];
  const [code] = await once(child, 'close');
  const seconds = (performance.now() - began) / 1000;
  if (code !== 0) throw new Error(`${program} ${args.slice(0, 3).join(' ')} ended with ${code}: ${out()} ${err()}`);
  const [kilobytes = 0, user = 0, system = 0] = (err().trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return { seconds, cpuSeconds: user + system, mb: kilobytes / 1024, stdout: out() };
}

function textOf(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.on('data', (chunk) => {
    text += chunk;
  });
  return () => text;
}

async function logIn(home: SfHome, { url, token }: Address, withSfdmu: boolean): Promise<void> {
  const env = { ...home.env, SF_ACCESS_TOKEN: token };
  const login = ['org', 'login', 'access-token', '--instance-url', url, '--alias', 'bench', '--no-prompt'];
  await timed('sf', login, { cwd: home.folder, env });
  const sfdmu = fileURLToPath(new URL('../../node_modules/sfdmu', import.meta.url));
  if (withSfdmu) await timed('sf', ['plugins', 'link', '--no-install', sfdmu], { cwd: home.folder, env: home.env });
}

function report({ rows, rowsPerSecond, aims }: Series, figures: ReadonlyMap<Name, readonly Figure[]>): BenchRow[] {
  const of = (name: Name, key: keyof Figure) => median((figures.get(name) ?? []).map((one) => one[key]));
  const where = rowsPerSecond === 0 ? '' : ` at ${number(rowsPerSecond)} rows/s`;
  const own = of('ours', 'seconds');
  return [...figures].map(([name, all]) => {
    const seconds = all.map((one) => one.seconds);
    const range = `${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)}`;
    const ratio = own / of(name, 'seconds');
    const aim = aims[name];
    const credits = (of(name, 'requests') / rows) * 1_000_000;
    return {
      what: `${number(rows)} rows${where}, ${name}`,
      figure: [
        `${of(name, 'seconds').toFixed(2)} s (${range}), ${of(name, 'cpuSeconds').toFixed(2)} s of CPU, ${Math.round(of(name, 'mb'))} MB`,
        name === 'ours' ? (rows === 1_000_000 ? '(aim: under 200 MB)' : '') : `ours takes ${ratio.toFixed(2)} of it`,
        aim === undefined ? '' : `(aim: at most ${aim})`,
        `${number(Math.round(credits))} credits per million rows`,
      ]
        .filter((part) => part !== '')
        .join(', '),
    };
  });
}
