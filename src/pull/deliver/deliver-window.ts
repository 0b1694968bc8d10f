import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Delivery } from '../../heap/properties/delivery.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { unusedName } from '../sent/unused-name.ts';
import type { Delivered, DeliverGround } from './deliver.ts';
import { type DueRequest, doubtSql, dueSql, linesSql, numbersSql, rowsSql, sentRowSql } from './due-sql.ts';
import type { Rejected } from './rejected.ts';
import { beyondSql } from './windows.ts';

export interface WindowRequest extends DueRequest {
  readonly order: 'stamp' | 'id';
  readonly rejected: Rejected;
  /** Rows of windows before it, and of all. */
  readonly done: number;
  readonly input: number;
  /** Told of the file of those of whom it is not known what Heap has, before it is told of them. */
  readonly onDoubt: (file: string) => void;
}

export interface WindowOutcome extends Pick<Delivered, 'firstUndelivered' | 'stopped' | 'overLong'> {
  readonly input: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly unprocessed: number;
  readonly sentFile?: string;
  /** The file of those who were in doubt, and are no longer. */
  readonly certain?: string | undefined;
}

/** Finds what is due in a window, sends it, and keeps what Heap accepted. */
export async function deliverWindow(ground: DeliverGround, request: WindowRequest): Promise<WindowOutcome> {
  const { warehouse, heap, progress, signal, folder, runId } = ground;
  const { level, columns, sent, done, input } = request;
  const { rows, overLong } = await lookAt(warehouse, request);
  await warehouse.run(`CREATE TABLE due AS ${dueSql(request, 'due_row')}`);
  await warehouse.run('DROP TABLE due_row');
  await warehouse.run(`CREATE OR REPLACE TABLE due_number AS ${numbersSql('due')}`);
  const due = await warehouse.count('SELECT 1 FROM due_number');
  if (due === 0) return { input: rows, accepted: 0, rejected: 0, unprocessed: 0, overLong };

  const doubt = await keepDoubt();
  const delivery = await heap.send(level === 'contact' ? 'user' : 'account', portions(warehouse, request, due), {
    onSettled: (lines) => progress.update(`${figure(done + lines)} of ${figure(input)} ${level}s`),
    signal,
  });
  const { unprocessed, first } = await takeOut(warehouse, delivery, request);
  const accepted = due - unprocessed - delivery.rejected.length;
  return {
    input: rows,
    accepted,
    rejected: delivery.rejected.length,
    unprocessed,
    overLong,
    ...(accepted > 0 && { sentFile: await keep(`SELECT ${sentRowSql(level, columns, sent)} FROM due`) }),
    ...(accepted === due && { certain: doubt }),
    ...(delivery.stopped && { stopped: delivery.stopped }),
    ...(first && { firstUndelivered: first }),
  };

  /** Heap may take values of which we never hear, and the record may be what it was before by the next time. */
  async function keepDoubt(): Promise<string | undefined> {
    const rows = doubtSql(level, columns);
    if ((await warehouse.count(`SELECT 1 FROM (${rows})`)) === 0) return undefined;
    const file = await keep(rows);
    request.onDoubt(file);
    return file;
  }

  async function keep(rows: string): Promise<string> {
    await mkdir(folder, { recursive: true });
    const file = join(folder, unusedName(`sent-${level}-${runId}`));
    await warehouse.copyToParquet(rows, file);
    return file;
  }
}

/** Makes `due_row`: what Salesforce says of the rows of a window. What the last window left goes first, to make room. */
async function lookAt(warehouse: Warehouse, request: DueRequest): Promise<{ rows: number; overLong: number }> {
  await warehouse.run('DROP TABLE IF EXISTS due');
  for (const taken of ['short', 'exactly'] as const) {
    await warehouse.run('DROP TABLE IF EXISTS due_row');
    await warehouse.run(`CREATE TABLE due_row AS ${rowsSql(request, taken)}`);
    const [found] = await warehouse.rows<{ readonly rows: number; readonly overLong: number }>(
      'SELECT count(*) AS rows, coalesce(CAST(sum(over_long) AS BIGINT), 0) AS "overLong" FROM due_row',
    );
    if (found !== undefined && (taken === 'exactly' || found.overLong === 0)) return found;
  }
  return { rows: 0, overLong: 0 };
}

interface TakenOut {
  readonly unprocessed: number;
  readonly first?: { readonly stamp: Date; readonly id: string };
}

/** Takes out of `due` what Heap has not accepted; whom it refused goes to the list. */
async function takeOut(
  warehouse: Warehouse,
  delivery: Delivery,
  { rejected, order, window, told }: WindowRequest,
): Promise<TakenOut> {
  const { left, stopped, taken } = delivery;
  if (delivery.rejected.length === 0 && left.length === 0 && stopped === undefined) return { unprocessed: 0 };
  await rejected.add(delivery.rejected);
  const ranges = [...left.map(({ from, to }) => `n >= ${from} AND n < ${to}`), ...(stopped ? [`n >= ${taken}`] : [])];
  const isLeft = ranges.map((range) => `(${range})`).join(' OR ') || 'false';
  // In the order of ids, windows that are not looked at any more may hold what changed before.
  const later = order === 'id' && stopped && window.upTo ? beyondSql(window.upTo, 'told') : 'false';
  const [first] = await warehouse.rows<{ readonly stamp: Date; readonly id: string }>(
    `SELECT stamp, record_id AS id FROM due JOIN due_number USING (key) WHERE ${isLeft}
     UNION ALL SELECT stamp, record_id FROM ${told} told WHERE ${later} ORDER BY ALL LIMIT 1`,
  );
  const unprocessed = await warehouse.count(`SELECT 1 FROM due_number WHERE ${isLeft}`);
  await warehouse.run(
    `DELETE FROM due WHERE key IN (SELECT key FROM due_number WHERE ${isLeft} OR n IN (SELECT n FROM refused))`,
  );
  return { unprocessed, ...(first && { first }) };
}

/** Some requests of them at a time: each time, DuckDB plans a query. */
const LINES = 2000;

/** Lines of JSON, made when they are wanted. */
async function* portions(
  warehouse: Warehouse,
  { level, columns }: DueRequest,
  due: number,
): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < due; from += LINES) {
    yield* warehouse.blobs(linesSql(level, columns, from, from + LINES));
  }
}

const figure = (count: number): string => count.toLocaleString('en');
