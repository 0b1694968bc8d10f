import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { unusedName } from '../sent/unused-name.ts';
import type { DeliverGround } from './deliver.ts';
import { beforeSql, type DueRequest, type DueTables, doubtSql, dueSql, linesSql, rowsSql } from './due-sql.ts';

/** A window of which all is known that Heap is to be told. */
export interface ReadyWindow extends DueRequest {
  readonly input: number;
  readonly overLong: number;
  readonly due: number;
  /** The file of those of whom it is not known what Heap has, as long as it has not answered. */
  readonly doubt?: string | undefined;
  /** What is due, as lines of JSON. */
  readonly lines: AsyncIterable<Uint8Array>;
  /** Where its lines are not wanted after all. */
  discard(): Promise<void>;
}

/** Finds what is due in a window, and begins to make lines of it. */
export async function prepareWindow(ground: DeliverGround, request: DueRequest): Promise<ReadyWindow> {
  const { warehouse } = ground;
  const { sent, tables } = request;
  const found = await lookAt(warehouse, request);
  if (sent !== undefined)
    await warehouse.run(`CREATE OR REPLACE TABLE ${tables.before} AS ${beforeSql(request, sent)}`);
  await warehouse.run(`CREATE OR REPLACE TABLE ${tables.due} AS ${dueSql(request)}`);
  const due = await warehouse.count(`SELECT 1 FROM ${tables.due}`);
  const ready = { ...request, input: found.rows, overLong: found.overLong, due };
  if (due === 0) return { ...ready, lines: nothing(), discard: async () => undefined };
  const rows = doubtSql(request);
  const isInDoubt = (await warehouse.count(`SELECT 1 FROM (${rows})`)) > 0;
  const doubt = isInDoubt ? await keepRows(ground, request, rows) : undefined;
  return { ...ready, doubt, ...begun(warehouse.blobs(linesSql(request))) };
}

/** Lets go of what a window has taken of memory. */
export async function dropTables(warehouse: Warehouse, { rows, before, due }: DueTables): Promise<void> {
  for (const table of [rows, before, due]) await warehouse.run(`DROP TABLE IF EXISTS ${table}`);
}

/** Writes rows of what was sent into a file of the pull. */
export async function keepRows(
  { warehouse, folder, runId }: DeliverGround,
  { level }: DueRequest,
  rows: string,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, unusedName(`sent-${level}-${runId}`));
  await warehouse.copyToParquet(rows, file);
  return file;
}

/** What Salesforce says of the rows of a window. */
async function lookAt(warehouse: Warehouse, request: DueRequest): Promise<{ rows: number; overLong: number }> {
  const { rows } = request.tables;
  for (const taken of ['short', 'exactly'] as const) {
    await warehouse.run(`CREATE OR REPLACE TABLE ${rows} AS ${rowsSql(request, taken)}`);
    const [found] = await warehouse.rows<{ readonly rows: number; readonly overLong: number }>(
      `SELECT count(*) AS rows, coalesce(CAST(sum(over_long) AS BIGINT), 0) AS "overLong" FROM ${rows}`,
    );
    if (found !== undefined && (taken === 'exactly' || found.overLong === 0)) return found;
  }
  return { rows: 0, overLong: 0 };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** The first lines are made at once, while those of the window before are still on their way. */
function begun(all: AsyncIterable<Uint8Array>): Pick<ReadyWindow, 'lines' | 'discard'> {
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
    async discard() {
      await first.catch(() => undefined);
      await rest.return?.();
    },
  };
}
