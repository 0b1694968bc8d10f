import { number } from '../../base/counted.ts';
import type { Delivery } from '../../heap/properties/delivery.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { Delivered, DeliverGround } from './deliver.ts';
import { sentRowsSql } from './due-sql.ts';
import { keepRows, letGo, listDue, type ReadyWindow } from './prepare-window.ts';
import { readLines } from './read-lines.ts';
import type { Rejected } from './rejected.ts';
import { beyondSql } from './windows.ts';

export interface WindowOutcome extends Pick<Delivered, 'firstUndelivered' | 'stopped' | 'overLong'> {
  readonly input: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly unprocessed: number;
  readonly sentFile?: string;
  /** The file of those who were in doubt, and are no longer. */
  readonly certain?: string | undefined;
}

/** Sends what is due in a window; `done` of `input` rows were looked at before it. */
export async function sendWindow(
  { heap, progress, signal }: DeliverGround,
  { level, due, tables }: ReadyWindow,
  { done, input }: { readonly done: number; readonly input: number },
): Promise<Delivery> {
  if (due === 0) return { taken: 0, rejected: [], left: [] };
  return heap.send(level === 'contact' ? 'user' : 'account', readLines(tables.lines), {
    onSettled: (count) => progress.update(`${number(done + count)} of ${number(input)} ${level}s`),
    signal,
  });
}

/** Keeps what Heap accepted of a window, and lists whom it refused. */
export async function settleWindow(
  ground: DeliverGround,
  ready: ReadyWindow,
  { delivery, rejected }: { readonly delivery: Delivery; readonly rejected: Rejected },
): Promise<WindowOutcome> {
  const { input, overLong, due, doubt } = ready;
  const { unprocessed, first } = await takeOut(ground.warehouse, delivery, ready, rejected);
  const accepted = due - unprocessed - delivery.rejected.length;
  const sentFile = accepted > 0 ? await keepSent(ground, ready, accepted) : undefined;
  await letGo(ground.warehouse, ready, sentFile);
  return {
    input,
    accepted,
    rejected: delivery.rejected.length,
    unprocessed,
    overLong,
    ...(sentFile && { sentFile }),
    ...(accepted === due && { certain: doubt }),
    ...(delivery.stopped && { stopped: delivery.stopped }),
    ...(first && { firstUndelivered: first }),
  };
}

/** The file of what Heap has now: that of all rows, or of those of them who are left in the list. */
async function keepSent(ground: DeliverGround, ready: ReadyWindow, accepted: number): Promise<string> {
  const { isNew, input, tables } = ready;
  return isNew && accepted === input ? tables.rows : keepRows(ground, ready, sentRowsSql(ready));
}

interface TakenOut {
  readonly unprocessed: number;
  readonly first?: { readonly stamp: Date; readonly id: string };
}

/** Takes out of those who are due whom Heap has not accepted; whom it refused goes to the list. */
async function takeOut(
  warehouse: Warehouse,
  delivery: Delivery,
  ready: ReadyWindow,
  rejected: Rejected,
): Promise<TakenOut> {
  const { left, stopped, taken } = delivery;
  const { order, window, told, who, tables } = ready;
  const { due } = tables;
  if (delivery.rejected.length === 0 && left.length === 0 && stopped === undefined) return { unprocessed: 0 };
  if (who !== 'listed') await listDue(warehouse, ready);
  await rejected.add(due, delivery.rejected);
  const ranges = [...left.map(({ from, to }) => `n >= ${from} AND n < ${to}`), ...(stopped ? [`n >= ${taken}`] : [])];
  const isLeft = ranges.map((range) => `(${range})`).join(' OR ') || 'false';
  // In the order of ids, windows that are not looked at any more may hold what changed before.
  const later = order === 'id' && stopped && window.upTo ? beyondSql(window.upTo, 'told') : 'false';
  const [first] = await warehouse.rows<{ readonly stamp: Date; readonly id: string }>(
    `SELECT stamp, record_id AS id FROM ${due} WHERE ${isLeft}
     UNION ALL SELECT stamp, record_id FROM ${told} told WHERE ${later} ORDER BY ALL LIMIT 1`,
  );
  const unprocessed = await warehouse.count(`SELECT 1 FROM ${due} WHERE ${isLeft}`);
  await warehouse.run(`DELETE FROM ${due} WHERE ${isLeft} OR n IN (SELECT n FROM refused)`);
  return { unprocessed, ...(first && { first }) };
}
