import type { Clock } from '../../base/clock.ts';
import type { Progress } from '../../base/progress.ts';
import type { JoinSettings } from '../../config/settings.ts';
import type { ExportTable, HeapExport } from '../../heap/export.ts';
import { eventUnions, needsSessionTimes } from '../../metrics/counting/event-unions.ts';
import { propertyOf } from '../../metrics/counting/measure-sql.ts';
import { type CountedMetric, isCounted, type Metric, withInputs } from '../../metrics/metric.ts';
import { type RawTable, rawTableName, resolvedTables } from '../../metrics/people/resolved-tables.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { readNewestData } from './newest-data.ts';

/** Columns that every table is resolved and counted by, as far as it has them. */
const ALWAYS = ['event_id', 'user_id', 'session_id', 'time', 'from_user_id', 'to_user_id'];
const OF_USERS = ['identity', 'handle', 'email', 'joindate', 'last_modified'];

export interface HeapRows {
  /** Rows read, merged and repeated ones included. */
  readonly events: number;
  readonly users: number;
  /** When the last thing happened that these tables know of; undefined where none says when. */
  readonly newest: Date | undefined;
}

/** Brings into the warehouse what the metrics count, and no column more; then follows merges and drops repeats. */
export async function loadHeap(
  source: HeapExport,
  warehouse: Warehouse,
  {
    metrics,
    join,
    progress,
    clock,
  }: {
    readonly metrics: readonly Metric[];
    readonly join: JoinSettings;
    readonly progress: Progress;
    readonly clock: Clock;
  },
): Promise<HeapRows> {
  const raw: RawTable[] = [];
  const rows = { events: 0, users: 0 };
  for (const { table, columns } of wantedTables(source, metrics, join)) {
    progress.update(table.name);
    const name = rawTableName(table.name);
    const loaded = await warehouse.load(await table.table(columns), name);
    if (table.role === 'users') rows.users += loaded.rows;
    else if (table.role !== 'user_migrations') rows.events += loaded.rows;
    raw.push({ name: table.name, role: table.role, columns: await warehouse.columns(name) });
  }
  for (const { sql } of [...resolvedTables(raw), ...eventUnions(metrics, raw)]) await warehouse.run(sql);
  return { ...rows, newest: await readNewestData(warehouse, raw, clock.now()) };
}

interface Wanted {
  readonly table: ExportTable;
  /** Undefined for all there are. */
  readonly columns: readonly string[] | undefined;
}

function wantedTables(source: HeapExport, metrics: readonly Metric[], join: JoinSettings): readonly Wanted[] {
  const counted = withInputs(metrics).filter(isCounted);
  // How long a session was is told by all that happened in it.
  const everyEvent = counted.some(needsSessionTimes);
  return [...source.tables.values()].flatMap((table): Wanted[] => {
    if (table.role === 'user_migrations') return [{ table, columns: undefined }];
    const ofTable = counted.filter(({ event }) => event.tables.includes(table.name));
    const properties = table.role === 'users' ? userProperties(counted, join) : ofTable.flatMap(eventProperties);
    if (table.role !== 'users' && ofTable.length === 0 && !everyEvent) return [];
    const wanted = new Set([...ALWAYS, ...(table.role === 'users' ? OF_USERS : []), ...properties]);
    return [{ table, columns: table.columns?.map(({ name }) => name).filter((name) => wanted.has(name)) }];
  });
}

function eventProperties({ where, measure }: CountedMetric): string[] {
  const conditions = where.filter((condition) => condition.of === 'event').map(({ column }) => column.name);
  const property = propertyOf(measure.kind === 'change' ? measure.of : measure);
  return property === undefined ? conditions : [...conditions, property.name];
}

function userProperties(metrics: readonly CountedMetric[], { contact, account }: JoinSettings): string[] {
  const conditions = metrics.flatMap(({ where }) =>
    where.filter(({ of }) => of === 'user').map(({ column }) => column.name),
  );
  return [...conditions, contact.heap, ...(account.kind === 'property' ? [account.heap] : [])];
}
