import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Column } from '../../src/base/table.ts';
import type { CountedMetricSettings, MetricSettings } from '../../src/config/metric-settings.ts';
import type { WindowSettings } from '../../src/config/settings.ts';
import { levelSteps } from '../../src/metrics/counting/level-sql.ts';
import { countByUser, makeTables } from '../../src/metrics/counting/make-tables.ts';
import { defineMetrics } from '../../src/metrics/definition/define-metrics.ts';
import type { Catalogue } from '../../src/metrics/metric.ts';
import { openWindows } from '../../src/metrics/window.ts';
import { sqlText } from '../../src/warehouse/sql.ts';
import { openWarehouse, type Warehouse } from '../../src/warehouse/warehouse.ts';

const eventColumns: readonly Column[] = [
  { name: 'user_id', type: 'integer' },
  { name: 'event_id', type: 'integer' },
  { name: 'session_id', type: 'integer' },
  { name: 'time', type: 'timestamp' },
];

/** What a small export would offer. */
export const catalogue: Catalogue = {
  events: [
    {
      table: 'sessions',
      columns: [
        ...eventColumns,
        { name: 'platform', type: 'text' },
        { name: 'amount', type: 'double' },
        { name: 'word', type: 'text' },
      ],
    },
    { table: 'pageviews', columns: [...eventColumns, { name: 'path', type: 'text' }] },
    {
      table: 'report_exported',
      displayName: 'Report - Exported',
      columns: [
        ...eventColumns,
        { name: 'rows', type: 'integer' },
        { name: 'amount', type: 'double' },
        { name: 'format', type: 'text' },
        { name: 'scheduled', type: 'boolean' },
      ],
    },
  ],
  userColumns: [
    { name: 'user_id', type: 'integer' },
    { name: 'email', type: 'text' },
    { name: 'plan', type: 'text' },
    { name: 'joindate', type: 'timestamp' },
  ],
};

export const pacific: WindowSettings = { zone: 'America/Los_Angeles', mode: 'whole-days' };

/** A metric with what a test does not care about filled in. */
export function metric(facts: Partial<CountedMetricSettings> & { readonly name: string }): CountedMetricSettings {
  return {
    level: 'account',
    event: 'session',
    where: [],
    measure: { kind: 'count' },
    lookback: { kind: 'span', count: 7, unit: 'days' },
    ...facts,
  };
}

/** A warehouse in a folder of its own; closed and removed with `await using`. */
export async function openScratch(): Promise<Warehouse & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'heap-metrics-'));
  const warehouse = await openWarehouse({ folder });
  return {
    ...warehouse,
    async [Symbol.asyncDispose]() {
      await warehouse.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface Visit {
  readonly user: number;
  readonly time: string;
  /** One of its own unless given. */
  readonly session?: number;
  readonly amount?: number;
  readonly word?: string;
}

/** Puts sessions, and people of whom each user `n` is contact `C<n>` of an account, into a warehouse. */
export async function fill(
  warehouse: Warehouse,
  { visits, accounts }: { readonly visits: readonly Visit[]; readonly accounts: Readonly<Record<number, string>> },
): Promise<void> {
  const rows = visits.map(
    ({ user, time, session, amount, word }, n) =>
      `(${user}, ${n}, ${session ?? n}, TIMESTAMPTZ '${time}', 'web', ${amount ?? 'NULL'}, ${word === undefined ? 'NULL' : sqlText(word)})`,
  );
  await warehouse.run(`CREATE TABLE heap_sessions AS
    SELECT user_id, event_id, session_id, CAST("time" AS TIMESTAMP) AS "time", platform,
      CAST(amount AS DOUBLE) AS amount, CAST(word AS VARCHAR) AS word
    FROM (VALUES ${rows.join(', ')}) t(user_id, event_id, session_id, "time", platform, amount, word)`);
  await warehouse.run('CREATE VIEW heap_session_times AS SELECT session_id, "time" FROM heap_sessions');
  const people = Object.entries(accounts).map(([user, account]) => `(${user}, 'C${user}', '${account}')`);
  await warehouse.run(
    `CREATE TABLE people AS SELECT * FROM (VALUES ${people.join(', ')}) t(user_id, contact_id, account_id)`,
  );
}

/** The usage rows of a level by record, as the warehouse counts them. */
export async function counted(
  warehouse: Warehouse,
  facts: {
    readonly level: 'account' | 'contact';
    readonly metrics: readonly MetricSettings[];
    readonly asOf: string;
    readonly window?: WindowSettings;
    readonly quiet?: 'zero' | 'null';
    /** Whether what the metrics of both levels have in common is counted once by user. */
    readonly byUser?: boolean;
  },
): Promise<Readonly<Record<string, Readonly<Record<string, unknown>>>>> {
  const { level, quiet = 'zero', window = pacific, byUser = false } = facts;
  const metrics = defineMetrics({ metrics: facts.metrics, window }, catalogue);
  const windows = openWindows(window, new Date(facts.asOf));
  const levels = (['account', 'contact'] as const).map((one) => ({
    level: one,
    metrics: metrics.filter((each) => each.level === one),
  }));
  const stages = byUser ? await countByUser(warehouse, levels, windows) : [];
  const { tables, query } = levelSteps({ level, metrics, windows, quiet, byUser: stages });
  await makeTables(warehouse, tables);
  const rows = await warehouse.rows<{ record_id: string } & Record<string, unknown>>(query);
  return Object.fromEntries(rows.map(({ record_id, ...figures }) => [record_id, figures]));
}
