import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sqlText } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { unusedName } from '../sent/unused-name.ts';
import type { DeliverGround } from './deliver.ts';
import { beforeSql, type Due, type DueRequest, doubtSql, dueSql, dueTables, linesSql, rowsSql } from './due-sql.ts';

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
  /** What is due, as lines of JSON. */
  readonly lines: AsyncIterable<Uint8Array>;
  /** Where its lines are not wanted after all. */
  discard(): Promise<void>;
}

/** Finds what is due in a window, in tables with this number, and begins to make lines of it. */
export async function prepareWindow(
  ground: DeliverGround,
  wanted: Omit<DueRequest, 'tables'>,
  slot: number,
): Promise<ReadyWindow> {
  const { warehouse } = ground;
  const { sent, order } = wanted;
  const request = { ...wanted, tables: dueTables(slot, await newFile(ground, wanted)) };
  const found = await lookAt(warehouse, request);
  const isNew = sent === undefined && found.any === found.rows;
  const who = isNew && order === 'id' ? 'all as they lie' : 'listed';
  const due = who === 'listed' ? await listDue(warehouse, request) : found.any;
  const ready = { ...request, input: found.rows, overLong: found.overLong, due, who, isNew } as const;
  if (due === 0) return { ...ready, lines: nothing(), discard: () => letGo(warehouse, request) };
  const rows = doubtSql(request);
  if (rows !== undefined && who !== 'listed') await listDue(warehouse, request);
  const isInDoubt = rows !== undefined && (await warehouse.count(`SELECT 1 FROM (${rows})`)) > 0;
  const doubt = isInDoubt ? await keepRows(ground, request, rows) : undefined;
  const { lines, end } = begun(warehouse.blobs(linesSql(request, who)));
  const discard = async (): Promise<void> => {
    await end();
    await letGo(warehouse, request);
  };
  return { ...ready, doubt, lines, discard };
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
  { tables: { rows, before, due } }: DueRequest,
  kept?: string | undefined,
): Promise<void> {
  for (const table of [before, due]) await warehouse.run(`DROP TABLE IF EXISTS ${table}`);
  if (kept !== rows) await rm(rows, { force: true });
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
       FROM read_parquet(${sqlText(rows)})`,
    );
    if (found !== undefined && (taken === 'exactly' || found.overLong === 0)) return found;
  }
  return { rows: 0, any: 0, overLong: 0 };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

interface Begun {
  readonly lines: AsyncIterable<Uint8Array>;
  end(): Promise<void>;
}

/** The first lines are made at once, while those of the window before are still on their way. */
function begun(all: AsyncIterable<Uint8Array>): Begun {
  const rest = all[Symbol.asyncIterator]();
  const first = rest.next();
  // Whoever reads the lines hears of what went wrong.
  first.catch(() => undefined);
  async function* lines(): AsyncGenerator<Uint8Array> {
    try {
      for (let next = await first; next.done !== true; next = await rest.next()) yield next.value;
    } finally {
      await rest.return?.();
    }
  }
  return {
    lines: lines(),
    async end() {
      await first.catch(() => undefined);
      await rest.return?.();
    },
  };
}
