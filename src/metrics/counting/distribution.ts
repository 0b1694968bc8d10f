import type { Column } from '../../base/table.ts';
import { sqlName } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

/** How a figure spreads over the records of its level. */
export interface Distribution {
  readonly records: number;
  /** Records that have no value. */
  readonly none: number;
  /** Records whose number is 0; undefined for what is no number. */
  readonly zero: number | undefined;
  readonly spread: Spread;
}

/** `range` for numbers and moments, `words` for texts and checkboxes, `nothing` when no record has a value. */
export type Spread =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'range';
      readonly min: number | Date;
      readonly median: number | Date;
      readonly max: number | Date;
      /** Records in each of as many equal parts from `from` to `to`, zeros left out: they would stand above all others. */
      readonly bins: readonly number[];
      readonly from: number | Date;
      readonly to: number | Date;
    }
  | { readonly kind: 'words'; readonly words: readonly { readonly word: string; readonly records: number }[] };

const BINS = 24;
const WORDS = 5;

/** The distribution of one column of a table with a row for each record. */
export async function readDistribution(warehouse: Warehouse, table: string, column: Column): Promise<Distribution> {
  const name = sqlName(column.name);
  const from = sqlName(table);
  const [counted] = await warehouse.rows<{ readonly records: number; readonly given: number }>(
    `SELECT count(*) AS records, count(${name}) AS given FROM ${from}`,
  );
  const { records = 0, given = 0 } = counted ?? {};
  const common = { records, none: records - given };
  if (column.type === 'text' || column.type === 'boolean') {
    const words = await warehouse.rows<{ readonly word: string; readonly records: number }>(
      `SELECT CAST(${name} AS VARCHAR) AS word, count(*) AS records FROM ${from} WHERE ${name} IS NOT NULL
       GROUP BY ALL ORDER BY records DESC, word LIMIT ${WORDS}`,
    );
    return { ...common, zero: undefined, spread: given === 0 ? { kind: 'nothing' } : { kind: 'words', words } };
  }
  const moment = column.type === 'timestamp';
  const value = moment ? `CAST(epoch_ms(CAST(${name} AS TIMESTAMP)) AS DOUBLE)` : `CAST(${name} AS DOUBLE)`;
  const shown = moment ? 'v IS NOT NULL' : 'v <> 0';
  const [facts] = await warehouse.rows<Facts>(
    `SELECT min(v) AS least, median(v) AS middle, max(v) AS most, count(*) FILTER (WHERE v = 0) AS zeros,
       min(v) FILTER (WHERE ${shown}) AS low, max(v) FILTER (WHERE ${shown}) AS high
     FROM (SELECT ${value} AS v FROM ${from})`,
  );
  const zero = moment ? undefined : (facts?.zeros ?? 0);
  if (facts === undefined || facts.least === null) return { ...common, zero, spread: { kind: 'nothing' } };
  const { least, middle, most, low, high } = facts;
  const read = (number: number) => (moment ? new Date(number) : number);
  const bins = low === null || high === null ? [] : await readBins({ low, high });
  const ends = { from: read(low ?? 0), to: read(high ?? 0) };
  return {
    ...common,
    zero,
    spread: { kind: 'range', min: read(least), median: read(middle), max: read(most), bins, ...ends },
  };

  async function readBins({ low, high }: { readonly low: number; readonly high: number }): Promise<readonly number[]> {
    // Whole numbers stand in parts as wide as each other, so that none of a few parts is empty for want of a number.
    const span = column.type === 'integer' ? high - low + 1 : high - low;
    const parts = span === 0 ? 1 : column.type === 'integer' ? Math.min(BINS, span) : BINS;
    const part = span === 0 ? '0' : `least(${parts - 1}, CAST(floor((v - ${low}) / ${span} * ${parts}) AS INTEGER))`;
    const rows = await warehouse.rows<{ readonly part: number; readonly n: number }>(
      `SELECT ${part} AS part, count(*) AS n FROM (SELECT ${value} AS v FROM ${from}) WHERE ${shown} GROUP BY ALL`,
    );
    const counts = new Map(rows.map((row) => [row.part, row.n]));
    return Array.from({ length: parts }, (_, place) => counts.get(place) ?? 0);
  }
}

interface Facts {
  readonly least: number | null;
  readonly middle: number;
  readonly most: number;
  readonly zeros: number;
  readonly low: number | null;
  readonly high: number | null;
}
