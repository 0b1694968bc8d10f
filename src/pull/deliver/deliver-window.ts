import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Delivery } from '../../heap/properties/delivery.ts';
import type { Delivered, DeliverGround } from './deliver.ts';
import { type DueRequest, dueSql, linesSql, sentRowSql } from './due-sql.ts';
import type { Rejected } from './rejected.ts';
import { unusedName } from './unused-name.ts';

export interface WindowRequest extends DueRequest {
  readonly rejected: Rejected;
  /** Rows of windows before it, and of all. */
  readonly done: number;
  readonly input: number;
}

export interface WindowOutcome extends Pick<Delivered, 'firstUndelivered' | 'stopped' | 'overLong'> {
  readonly input: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly unprocessed: number;
  readonly sentFile?: string;
}

/** Finds what is due in a window, sends it, and keeps what Heap accepted. */
export async function deliverWindow(ground: DeliverGround, request: WindowRequest): Promise<WindowOutcome> {
  const { warehouse, heap, progress, signal, folder, runId } = ground;
  const { level, columns, sent, rejected, window, done, input } = request;
  await warehouse.run(`CREATE OR REPLACE TABLE due AS ${dueSql(request)}`);
  const [found] = await warehouse.rows<{ readonly due: number; readonly over_long: number }>(
    'SELECT count(n) AS due, coalesce(CAST(sum(over_long) AS BIGINT), 0) AS over_long FROM due',
  );
  const { due, over_long: overLong } = found!;
  if (due === 0) return { input: window.rows, accepted: 0, rejected: 0, unprocessed: 0, overLong };

  const delivery = await heap.send(level, warehouse.texts(linesSql(level, columns, 'due')), {
    onSettled: (lines) =>
      progress.update(`${(done + lines).toLocaleString('en')} of ${input.toLocaleString('en')} ${level}s`),
    signal,
  });
  await rejected.add(delivery.rejected);
  const left = leftSql(delivery);
  const unprocessed = await warehouse.count(`SELECT 1 FROM due WHERE ${left}`);
  const accepted = due - unprocessed - delivery.rejected.length;
  return {
    input: window.rows,
    accepted,
    rejected: delivery.rejected.length,
    unprocessed,
    overLong,
    ...(accepted > 0 && { sentFile: await keepAccepted() }),
    ...(delivery.stopped && { stopped: delivery.stopped }),
    ...(unprocessed > 0 && { firstUndelivered: await firstLeft() }),
  };

  async function keepAccepted(): Promise<string> {
    await mkdir(folder, { recursive: true });
    const file = join(folder, unusedName(`sent-${level}-${runId}`));
    await warehouse.copyToParquet(
      `SELECT ${sentRowSql(level, columns, sent)} FROM due
       WHERE n IS NOT NULL AND NOT (${left}) AND n NOT IN (SELECT n FROM refused)`,
      file,
    );
    return file;
  }

  async function firstLeft(): Promise<{ readonly stamp: Date; readonly id: string }> {
    const [first] = await warehouse.rows<{ readonly stamp: Date; readonly id: string }>(
      `SELECT stamp, record_id AS id FROM due WHERE ${left} ORDER BY n LIMIT 1`,
    );
    return first!;
  }
}

/** The condition for lines that were not delivered. */
function leftSql({ left, stopped, taken }: Delivery): string {
  const ranges = left.map(({ from, to }) => `n >= ${from} AND n < ${to}`);
  return [...ranges, ...(stopped ? [`n >= ${taken}`] : [])].map((range) => `(${range})`).join(' OR ') || 'false';
}
