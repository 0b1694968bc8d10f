import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sqlFile } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { unusedName } from '../sent/unused-name.ts';
import type { DeliverGround } from './deliver.ts';
import {
  beforeSql,
  type Due,
  type DueRequest,
  doubtSql,
  dueSql,
  dueTables,
  linesSql,
  type Nulls,
  nullsSql,
  rowsSql,
} from './due-sql.ts';

/** A window of which all is known that Heap is to be told. */
export interface ReadyWindow extends DueRequest {
  readonly input: number;
  readonly overLong: number;
  readonly due: number;
  readonly who: Due;
  /** Whether the file of its rows says what Heap has once it has accepted all of them. */
  readonly isNew: boolean;
  /** The file of those of whom it is not known what Heap has, as long as it has not answered. */
  readonly doubt?: string | undefined;
}

/** Finds what is due in a window, in tables with this number, and writes the lines of it. */
export async function prepareWindow(
  ground: DeliverGround,
  wanted: Omit<DueRequest, 'tables'>,
  slot: number,
): Promise<ReadyWindow> {
  const { warehouse } = ground;
  const { sent, order } = wanted;
  const rows = await newFile(ground, wanted);
  const request = { ...wanted, tables: dueTables(slot, { rows, lines: `${rows}.lines` }) };
  const found = await lookAt(warehouse, request);
  const isNew = sent === undefined && found.any === found.rows;
  const who = isNew && order === 'id' ? 'all as they lie' : 'listed';
  const due = who === 'listed' ? await listDue(warehouse, request) : found.any;
  const ready = { ...request, input: found.rows, overLong: found.overLong, due, who, isNew } as const;
  if (due === 0) return ready;
  const doubtful = doubtSql(request);
  if (doubtful !== undefined && who !== 'listed') await listDue(warehouse, request);
  const isInDoubt = doubtful !== undefined && (await warehouse.count(`SELECT 1 FROM (${doubtful})`)) > 0;
  const doubt = isInDoubt ? await keepRows(ground, request, doubtful) : undefined;
  // Where something was sent before, a value that is there may still not be told.
  const nulls: Nulls = sent === undefined ? await nullsOf(warehouse, request) : new Map();
  await warehouse.copyToLines(linesSql(request, who, nulls), request.tables.lines);
  return { ...ready, doubt };
}

async function nullsOf(warehouse: Warehouse, request: DueRequest): Promise<Nulls> {
  const found = await warehouse.rows<{ readonly name: string; readonly nulls: number }>(nullsSql(request));
  return new Map(found.map(({ name, nulls }) => [name, nulls]));
}

/** Makes the table of who is due. */
export async function listDue(warehouse: Warehouse, request: DueRequest): Promise<number> {
  const { sent, tables } = request;
  if (sent !== undefined)
    await warehouse.run(`CREATE OR REPLACE TABLE ${tables.before} AS ${beforeSql(request, sent)}`);
  await warehouse.run(`CREATE OR REPLACE TABLE ${tables.due} AS ${dueSql(request)}`);
  return warehouse.count(`SELECT 1 FROM ${tables.due}`);
}

/** Lets go of what a window has taken, but for the file of its rows if that is `kept`. */
export async function letGo(
  warehouse: Warehouse,
  { tables: { rows, lines, before, due } }: DueRequest,
  kept?: string | undefined,
): Promise<void> {
  for (const table of [before, due]) await warehouse.run(`DROP TABLE IF EXISTS ${table}`);
  for (const file of kept === rows ? [lines] : [lines, rows]) await rm(file, { force: true });
}

/** Writes rows of what was sent into a file of the pull. */
export async function keepRows(ground: DeliverGround, request: DueRequest, rows: string): Promise<string> {
  const file = await newFile(ground, request);
  await ground.warehouse.copyToParquet(rows, file);
  return file;
}

async function newFile({ folder, runId }: DeliverGround, { level }: Pick<DueRequest, 'level'>): Promise<string> {
  await mkdir(folder, { recursive: true });
  return join(folder, unusedName(`sent-${level}-${runId}`));
}

interface Found {
  readonly rows: number;
  /** With any value. */
  readonly any: number;
  readonly overLong: number;
}

/** What Salesforce says of the rows of a window. */
async function lookAt(warehouse: Warehouse, request: DueRequest): Promise<Found> {
  const { rows } = request.tables;
  for (const taken of ['short', 'exactly'] as const) {
    await warehouse.copyToParquet(rowsSql(request, taken), rows);
    const [found] = await warehouse.rows<Found>(
      `SELECT count(*) AS rows, count(*) FILTER (" any") AS any, coalesce(CAST(sum(" over_long") AS BIGINT), 0) AS "overLong"
       FROM read_parquet(${sqlFile(rows)})`,
    );
    if (found !== undefined && (taken === 'exactly' || found.overLong === 0)) return found;
  }
  return { rows: 0, any: 0, overLong: 0 };
}
