/**
 * A whole night over fifty million events: twenty metrics for 46,000 accounts and 660,000 contacts, the difference to what
 * was accepted the night before (a third of the rows), bulk jobs into an org that answers at line speed. Ours from the
 * point on where people are matched, as a push does it; beside it the same written by hand for these very figures, and
 * the plain way. Whole processes, taking turns; the server says what arrived.
 */
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { openLedger } from '../../src/ledger/open-ledger.ts';
import { computeUsage } from '../../src/push/figures/prepare-usage.ts';
import { closeOrg, connectOrg } from '../../src/salesforce/connect.ts';
import { creditsInMemory } from '../../src/salesforce/credits.ts';
import { sqlName, sqlText } from '../../src/warehouse/sql.ts';
import { openWarehouse } from '../../src/warehouse/warehouse.ts';
import { type BenchRow, median, number } from './bench-row.ts';
import { compileClient } from './compiled-client.ts';
import { eventsFolder } from './metric-events.ts';
import { windows } from './metric-figures.ts';
import { openNight } from './night-ours.ts';
import { acceptedFile, CROWD, fieldsOf, hashesFile, hashSql, LEVELS, nightTarget } from './night-shape.ts';
import { type Arrived, type NullServer, startNullServer } from './null-server.ts';
import type { Address } from './org-process.ts';
import { type Taken, timedProcess } from './timed-process.ts';

/** Of a thousand rows that were accepted the night before, so many differ now. */
const CHANGED = 346;

const CLIENTS = {
  ours: { runs: 5, sends: 'changed', what: 'ours' },
  hand: { runs: 5, sends: 'changed', what: 'by hand, as fast as it goes' },
  plain: { runs: 1, sends: 'all', what: 'FILTER clauses, all rows, jsforce records (one run)' },
} as const;
type Client = keyof typeof CLIENTS;
const NAMES = Object.keys(CLIENTS) as Client[];

/** Runs the benchmark; takes about five minutes. */
export async function run(): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'heap-bench-night-'));
  const server = await startNullServer();
  try {
    const events = await eventsFolder(CROWD);
    const before = join(folder, 'before');
    const rows = await writeNightBefore(events, before);
    const orgId = await organizationOf(server.address);
    const program = await compileClient('night-client.ts', join(folder, 'compiled'));
    const seen = new Map<Client, Taken[]>(NAMES.map((name) => [name, []]));
    let prints: string | undefined;
    for (let turn = 0; turn < CLIENTS.ours.runs; turn++) {
      for (const name of NAMES.filter((one) => turn < CLIENTS[one].runs)) {
        const state = join(folder, `${name}-${turn}`);
        await writeState(state, before, orgId);
        const taken = await night(name, { program, events, before, state, server, folder });
        const brought = taken.jobs.reduce((sum, job) => sum + job.rows, 0);
        const { sends } = CLIENTS[name];
        if (brought !== rows[sends]) throw new Error(`${name} brought ${brought} of ${rows[sends]} rows`);
        if (sends === 'changed') {
          const print = printsOf(taken.jobs);
          prints ??= print;
          if (print !== prints) throw new Error(`${name} brought other rows`);
        }
        seen.get(name)?.push(taken);
        await rm(state, { recursive: true, force: true });
      }
    }
    return report(seen, rows);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function night(
  name: Client,
  on: {
    readonly program: string;
    readonly events: string;
    readonly before: string;
    readonly state: string;
    readonly folder: string;
    readonly server: NullServer;
  },
): Promise<Taken & { readonly jobs: readonly Arrived[] }> {
  const { url, token } = on.server.address;
  const taken = await timedProcess(process.execPath, [on.program, name, url, on.events, on.before, on.state], {
    cwd: on.folder,
    env: { ...process.env, SF_ACCESS_TOKEN: token, NODE_COMPILE_CACHE: join(on.folder, 'code-cache') },
  });
  return { ...taken, jobs: await on.server.arrived() };
}

/** By object, whatever the order of the jobs. */
function printsOf(jobs: readonly Arrived[]): string {
  return jobs
    .map(({ object, print }) => `${object} ${print}`)
    .sort()
    .join();
}

interface Rows {
  readonly all: number;
  readonly changed: number;
}

/** Writes what was accepted the night before, in both forms, and tells how many rows there are and how many differ from it now. */
async function writeNightBefore(events: string, folder: string): Promise<Rows> {
  await mkdir(folder, { recursive: true });
  const warehouse = await openWarehouse({ folder });
  await openNight(warehouse, events);
  let [all, changed] = [0, 0];
  for (const level of LEVELS) {
    const settings = { quiet: 'zero', longText: 'cut' } as const;
    const { changed: usage } = await computeUsage(warehouse, nightTarget(level), {
      windows,
      settings,
      byUser: [],
      accepted: undefined,
    });
    const differs = `hash(record_id) % 1000 < ${CHANGED}`;
    const [first, ...others] = fieldsOf(level).map(sqlName);
    const old = `CASE WHEN ${differs} THEN CAST(CAST(${first} AS BIGINT) + 1 AS VARCHAR) ELSE ${first} END AS ${first}`;
    const accepted = acceptedFile(folder, level);
    await warehouse.copyToParquet(`SELECT record_id, ${[old, ...others].join(', ')} FROM ${usage}`, accepted);
    const hashes = `SELECT record_id, ${hashSql(level)} AS print FROM read_parquet(${sqlText(accepted)})`;
    await warehouse.copyToParquet(hashes, hashesFile(folder, level));
    all += await warehouse.count(`SELECT 1 FROM ${usage}`);
    changed += await warehouse.count(`SELECT 1 FROM ${usage} WHERE ${differs}`);
  }
  await warehouse.close();
  return { all, changed };
}

/** A state folder in which the night before was accepted. */
async function writeState(state: string, before: string, orgId: string): Promise<void> {
  await mkdir(join(state, 'snapshots', orgId), { recursive: true });
  const ledger = openLedger(state, { clock: systemClock });
  await ledger.withRun({ kind: 'push', orgId, orgName: 'null' }, async (run) => {
    for (const level of LEVELS) {
      const { object } = nightTarget(level);
      const file = join(state, 'snapshots', orgId, `${object}-before.parquet`);
      await copyFile(acceptedFile(before, level), file);
      run.accept({ object, file, rows: level === 'account' ? CROWD.accounts : CROWD.users });
    }
    return { status: 'done', result: undefined };
  });
  ledger.close();
}

async function organizationOf({ url, token }: Address): Promise<string> {
  const credits = creditsInMemory({ perRun: 100, perDay: 100 });
  const target = { kind: 'token', instanceUrl: url, accessToken: token } as const;
  const org = await connectOrg({ target, credits, log: silentLog, clock: systemClock });
  await closeOrg(org);
  return org.organizationId;
}

function report(seen: ReadonlyMap<Client, readonly Taken[]>, rows: Rows): BenchRow[] {
  const of = (name: Client, key: keyof Taken) => median((seen.get(name) ?? []).map((one) => one[key]));
  const ratio = (name: Client, key: keyof Taken) => (of('ours', key) / of(name, key)).toFixed(2);
  return [
    ...NAMES.map((name) => ({
      what: `a night, ${CLIENTS[name].what}`,
      figure: `${of(name, 'seconds').toFixed(2)} s, ${of(name, 'cpuSeconds').toFixed(2)} s of CPU, ${Math.round(of(name, 'mb'))} MB, ${number(rows[CLIENTS[name].sends])} rows sent`,
    })),
    {
      what: 'a night: ours / by hand',
      figure: `${ratio('hand', 'seconds')} (CPU ${ratio('hand', 'cpuSeconds')}; aim: at most 1.3, under 700 MB)`,
    },
    { what: 'a night: ours / plain', figure: `${ratio('plain', 'seconds')} (CPU ${ratio('plain', 'cpuSeconds')})` },
  ];
}
