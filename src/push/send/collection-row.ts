import type { Metric } from '../../metrics/metric.ts';
import type { Row } from '../../salesforce/collections.ts';
import type { UsageTarget } from '../usage-object.ts';

declare global {
  interface JSON {
    // In every Node that we run on, and not yet in the compiler's library.
    rawJSON(text: string): number;
  }
}

/** A usage row as it stands in the CSV, every cell a text. */
export type TextRow = Readonly<Record<string, string | null>>;

/** A row of a CSV as JSON wants it: numbers and truth values are no texts there, and an empty field is null. */
export function collectionRow(row: TextRow, { externalId, lookup, metrics }: UsageTarget): Row {
  const cells: Record<string, Row[string]> = { [externalId]: row[externalId] ?? null, [lookup]: row[lookup] ?? null };
  for (const metric of metrics) cells[metric.field.name] = jsonValue(row[metric.field.name], metric);
  return cells;
}

function jsonValue(cell: string | null | undefined, { field }: Metric): Row[string] {
  if (cell === null || cell === undefined || cell === '#N/A') return null;
  const kind: string = field.type.kind;
  if (kind === 'Checkbox') return cell === 'true';
  return kind === 'Number' || kind === 'Percent' ? numberOf(cell) : cell;
}

/** A figure of more digits than a JavaScript number holds goes as it stands. */
function numberOf(cell: string): Row[string] {
  const number = Number(cell);
  const digits = cell.replace(/^-|\./g, '').replace(/^0+/, '');
  return digits.length <= 15 ? number : JSON.rawJSON(cell);
}
