import type { Level } from '../../config/settings.ts';
import { sqlText } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

/** Rows that are worked on at a time, in the order of (stamp, record id): after one, up to another; open ends for all. */
export interface Window {
  readonly after?: Place | undefined;
  readonly upTo?: Place | undefined;
  /** Rows in it, nearly. */
  readonly rows: number;
}

interface Place {
  /** As DuckDB writes a timestamp. */
  readonly stamp: string;
  readonly id: string;
}

/** Some hundred thousand values are held at a time: with more of them, DuckDB needs more than it is given. */
export function windowRows(columns: number): number {
  return Math.max(2_000, Math.min(20_000, Math.floor(320_000 / columns)));
}

/**
 * Windows of the rows of a `told_…` table that are oldest first, so that whatever has to be left is what changed last.
 * Sorting the times of a million rows takes a tenth of what sorting the rows would.
 */
export async function windowsOf(warehouse: Warehouse, told: string, size: number): Promise<readonly Window[]> {
  const rows = await warehouse.count(`SELECT 1 FROM ${told}`);
  if (rows <= size) return [{ rows }];
  const places = await warehouse.rows<Place>(
    `SELECT CAST(stamp AS VARCHAR) AS stamp, id FROM (
       SELECT stamp, record_id AS id, row_number() OVER (ORDER BY stamp, record_id) AS n FROM ${told}
     ) WHERE n % ${size} = 0 AND n < ${rows} ORDER BY n`,
  );
  return [...places, undefined].map((upTo, at) => ({
    after: places[at - 1],
    upTo,
    rows: upTo === undefined ? rows - places.length * size : size,
  }));
}

/** The condition for rows of a window. The plain bounds of the stamp let DuckDB pass over row groups. */
export function inWindowSql({ after, upTo }: Window, stamp: string, id: string): string {
  const bound = (place: Place, sign: '>' | '<') =>
    `(${stamp} ${sign}= ${at(place)} AND (${stamp} ${sign} ${at(place)} OR ${id} ${sign === '>' ? '>' : '<='} ${sqlText(place.id)}))`;
  const bounds = [...(after ? [bound(after, '>')] : []), ...(upTo ? [bound(upTo, '<')] : [])];
  return bounds.length === 0 ? 'true' : bounds.join(' AND ');
}

const at = ({ stamp }: Place): string => `TIMESTAMP ${sqlText(stamp)}`;

/** The table of who may be told: all of the level, or those of some records. */
export async function toldTable(warehouse: Warehouse, level: Level, only: string | undefined): Promise<string> {
  if (only === undefined) return `told_${level}`;
  const name = `told_now_${level}`;
  await warehouse.run(
    `CREATE OR REPLACE TABLE ${name} AS WITH only AS MATERIALIZED (${only})
     SELECT * FROM told_${level} WHERE record_id IN (FROM only) OR via IN (FROM only)`,
  );
  return name;
}
