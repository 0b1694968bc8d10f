import type { Metric } from '../../metrics/metric.ts';
import { sqlName, sqlText } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { CellSql, Unfit } from './cell-sql.ts';

/** Figures of a metric that did not go to Salesforce as they were, or values that did not count. */
export interface UnfitFigures {
  readonly metric: string;
  readonly level: Metric['level'];
  readonly field: string;
  readonly why: Unfit | 'no-number';
  /** Records, or values of the property where they were no number. */
  readonly count: number;
  /** One of the records. */
  readonly example?: string;
}

/** `Field__c:too-large,…` of a row; NULL where all fits. */
export function unfitColumnSql(cells: readonly (readonly [Metric, CellSql])[]): string {
  const found = cells.flatMap(([{ field }, { unfit }]) =>
    unfit.map(({ when, why }) => `CASE WHEN ${when} THEN ${sqlText(`${field.name}:${why}`)} END`),
  );
  return found.length === 0 ? 'CAST(NULL AS VARCHAR)' : `nullif(concat_ws(',', ${found.join(', ')}), '')`;
}

/** Counts what stands in such a column of a table with `record_id`. */
export async function countUnfit(
  warehouse: Warehouse,
  metrics: readonly Metric[],
  { table, column }: { readonly table: string; readonly column: string },
): Promise<readonly UnfitFigures[]> {
  const found = await warehouse.rows<{ readonly which: string; readonly count: number; readonly example: string }>(
    `SELECT which, count(*) AS count, min(record_id) AS example
     FROM (SELECT record_id, unnest(string_split(${sqlName(column)}, ',')) AS which FROM ${sqlName(table)}
       WHERE ${sqlName(column)} IS NOT NULL)
     GROUP BY which ORDER BY which`,
  );
  return metrics.flatMap(({ name, level, field }) =>
    REASONS.flatMap((why) => {
      const one = found.find(({ which }) => which === `${field.name}:${why}`);
      return one === undefined
        ? []
        : [{ metric: name, level, field: field.name, why, count: one.count, example: one.example }];
    }),
  );
}

const REASONS: readonly Unfit[] = ['too-large', 'no-such-date', 'cut', 'too-long', 'means-empty'];
