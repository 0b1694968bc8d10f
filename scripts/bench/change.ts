/**
 * `usage push` of a hundred thousand contacts into a local org in a process of its own, then again after every fiftieth
 * contact had one session more: the whole program both times, reading the export and matching people included.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PushReport } from '../../src/push/push-report.ts';
import { openWarehouse } from '../../src/warehouse/warehouse.ts';
import { type BenchRow, median, number } from './bench-row.ts';
import { compileClient } from './compiled-client.ts';
import { type OrgProcess, startOrgProcess } from './org-process.ts';
import { type Taken, timedProcess } from './timed-process.ts';

const PEOPLE = 100_000;
const EVERY = 50;
const RUNS = 5;
const source = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

/** Runs the benchmark; takes some minutes. */
export async function run(): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'heap-bench-change-'));
  let org: OrgProcess | undefined;
  try {
    org = await startOrgProcess('change-org.ts', [folder, String(PEOPLE)]);
    await writeFile(join(folder, 'heap.config.yaml'), configText());
    await writeExport(folder, 0);
    for (const line of ['setup', 'metrics apply']) await heapSf(source, folder, line);
    const program = await compileClient('../../src/cli.ts', join(folder, 'compiled'));
    const [full, changed]: [Pushed[], Pushed[]] = [[], []];
    await push(program, folder, '');
    for (let turn = 1; turn <= RUNS; turn++) {
      full.push(await push(program, folder, '--full', PEOPLE));
      await writeExport(folder, turn);
      await org.ask('mark');
      changed.push(await push(program, folder, '', PEOPLE / EVERY));
      const sent = await org.ask<readonly string[]>('changed');
      if (sent.length !== PEOPLE / EVERY || sent.some((id) => Number(id.slice(3, 15)) % EVERY !== 1)) {
        throw new Error(`The org holds ${sent.length} rows anew, and not just those that changed`);
      }
    }
    return report(full, changed);
  } finally {
    await org?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function heapSf(program: string, folder: string, line: string): Promise<Taken & { readonly stdout: string }> {
  const args = [program, ...line.split(' '), '--json'];
  const env = { ...process.env, HEAP_SF_STATE: join(folder, 'state'), NODE_COMPILE_CACHE: join(folder, 'code-cache') };
  return timedProcess(process.execPath, args, { cwd: folder, env });
}

interface Pushed extends Taken {
  /** From the first job's beginning until the last one's answers were read and counted. */
  readonly sending: number;
}

/** One push, of which so many rows must have been accepted. */
async function push(program: string, folder: string, more: string, rows?: number): Promise<Pushed> {
  const { stdout, ...taken } = await heapSf(program, folder, `usage push --as-of 2026-06-30 ${more}`.trim());
  const { result } = JSON.parse(stdout) as { readonly result: PushReport };
  const { accepted } = result.counts;
  if (rows !== undefined && accepted !== rows) throw new Error(`${accepted} rows were accepted, not ${rows}`);
  const shown = await heapSf(program, folder, 'runs show latest');
  const { jobs } = (JSON.parse(shown.stdout) as { readonly result: { readonly jobs: readonly Job[] } }).result;
  const moments = (key: keyof Job) => jobs.map((job) => Date.parse(job[key]));
  const sending = (Math.max(...moments('changed')) - Math.min(...moments('created'))) / 1000;
  return { ...taken, sending };
}

interface Job {
  readonly created: string;
  readonly changed: string;
}

/** Sessions of everybody; after each turn every fiftieth person has one more. */
async function writeExport(folder: string, turn: number): Promise<void> {
  await mkdir(join(folder, 'export'), { recursive: true });
  const warehouse = await openWarehouse({ folder });
  const users = `SELECT n + 1 AS user_id, 'p' || n || '@acme.example' AS email FROM range(${PEOPLE}) t(n)`;
  await warehouse.copyToParquet(users, join(folder, 'export', 'users.parquet'));
  await warehouse.copyToParquet(
    `SELECT n + 1 AS user_id, n * 1000 + place AS session_id, TIMESTAMP '2026-06-20' + to_hours(place) AS "time"
     FROM (SELECT n, unnest(range(3 + (n % 5) + CASE WHEN n % ${EVERY} = 0 THEN ${turn} ELSE 0 END)) AS place FROM range(${PEOPLE}) t(n))`,
    join(folder, 'export', 'sessions.parquet'),
  );
  await warehouse.close();
}

/** Eight metrics of contacts. */
function configText(): string {
  const lookbacks = ['7d', '2w', '4w', '3mo', '6mo', 'all'];
  const metrics = [
    ...lookbacks.map(
      (since) => `  - { name: Sessions ${since}, level: contact, event: session, measure: count, lookback: ${since} }`,
    ),
    '  - { name: Active Days, level: contact, event: session, measure: active days, lookback: 3mo }',
    '  - { name: Last Seen, level: contact, event: session, measure: last seen, lookback: all }',
  ];
  return `source: { files: export }\ncredits: { perRun: 100000, perDay: 1000000 }\nmetrics:\n${metrics.join('\n')}\n`;
}

function report(full: readonly Pushed[], changed: readonly Pushed[]): BenchRow[] {
  const of = (all: readonly Pushed[], key: keyof Pushed) => median(all.map((one) => one[key]));
  const ratio = (key: keyof Pushed) => (of(changed, key) / of(full, key)).toFixed(2);
  const line = (all: readonly Pushed[], rows: number) =>
    `${of(all, 'seconds').toFixed(2)} s, ${of(all, 'sending').toFixed(2)} s of them sending, ${Math.round(median(all.map(({ mb }) => mb)))} MB, ${number(rows)} rows sent`;
  return [
    { what: 'local org, usage push --full', figure: line(full, PEOPLE) },
    { what: 'local org, usage push after a change of 2 %', figure: line(changed, PEOPLE / EVERY) },
    {
      what: 'local org: change / full',
      figure: `sending ${ratio('sending')} (aim: at most 0.1), the whole program ${ratio('seconds')}; just the changed rows were written`,
    },
  ];
}
