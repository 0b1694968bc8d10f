import { newestDataSql } from '../../metrics/people/newest-data.ts';
import type { RawTable } from '../../metrics/people/raw-table.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

const DAY = 24 * 3_600_000;

/** When the last thing happened that the loaded tables know of; undefined where none says when. */
export async function readNewestData(
  warehouse: Warehouse,
  tables: readonly RawTable[],
  now: Date,
): Promise<Date | undefined> {
  const ask = async (latest?: Date): Promise<Date | undefined> => {
    const [row] = await warehouse.rows<{ readonly newest: Date | null }>(newestDataSql(tables, latest));
    return row?.newest ?? undefined;
  };
  const newest = await ask();
  // A day ahead is a zone that was taken for another; more is a wrong clock, and hides how old the rest is.
  const latest = new Date(now.getTime() + DAY);
  return newest !== undefined && newest > latest ? ask(latest) : newest;
}

/** Whole days from the newest data to the moment that the figures are of; 0 where it is later. */
export function daysBehind(newest: Date, asOf: Date): number {
  return Math.max(0, Math.floor((asOf.getTime() - newest.getTime()) / DAY));
}
