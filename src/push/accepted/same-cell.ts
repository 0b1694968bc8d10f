import type { Metric } from '../../metrics/metric.ts';
import { sqlName } from '../../warehouse/sql.ts';

/**
 * Whether the org holds what a cell says, as SQL: the org writes a value in its own way, so that 12 comes back as 12.0,
 * a moment with another offset, a text without the blanks around it.
 */
export function sameSql({ field }: Metric, sent: string, held: string): string {
  const column = sqlName(field.name);
  const as = readAs[field.type.kind] ?? readAs['Text']!;
  return `(${as(`${sent}.${column}`)}) IS NOT DISTINCT FROM (${as(`${held}.${column}`)})`;
}

/** How a cell is read, by the type of the field. `#N/A` and an empty cell are both no value. */
const readAs: Readonly<Record<string, (cell: string) => string>> = {
  Number: (cell) => `TRY_CAST(${valueSql(cell)} AS DOUBLE)`,
  Percent: (cell) => `TRY_CAST(${valueSql(cell)} AS DOUBLE)`,
  DateTime: (cell) => `TRY_CAST(replace(${valueSql(cell)}, '+0000', 'Z') AS TIMESTAMPTZ)`,
  Date: (cell) => `TRY_CAST(${valueSql(cell)} AS DATE)`,
  Checkbox: (cell) => `coalesce(lower(${valueSql(cell)}), 'false')`,
  Text: (cell) => `replace(${valueSql(cell)}, chr(13), '')`,
};

function valueSql(cell: string): string {
  return `nullif(nullif(trim(${cell}, ' ' || chr(9) || chr(10) || chr(13)), ''), '#N/A')`;
}
