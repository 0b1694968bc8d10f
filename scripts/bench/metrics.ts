/**
 * Fifty million events, twenty metrics and a hundred: our way to the figures of all accounts against queries written by
 * hand. Each figure is the median of runs in processes of their own, the opponents taking turns. Processor time is
 * told beside the clock's, since it hardly changes when the machine is busy with something else.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sqlName } from '../../src/warehouse/sql.ts';
import { openWarehouse, type Warehouse } from '../../src/warehouse/warehouse.ts';
import { type BenchRow, median } from './bench-row.ts';
import { eventsFolder, openEvents } from './metric-events.ts';
import { HUNDRED, ourSteps, TWENTY } from './metric-figures.ts';
import { bandsSql, filterSql, joinSql } from './metrics-by-hand.ts';

const CROWD = { users: 400_000, accounts: 20_000 };
const CONFIGS = { '20': TWENTY, '100': HUNDRED } as const;
type Config = keyof typeof CONFIGS;
const RUNS: Readonly<Record<Config, number>> = { '20': 5, '100': 5 };

const BY_HAND = { 'FILTER clauses': filterSql, 'join with a table of metrics': joinSql, 'bands of windows': bandsSql };
const OPPONENTS = ['ours', ...Object.keys(BY_HAND)];

/** Runs the benchmark; takes some minutes, most of them for the opponents. */
export async function run(): Promise<readonly BenchRow[]> {
  await eventsFolder(CROWD);
  const rows: BenchRow[] = [];
  for (const config of Object.keys(CONFIGS) as Config[]) {
    const seen = new Map<string, Measured[]>(OPPONENTS.map((opponent) => [opponent, []]));
    for (let turn = 0; turn < RUNS[config]; turn++) {
      for (const opponent of OPPONENTS) seen.get(opponent)?.push(await inOwnProcess(config, opponent));
    }
    rows.push(...report(config, seen));
  }
  return rows;
}

interface Measured {
  readonly milliseconds: number;
  readonly processor: number;
  readonly megabytes: number;
  readonly checksum: string;
}

function report(config: Config, seen: ReadonlyMap<string, readonly Measured[]>): BenchRow[] {
  if (new Set([...seen.values()].flatMap((runs) => runs.map(({ checksum }) => checksum))).size > 1) {
    throw new Error('The queries do not give the same figures.');
  }
  const of = (opponent: string, key: 'milliseconds' | 'processor' | 'megabytes') =>
    Math.round(median((seen.get(opponent) ?? []).map((one) => one[key])));
  const hands = Object.keys(BY_HAND);
  const best = hands.toSorted((a, b) => of(a, 'milliseconds') - of(b, 'milliseconds'))[0] ?? '';
  const ratio = (key: 'milliseconds' | 'processor') => (of('ours', key) / of(best, key)).toFixed(2);
  const what = `50 million events, ${config} metrics`;
  return [
    ...OPPONENTS.map((opponent) => ({
      what: `${what}: ${opponent === 'ours' ? 'ours' : `by hand, ${opponent}`}`,
      figure: `${of(opponent, 'milliseconds')} ms (processor ${of(opponent, 'processor')}), ${of(opponent, 'megabytes')} MB`,
    })),
    {
      what: `${what}: ours / ${best}`,
      figure: `${ratio('milliseconds')} (processor ${ratio('processor')}; aim: at most 1.2, under 400 MB)`,
    },
  ];
}

async function inOwnProcess(config: Config, opponent: string): Promise<Measured> {
  const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(import.meta.url), config, opponent]);
  return JSON.parse(stdout) as Measured;
}

async function measure(config: Config, opponent: string): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'heap-bench-'));
  const warehouse = await openWarehouse({ folder });
  await openEvents(warehouse, await eventsFolder(CROWD));
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  await compute(warehouse, config, opponent);
  const milliseconds = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  const megabytes = process.resourceUsage().maxRSS / 1024;
  const columns = (await warehouse.columns('usage')).map(({ name }) => `CAST(${sqlName(name)} AS VARCHAR)`);
  const [row] = await warehouse.rows<{ checksum: string }>(
    `SELECT CAST(sum(CAST(hash(${columns.join(', ')}) AS HUGEINT)) AS VARCHAR) AS checksum FROM usage`,
  );
  await warehouse.close();
  await rm(folder, { recursive: true, force: true });
  return { milliseconds, processor: (user + system) / 1000, megabytes, checksum: row?.checksum ?? '' };
}

async function compute(warehouse: Warehouse, config: Config, opponent: string): Promise<void> {
  const figures = CONFIGS[config];
  const byHand = Object.entries(BY_HAND).find(([name]) => name === opponent)?.[1];
  if (byHand !== undefined) return warehouse.run(`CREATE TABLE usage AS ${byHand(figures)}`);
  const { tables, query } = ourSteps(figures);
  for (const { name, sql } of tables) await warehouse.run(`CREATE TABLE ${sqlName(name)} AS ${sql}`);
  await warehouse.run(`CREATE TABLE usage AS ${query}`);
}

const [, script, config, opponent] = process.argv;
if (script === fileURLToPath(import.meta.url) && (config === '20' || config === '100') && opponent) {
  process.stdout.write(JSON.stringify(await measure(config, opponent)));
}
