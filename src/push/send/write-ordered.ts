import { sqlName } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { Part } from './deliver-bulk.ts';

/** Rows that are put in order: sorting more would take more memory than all else of a push. */
const SORTED_ROWS = 25_000;

/**
 * Writes a query as the CSV of an upload, ordered by the record that a row is about, which is also the parent that the
 * row locks. Each row has a parent of its own, so that no two of a job wait for one another in
 * whatever order they stand: a file of more than 25,000 rows is left in the order of its table.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_planning_guidelines.htm
 */
export async function writeOrdered(
  warehouse: Warehouse,
  sql: string,
  { key, rows, file }: Part & { readonly key: string },
): Promise<void> {
  const isSorted = rows <= SORTED_ROWS;
  await warehouse.copyToCsv(isSorted ? `${sql} ORDER BY ${sqlName(key)}` : sql, file, { sparing: true, texts: true });
}
