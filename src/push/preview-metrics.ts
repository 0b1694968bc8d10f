import type { Cell } from '../base/table.ts';
import { inTemporaryFolder } from '../base/temporary-folder.ts';
import type { Level } from '../config/settings.ts';
import { type Distribution, readDistribution } from '../metrics/counting/distribution.ts';
import { levelSteps } from '../metrics/counting/level-sql.ts';
import { countByUser, dropTables, makeTables } from '../metrics/counting/make-tables.ts';
import { readCatalogue } from '../metrics/definition/catalogue.ts';
import { defineMetrics } from '../metrics/definition/define-metrics.ts';
import type { FieldType, Metric } from '../metrics/metric.ts';
import { checkJoinKeys } from '../metrics/people/check-join-keys.ts';
import { asOfMoment, openWindows } from '../metrics/window.ts';
import { sqlName, sqlText } from '../warehouse/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { chosenMetrics } from './chosen-metrics.ts';
import { checkNumbers } from './figures/check-numbers.ts';
import { loadHeap } from './figures/load-heap.ts';
import { type NamedRecord, needRecord } from './people/find-record.ts';
import { heapPeople, keyedRecord } from './people/heap-people.ts';
import { readPeople } from './people/read-people.ts';
import type { PushRequest } from './push-ground.ts';

export interface PreviewOptions {
  /** Accounts and contacts to show, as a person names them. */
  readonly records: readonly { readonly level: Level; readonly given: string }[];
  /** Names of metrics; all when none is named. */
  readonly only: readonly string[];
  /** A date or a moment, see `asOfMoment`; now unless given. */
  readonly asOf?: string | undefined;
  /** Asks no org: a record is whoever has a join key in Heap. */
  readonly offline: boolean;
}

/** What the metrics would show. Nothing is written to the org. */
export interface MetricsPreview {
  readonly asOf: Date;
  /** When the last thing happened that the export knows of; absent where no table says when. */
  readonly newest?: Date;
  /** Who the records are: those of the org, or the join keys that Heap knows. */
  readonly matchedWith: 'org' | 'heap';
  readonly metrics: readonly MetricPreview[];
  readonly records: readonly RecordPreview[];
  /** Metrics of a level that only the org could tell the records of. */
  readonly leftOut: readonly { readonly metric: string; readonly level: Level }[];
}

export interface MetricPreview {
  readonly metric: string;
  readonly level: Level;
  readonly field: string;
  readonly distribution: Distribution;
}

export interface RecordPreview extends NamedRecord {
  readonly level: Level;
  /** Whether any Heap user belongs to it; without one it would have no row. */
  readonly matched: boolean;
  readonly values: readonly {
    readonly metric: string;
    readonly field: string;
    readonly type: FieldType['kind'];
    readonly value: Cell;
  }[];
}

/** Computes the metrics as a push would, and looks at them instead of sending them. */
export async function previewMetrics(request: PushRequest, options: PreviewOptions): Promise<MetricsPreview> {
  const { settings, source, warehouse, clock, progress } = request;
  const asOf = options.asOf === undefined ? clock.now() : asOfMoment(options.asOf, settings.window.zone);
  const catalogue = await readCatalogue(source, async () => warehouse);
  checkJoinKeys(settings.join, catalogue);
  const metrics = chosenMetrics(defineMetrics(settings, catalogue), options.only);
  // Before the rows are read: who cannot be found is said at once.
  const named: (NamedRecord & { readonly level: Level })[] = [];
  for (const { level, given } of options.records) {
    const record = options.offline ? { id: given } : await needRecord(await request.connect(), level, given);
    named.push({ level, ...record });
  }

  progress.step('Read the Heap export');
  const { newest } = await loadHeap(source, warehouse, { ...request, metrics, join: settings.join });
  await checkNumbers(warehouse, metrics);
  progress.step('Match people with contacts and accounts');
  const levels = options.offline ? await heapPeople(warehouse, settings.join) : await orgPeople(request);

  progress.step('Compute the metrics');
  const windows = openWindows(settings.window, asOf);
  const shown: MetricPreview[] = [];
  const records: RecordPreview[] = [];
  const counted = levels
    .map((level) => ({ level, metrics: metrics.filter((metric) => metric.level === level) }))
    .filter((one) => one.metrics.length > 0);
  const byUser = await countByUser(warehouse, counted, windows);
  for (const { level, metrics: ofLevel } of counted) {
    const table = `preview_${level}`;
    const { tables, query } = levelSteps({ level, metrics: ofLevel, windows, quiet: settings.quiet, byUser });
    await makeTables(warehouse, [...tables, { name: table, sql: query }]);
    await dropTables(
      warehouse,
      tables.map(({ name }) => name),
    );
    shown.push(...(await distributions(warehouse, table, ofLevel)));
    for (const one of named.filter((record) => record.level === level)) {
      const id = options.offline ? await keyedRecord(warehouse, settings.join, one) : one.id;
      records.push(await recordPreview(warehouse, table, { ...one, id }, ofLevel));
    }
  }
  progress.done();
  return {
    asOf,
    ...(newest && { newest }),
    matchedWith: options.offline ? 'heap' : 'org',
    metrics: shown,
    records,
    leftOut: metrics.filter(({ level }) => !levels.includes(level)).map(({ name, level }) => ({ metric: name, level })),
  };
}

async function orgPeople(request: PushRequest): Promise<readonly Level[]> {
  const org = await request.connect();
  await inTemporaryFolder(request.settings.stateFolder, (folder) => readPeople({ ...request, org, folder }));
  return ['account', 'contact'];
}

async function distributions(
  warehouse: Warehouse,
  table: string,
  metrics: readonly Metric[],
): Promise<readonly MetricPreview[]> {
  const columns = await warehouse.columns(table);
  const previews: MetricPreview[] = [];
  for (const { name, level, field } of metrics) {
    const column = columns.find((one) => one.name === field.name);
    if (column === undefined) continue;
    previews.push({
      metric: name,
      level,
      field: field.name,
      distribution: await readDistribution(warehouse, table, column),
    });
  }
  return previews;
}

async function recordPreview(
  warehouse: Warehouse,
  table: string,
  record: NamedRecord & { readonly level: Level },
  metrics: readonly Metric[],
): Promise<RecordPreview> {
  const columns = metrics.map(({ field }) => sqlName(field.name)).join(', ');
  const [row] = await warehouse.rows(`SELECT ${columns} FROM ${table} WHERE record_id = ${sqlText(record.id)}`);
  const values = metrics.map(({ name, field }) => ({
    metric: name,
    field: field.name,
    type: field.type.kind,
    value: row?.[field.name] ?? null,
  }));
  return { ...record, matched: row !== undefined, values: row === undefined ? [] : values };
}
