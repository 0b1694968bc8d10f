import { sqlText } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

/** Rows of a `told_…` table that are worked on at a time: after one, up to another; open ends for all. */
export interface Window {
  readonly after?: Place | undefined;
  readonly upTo?: Place | undefined;
}

/** A row in the order of (stamp, record id), or without a stamp in the order of record ids. */
interface Place {
  /** As DuckDB writes a timestamp. */
  readonly stamp?: string;
  readonly id: string;
}

/**
 * Rows of a window, of which there are three in hand. Those that are passed on as they lie are never in memory together: the larger
 * a window, the fewer groups of rows DuckDB reads twice, and a million people make fewer files than have to be made one.
 */
export function windowRows(columns: number, asTheyLie: boolean): number {
  const [values, most] = asTheyLie ? [1_000_000, 61_440] : [200_000, 20_000];
  return Math.max(2_000, Math.min(most, Math.floor(values / columns)));
}

/** Rows that are looked at for a window, to find where it ends: it is as large as it should be, give or take a tenth. */
const SAMPLES = 100;

/**
 * Windows in the order of stamps, so that whatever has to be left is what changed last; or in the order of record ids, in
 * which a bulk query gives its rows, so that DuckDB reads each row of a large file once and not once for each window.
 */
export async function windowsOf(
  warehouse: Warehouse,
  told: string,
  { size, rows, order }: { readonly size: number; readonly rows: number; readonly order: 'stamp' | 'id' },
): Promise<readonly Window[]> {
  if (rows <= size) return [{}];
  const sampled = await warehouse.rows<Place>(
    `SELECT DISTINCT ${order === 'stamp' ? 'CAST(stamp AS VARCHAR) AS stamp, ' : ''}record_id AS id FROM ${told}
     WHERE hash(record_id) % ${Math.ceil(size / SAMPLES)} = 0 ORDER BY ALL`,
  );
  const places = sampled.filter((_, at) => at % SAMPLES === SAMPLES - 1);
  return [...places, undefined].map((upTo, at) => ({ after: places[at - 1], upTo }));
}

/** The condition for rows of a window. */
export function inWindowSql({ after, upTo }: Window, table: string): string {
  const bounds = [...(after ? [beyondSql(after, table)] : []), ...(upTo ? [untilSql(upTo, table)] : [])];
  return bounds.join(' AND ') || 'true';
}

/** The plain bound of the stamp lets DuckDB pass over row groups. */
export function beyondSql({ stamp, id }: Place, table: string): string {
  if (stamp === undefined) return `${table}.record_id > ${sqlText(id)}`;
  const at = `TIMESTAMP ${sqlText(stamp)}`;
  return `${table}.stamp >= ${at} AND (${table}.stamp > ${at} OR ${table}.record_id > ${sqlText(id)})`;
}

function untilSql({ stamp, id }: Place, table: string): string {
  if (stamp === undefined) return `${table}.record_id <= ${sqlText(id)}`;
  const at = `TIMESTAMP ${sqlText(stamp)}`;
  return `${table}.stamp <= ${at} AND (${table}.stamp < ${at} OR ${table}.record_id <= ${sqlText(id)})`;
}
