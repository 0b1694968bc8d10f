import { access, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWarehouse, type Warehouse } from '../../src/warehouse/warehouse.ts';

export const EVENTS = 50_000_000;

/** Who did the events: each user is a contact. */
export interface Crowd {
  readonly users: number;
  readonly accounts: number;
}

/** Share of the events, and the properties, of each table. */
export const TABLES = [
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

/** The events as Parquet files, made once and kept in the temporary folder; users and accounts are skewed, as people are. */
export async function eventsFolder({ users, accounts }: Crowd): Promise<string> {
  const folder = join(tmpdir(), `heap-bench-${EVENTS}-events-${users}-users-${accounts}-accounts`);
  const done = join(folder, 'done');
  const there = await access(done).then(
    () => true,
    () => false,
  );
  if (there) return folder;
  await mkdir(folder, { recursive: true });
  const warehouse = await openWarehouse({ folder });
  await warehouse.copyToParquet(
    `SELECT n AS user_id, '003' || lpad(CAST(n AS VARCHAR), 12, '0') || 'AAA' AS contact_id,
      '001' || lpad(CAST(CAST(floor(${accounts} * pow((hash(n, 1) % 1000000) / 1e6, 2)) AS BIGINT) AS VARCHAR), 12, '0') || 'AAA' AS account_id
    FROM range(${users}) t(n)`,
    join(folder, 'people.parquet'),
  );
  for (const { table, share, property } of TABLES) {
    await warehouse.copyToParquet(
      `SELECT CAST(floor(${users} * pow((hash(n, 2, '${table}') % 1000000) / 1e6, 2)) AS BIGINT) AS user_id,
        n AS event_id, n // 5 AS session_id,
        TIMESTAMP '2026-03-02' + to_milliseconds(CAST(hash(n, 3, '${table}') % ${121 * 86_400_000} AS BIGINT)) AS "time", ${property}
      FROM range(${EVENTS * share}) t(n)`,
      join(folder, `${table}.parquet`),
    );
  }
  await warehouse.close();
  await writeFile(done, '');
  return folder;
}

/** The events under the names that resolved tables have. */
export async function openEvents(warehouse: Warehouse, folder: string): Promise<void> {
  await warehouse.run(`CREATE VIEW people AS FROM read_parquet('${join(folder, 'people.parquet')}')`);
  for (const { table, view } of TABLES) {
    await warehouse.run(`CREATE VIEW ${view} AS FROM read_parquet('${join(folder, `${table}.parquet`)}')`);
  }
}
