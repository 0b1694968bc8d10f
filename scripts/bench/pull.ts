/**
 * Fifteen fields of a million contacts read, mapped and told to a Heap, beside `sf data export bulk` of the same query to a
 * file; then an hour without a change, and one in which every two-hundredth contact has changed. The whole program each
 * time, taking turns with `sf`; org and Heap in processes of their own, and Heap says what it holds.
 */
import { cp, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { localOrgFolder } from '../../src/context/local-org.ts';
import type { Digest } from '../../src/local-heap/look/digest.ts';
import type { PullReport } from '../../src/pull/pull-report.ts';
import { openWarehouse } from '../../src/warehouse/warehouse.ts';
import { makeSfHome, type SfHome } from '../../test/support/sf-home.ts';
import { type BenchRow, median, number } from './bench-row.ts';
import { logIn } from './bulk-clients.ts';
import { compileClient } from './compiled-client.ts';
import { type OrgProcess, startOrgProcess } from './org-process.ts';
import { addressOf, expectedDigest, FIELDS } from './pull-contacts.ts';
import { type Taken, timedProcess } from './timed-process.ts';

/** HEAP_BENCH_CONTACTS and HEAP_BENCH_RUNS make it less. */
const CONTACTS = Number(process.env['HEAP_BENCH_CONTACTS'] ?? 1_000_000);
const EVERY = 200;
const RUNS = Number(process.env['HEAP_BENCH_RUNS'] ?? 3);
/** Of the hours without a change, which are short. */
const HOURS = 5;

interface Pulled extends Taken {
  /** From the beginning of the run in the ledger to its end. */
  readonly inside: number;
  readonly credits: number;
}

interface Seen {
  readonly sf: Taken[];
  readonly first: Pulled[];
  readonly quiet: Pulled[];
  readonly changed: Pulled[];
}

/** Runs the benchmark; takes about ten minutes. */
export async function run(): Promise<readonly BenchRow[]> {
  const home = await makeSfHome();
  const folder = await mkdtemp(join(tmpdir(), 'heap-bench-pull-'));
  let org: OrgProcess | undefined;
  try {
    org = await startOrgProcess('pull-org.ts', [folder, String(CONTACTS)]);
    await writeGround(folder);
    const program = await compileClient('../../src/cli.ts', join(folder, 'compiled'));
    const desk = (state: string) => ({ program, folder, state });
    const setUp = { ...desk('state'), program: fileURLToPath(new URL('../../src/cli.ts', import.meta.url)) };
    await heapSf(setUp, 'setup');
    await heapSf(setUp, `fields select ${FIELDS.join(' ')} --object contact`);
    // The connecting user, who may do nothing before.
    await logIn(home, org.address);
    const seen: Seen = { sf: [], first: [], quiet: [], changed: [] };
    let turn = 0;
    for (let at = 0; at < RUNS; at++) {
      seen.sf.push(await exportBySf(home));
      const state = `state-${at}`;
      await stateLike(folder, state);
      const heap = await startOrgProcess('pull-heap.ts', [join(folder, state)]);
      try {
        const before = turn;
        seen.first.push(await pull(desk(state), CONTACTS));
        await compare(heap, (n) => (n % EVERY === 0 ? before : 0));
        for (let hour = 0; hour < HOURS; hour++) {
          await org.ask('0 0');
          seen.quiet.push(await pull(desk(state), 0));
        }
        turn += 1;
        await org.ask(`${EVERY} ${turn}`);
        seen.changed.push(await pull(desk(state), Math.ceil(CONTACTS / EVERY)));
        await compare(heap, (n) => (n % EVERY === 0 ? turn : 0));
      } finally {
        await heap.stop();
      }
      await rm(join(folder, state), { recursive: true, force: true });
    }
    return report(seen);
  } finally {
    await org?.stop();
    await rm(folder, { recursive: true, force: true });
    await home.remove();
  }
}

interface Desk {
  readonly program: string;
  readonly folder: string;
  /** Name of the state folder. */
  readonly state: string;
}

async function heapSf({ program, folder, state }: Desk, line: string): Promise<Taken & { readonly stdout: string }> {
  const args = [program, ...line.split(' '), '--environment', 'local', '--json'];
  const env = { ...process.env, HEAP_SF_STATE: join(folder, state), NODE_COMPILE_CACHE: join(folder, 'code-cache') };
  return timedProcess(process.execPath, args, { cwd: folder, env });
}

/** One pull, of which Heap must have accepted so many people. */
async function pull(desk: Desk, people: number): Promise<Pulled> {
  const { stdout, ...taken } = await heapSf(desk, 'fields pull');
  const { result } = JSON.parse(stdout) as { readonly result: PullReport };
  const { status, counts, credits, problems } = result;
  if (status !== 'done' || counts.accepted !== people) {
    throw new Error(`The pull is ${status}, and ${counts.accepted} people were accepted, not ${people}: ${problems}`);
  }
  const shown = JSON.parse((await heapSf(desk, 'runs show latest')).stdout) as { readonly result: Ran };
  const inside = (Date.parse(shown.result.ended) - Date.parse(shown.result.started)) / 1000;
  return { ...taken, inside, credits };
}

interface Ran {
  readonly started: string;
  readonly ended: string;
}

/** Writes the same columns that a pull reads. */
async function exportBySf(home: SfHome): Promise<Taken> {
  const own = ['Id', 'SystemModstamp', 'IsDeleted', 'MasterRecordId', 'AccountId', 'Email'];
  const query = `SELECT ${[...own, ...FIELDS].join(', ')} FROM Contact`;
  const file = join(home.folder, 'contacts.csv');
  const args = ['data', 'export', 'bulk', '-o', 'bench', '-q', query, '--output-file', file, '--wait', '60'];
  const { stdout, ...taken } = await timedProcess('sf', [...args, '--json'], { cwd: home.folder, env: home.env });
  const { result } = JSON.parse(stdout) as { readonly result: { readonly totalSize: number } };
  if (result.totalSize !== CONTACTS) throw new Error(`sf wrote ${result.totalSize} contacts: ${stdout}`);
  if ((await stat(file)).size === 0) throw new Error('sf wrote an empty file');
  await rm(file);
  return taken;
}

/** Throws unless Heap holds each contact as it is in its turn, and nobody else. */
async function compare(heap: OrgProcess, turnOf: (n: number) => number): Promise<void> {
  const [held, wanted] = [await heap.ask<Digest>('digest'), expectedDigest(CONTACTS, turnOf)];
  if (held.users === wanted.users && held.sha256 === wanted.sha256) return;
  throw new Error(`Heap holds ${JSON.stringify(held)}, not ${JSON.stringify(wanted)}`);
}

/** The configuration, and an export whose users are the contacts. */
async function writeGround(folder: string): Promise<void> {
  const config =
    'source: { files: export }\nenvironments: { local: { org: local, heap: local } }\npull: { contact: [] }\n';
  await writeFile(join(folder, 'heap.config.yaml'), config);
  await mkdir(join(folder, 'export'));
  const warehouse = await openWarehouse({ folder });
  const address = addressOf(0).replace('0', "' || n || '");
  await warehouse.copyToParquet(
    `SELECT n + 1 AS user_id, '${address}' AS identity, '${address}' AS email FROM range(${CONTACTS}) t(n)`,
    join(folder, 'export', 'users.parquet'),
  );
  await warehouse.close();
}

/** A state folder as it was after the set-up, on the same org. */
async function stateLike(folder: string, name: string): Promise<void> {
  const [from, to] = [join(folder, 'state'), join(folder, name)];
  const orgFolder = localOrgFolder(from);
  await cp(from, to, { recursive: true, filter: (path) => path !== orgFolder });
  await symlink(orgFolder, localOrgFolder(to));
}

function report({ sf, first, quiet, changed }: Seen): BenchRow[] {
  const of = <T extends Taken>(all: readonly T[], key: keyof T) => median(all.map((one) => Number(one[key])));
  const line = (all: readonly Taken[]) =>
    `${of(all, 'seconds').toFixed(2)} s, ${of(all, 'cpuSeconds').toFixed(2)} s of CPU, ${Math.round(of(all, 'mb'))} MB`;
  const credits = (all: readonly Pulled[]) => `${Math.max(...all.map((one) => one.credits))} credits`;
  const inside = (all: readonly Pulled[]) => `${Math.round(1000 * of(all, 'inside'))} ms inside the run`;
  const ratio = (key: keyof Taken) => (of(first, key) / of(sf, key)).toFixed(2);
  const what = `${number(CONTACTS)} contacts x ${FIELDS.length} fields`;
  return [
    { what: `${what}, sf data export bulk to a file`, figure: line(sf) },
    { what: `${what}, told to Heap`, figure: `${line(first)}, ${credits(first)}; Heap holds each as it is` },
    {
      what: 'first pull / sf',
      figure: `${ratio('seconds')} (CPU ${ratio('cpuSeconds')}; aim: at most 1.0, under 250 MB)`,
    },
    {
      what: 'an hour without a change',
      figure: `${line(quiet)}, ${inside(quiet)} (aim 300 ms), ${credits(quiet)} (aim 2)`,
    },
    {
      what: `an hour with ${number(Math.ceil(CONTACTS / EVERY))} changes`,
      figure: `${line(changed)}, ${inside(changed)}, ${credits(changed)} (aim 5); Heap holds each as it is`,
    },
    {
      what: 'load of the machine at the end',
      figure: loadavg()
        .map((one) => one.toFixed(1))
        .join(' '),
    },
  ];
}
