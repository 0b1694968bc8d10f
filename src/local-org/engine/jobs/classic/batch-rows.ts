import { CsvScanner, CsvTrouble } from '../csv/csv-scanner.ts';
import { textCells } from '../csv/text-cells.ts';
import type { ClassicJob } from '../job.ts';
import { BatchTrouble } from './batch-trouble.ts';
import { xmlRows } from './xml-rows.ts';

/** One row of a batch. Rows that fill the same fields share their list of columns. */
export interface BatchRow {
  readonly columns: readonly string[];
  readonly cells: readonly unknown[];
}

/**
 * The rows of a batch as it came. CSV has one list of columns; each object of JSON and XML has its own.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_understand_xml_file.htm
 */
export function batchRows(contentType: ClassicJob['contentType'], text: string): readonly BatchRow[] {
  if (contentType === 'CSV') return csvRows(text);
  const shapes = new Map<string, readonly string[]>();
  return (contentType === 'JSON' ? jsonRows(text) : xmlRows(text)).map((row) => {
    const columns = Object.keys(row);
    const shape = columns.join('\n');
    const known = shapes.get(shape) ?? columns;
    shapes.set(shape, known);
    return { columns: known, cells: Object.values(row) };
  });
}

function csvRows(text: string): readonly BatchRow[] {
  const scanner = new CsvScanner(',');
  const [columns, ...rows] = [...scanner.push(text), ...scanner.end()];
  if (columns === undefined) throw new CsvTrouble('Failed to parse CSV. The header row is missing');
  return rows.map((row) => {
    if (row.length === columns.length) return { columns, cells: textCells(row, new Array<unknown>(row.length)) };
    throw new CsvTrouble(`Failed to parse CSV. A row has ${row.length} values, the header has ${columns.length}`);
  });
}

type Row = Readonly<Record<string, unknown>>;

function jsonRows(text: string): readonly Row[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new BatchTrouble(`Failed to parse JSON. ${error instanceof Error ? error.message : ''}`);
  }
  if (!Array.isArray(parsed) || !parsed.every(isObject))
    throw new BatchTrouble('Failed to parse JSON. No list of rows');
  return parsed.map(flat);
}

/** A parent that is named by a key of its own becomes a column such as `Account.External__c`. */
function flat(row: Row): Row {
  const cells = Object.entries(row).filter(([name]) => name !== 'attributes');
  return Object.fromEntries(
    cells.flatMap(([name, value]): (readonly [string, unknown])[] =>
      isObject(value)
        ? Object.entries(value)
            .filter(([key]) => key !== 'attributes')
            .map(([key, inner]) => [`${name}.${key}`, inner])
        : [[name, value]],
    ),
  );
}

function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
