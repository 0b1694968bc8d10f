/**
 * Ten million events and twenty metrics: our query for the accounts against the best one written by hand.
 * Each figure is the median of five runs, each in a process of its own, the two taking turns.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { MetricSettings } from '../../src/config/settings.ts';
import { defineMetrics } from '../../src/metrics/define-metrics.ts';
import { levelSql } from '../../src/metrics/level-sql.ts';
import { openWindows } from '../../src/metrics/window.ts';
import { openWarehouse, type Warehouse } from '../../src/warehouse/warehouse.ts';
import { type BenchRow, median } from './bench-row.ts';
import { byHandSql } from './metrics-by-hand.ts';

const EVENTS = 10_000_000;
const USERS = 400_000;
const ACCOUNTS = 20_000;
const RUNS = 5;

/** Share of the events, and the properties, of each table. */
const TABLES = [
  { table: 'sessions', view: 'heap_sessions', share: 0.2, property: "'web' AS platform" },
  { table: 'pageviews', view: 'heap_pageviews', share: 0.4, property: "'/p/' || (n % 50) AS path" },
  {
    table: 'report_exported',
    view: 'heap_event_report_exported',
    share: 0.2,
    property: "CASE WHEN hash(n, 5) % 3 = 0 THEN 'pdf' ELSE 'csv' END AS format",
  },
  { table: 'dashboard_viewed', view: 'heap_event_dashboard_viewed', share: 0.15, property: '1 AS shown' },
  {
    table: 'checkout_completed',
    view: 'heap_event_checkout_completed',
    share: 0.05,
    property: 'CAST(hash(n, 7) % 100000 AS DOUBLE) / 100 AS amount',
  },
] as const;

const window = { zone: 'America/Los_Angeles', mode: 'whole-days' } as const;
const asOf = new Date('2026-07-01T12:00:00Z');

const week = { kind: 'span', count: 7, unit: 'days' } as const;
const month = { kind: 'span', count: 4, unit: 'weeks' } as const;
const quarter = { kind: 'span', count: 3, unit: 'months' } as const;
const all = { kind: 'all' } as const;

/** Four windows of counts on each of four events, and four measures of other kinds. */
const METRICS: readonly MetricSettings[] = [
  ...['session', 'pageview', 'report_exported', 'dashboard_viewed'].flatMap((event) =>
    [week, month, quarter, all].map((lookback, place) => ({
      name: `${event} ${place}`,
      level: 'account' as const,
      event,
      where: event === 'report_exported' ? [{ property: 'format', test: 'is' as const, value: 'pdf' }] : [],
      measure: { kind: 'count' as const },
      lookback,
    })),
  ),
  {
    name: 'users',
    level: 'account',
    event: 'session',
    where: [],
    measure: { kind: 'distinct-users' },
    lookback: month,
  },
  { name: 'days', level: 'account', event: 'session', where: [], measure: { kind: 'active-days' }, lookback: month },
  { name: 'last', level: 'account', event: 'session', where: [], measure: { kind: 'last-seen' }, lookback: all },
  {
    name: 'amount',
    level: 'account',
    event: 'checkout_completed',
    where: [],
    measure: { kind: 'sum', property: 'amount' },
    lookback: quarter,
  },
];

const QUERIES = { ours: oursSql, 'by hand': () => byHandSql } as const;
type Opponent = keyof typeof QUERIES;

function oursSql(): string {
  const metrics = defineMetrics(
    { metrics: METRICS, window },
    {
      events: TABLES.map(({ table }) => ({
        table,
        columns: [
          { name: 'format', type: 'text' },
          { name: 'amount', type: 'double' },
        ],
      })),
      userColumns: [],
    },
  );
  return levelSql({ level: 'account', metrics, windows: openWindows(window, asOf), quiet: 'zero' });
}

/** Runs the benchmark; takes about a minute. */
export async function run(): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'heap-bench-'));
  try {
    await generate(folder);
    const seen = { ours: [] as Measured[], 'by hand': [] as Measured[] };
    for (let turn = 0; turn < RUNS; turn++) {
      for (const opponent of Object.keys(QUERIES) as Opponent[]) {
        seen[opponent].push(await inOwnProcess(folder, opponent));
      }
    }
    return report(seen);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Measured {
  readonly milliseconds: number;
  readonly megabytes: number;
  readonly checksum: string;
}

function report(seen: Readonly<Record<Opponent, readonly Measured[]>>): BenchRow[] {
  if (new Set(Object.values(seen).flatMap((runs) => runs.map(({ checksum }) => checksum))).size > 1) {
    throw new Error('The two queries do not give the same figures.');
  }
  const of = (opponent: Opponent, key: 'milliseconds' | 'megabytes') =>
    Math.round(median(seen[opponent].map((one) => one[key])));
  const line = (opponent: Opponent) => `${of(opponent, 'milliseconds')} ms, ${of(opponent, 'megabytes')} MB`;
  const ratio = of('ours', 'milliseconds') / of('by hand', 'milliseconds');
  return [
    { what: '10 million events, 20 metrics: best by hand', figure: line('by hand') },
    { what: '10 million events, 20 metrics: ours', figure: `${line('ours')} (aim: under 400 MB)` },
    { what: 'ours / best by hand', figure: `${ratio.toFixed(2)} (aim: at most 1.3)` },
  ];
}

/** Users and accounts are skewed, as people are: the square of an even spread. */
async function generate(folder: string): Promise<void> {
  const warehouse = await openWarehouse({ folder });
  await warehouse.copyToParquet(
    `SELECT n AS user_id, '003' || lpad(CAST(n AS VARCHAR), 12, '0') || 'AAA' AS contact_id,
      '001' || lpad(CAST(CAST(floor(${ACCOUNTS} * pow((hash(n, 1) % 1000000) / 1e6, 2)) AS BIGINT) AS VARCHAR), 12, '0') || 'AAA' AS account_id
    FROM range(${USERS}) t(n)`,
    join(folder, 'people.parquet'),
  );
  for (const { table, share, property } of TABLES) {
    await warehouse.copyToParquet(
      `SELECT CAST(floor(${USERS} * pow((hash(n, 2, '${table}') % 1000000) / 1e6, 2)) AS BIGINT) AS user_id,
        n AS event_id, n // 5 AS session_id,
        TIMESTAMP '2026-03-02' + to_milliseconds(CAST(hash(n, 3, '${table}') % ${121 * 86_400_000} AS BIGINT)) AS "time", ${property}
      FROM range(${EVENTS * share}) t(n)`,
      join(folder, `${table}.parquet`),
    );
  }
  warehouse.close();
}

async function inOwnProcess(folder: string, opponent: Opponent): Promise<Measured> {
  const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(import.meta.url), folder, opponent]);
  return JSON.parse(stdout) as Measured;
}

async function measure(folder: string, opponent: Opponent): Promise<Measured> {
  const warehouse = await openWarehouse({ folder: join(folder, opponent) });
  await views(warehouse, folder);
  const began = performance.now();
  await warehouse.run(`CREATE TABLE usage AS ${QUERIES[opponent]()}`);
  const milliseconds = performance.now() - began;
  const megabytes = process.resourceUsage().maxRSS / 1024;
  const columns = (await warehouse.columns('usage')).map(({ name }) => `"${name}"`);
  const [row] = await warehouse.rows<{ checksum: string }>(
    `SELECT CAST(sum(CAST(hash(${columns.map((name) => `CAST(${name} AS VARCHAR)`).join(', ')}) AS HUGEINT)) AS VARCHAR) AS checksum FROM usage`,
  );
  warehouse.close();
  return { milliseconds, megabytes, checksum: row?.checksum ?? '' };
}

async function views(warehouse: Warehouse, folder: string): Promise<void> {
  await warehouse.run(`CREATE VIEW people AS FROM read_parquet('${join(folder, 'people.parquet')}')`);
  for (const { table, view } of TABLES) {
    await warehouse.run(`CREATE VIEW ${view} AS FROM read_parquet('${join(folder, `${table}.parquet`)}')`);
  }
}

const [, script, folder, opponent] = process.argv;
if (script === fileURLToPath(import.meta.url) && folder && opponent) {
  process.stdout.write(JSON.stringify(await measure(folder, opponent as Opponent)));
}
