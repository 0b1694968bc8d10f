import type { Prepared } from '../../../../base/sqlite.ts';
import type { Store, Stored } from '../../records/store/store.ts';
import type { RowPlan } from '../plan/plan.ts';
import { tooComplicated } from '../text/malformed.ts';
import { idLength } from './cursors.ts';

export type Row = readonly Stored[];

/** Makes the SQL ready; a condition deeper than the database takes is refused as Salesforce refuses one. */
export function ready(store: Store, sql: string): Prepared {
  try {
    return store.prepare(sql);
  } catch (error) {
    if (!(error instanceof Error && /too large|too many|at most 64 tables|overflow/.test(error.message))) throw error;
    throw tooComplicated();
  }
}

const window = (plan: RowPlan) =>
  plan.offset === undefined
    ? plan.limit === undefined
      ? ''
      : ` LIMIT ${plan.limit}`
    : ` LIMIT ${plan.limit ?? -1} OFFSET ${plan.offset}`;

/** All Ids of the result, in its order: the database joins them, so that a million of them is one text and not a million. */
export function idsOf(store: Store, plan: RowPlan): string {
  const inner = `SELECT ${plan.root}.Id AS Id FROM ${plan.from} WHERE ${plan.where}${plan.order}${window(plan)}`;
  return String(ready(store, `SELECT coalesce(group_concat(Id, ''), '') FROM (${inner})`).row(...plan.values)?.[0]);
}

export const idAt = (ids: string, place: number) => ids.slice(place * idLength, (place + 1) * idLength);

/** The rows of these places of the result, in its order, as they are now; without those that are gone for good. */
export function rowsAt(store: Store, plan: RowPlan, ids: string, from: number, to: number): readonly Row[] {
  const asked: string[] = [];
  for (let place = from; place < to; place++) asked.push(idAt(ids, place));
  const sql = `SELECT ${plan.select} FROM json_each(?) asked CROSS JOIN ${plan.from} WHERE ${plan.root}.Id = asked.value`;
  const rows: readonly Row[] = ready(store, sql).rows(JSON.stringify(asked));
  if (rows.length === asked.length && rows.every((row, at) => row[0] === asked[at])) return rows;
  const found = new Map(rows.map((row) => [row[0], row]));
  return asked.flatMap((id) => {
    const row = found.get(id);
    return row ? [row] : [];
  });
}
