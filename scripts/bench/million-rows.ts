import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export const keyField = 'Contact_Id__c';
export const metricFields = Array.from({ length: 11 }, (_, n) => `Metric_${n + 1}__c`);
export const columns = [keyField, ...metricFields];

export const keyOf = (row: number): string => `K${String(row).padStart(9, '0')}`;

/** The cells of a row; another `turn` gives other figures for the same keys. */
export function cellsOf(row: number, turn: number): (string | number)[] {
  return [keyOf(row), ...metricFields.map((_, at) => (row * 31 + at * 7 + turn) % 100_000)];
}

/** So many rows as an upload. */
export async function writeCsv(file: string, rows: number, turn: number): Promise<void> {
  function* lines(): Generator<string> {
    let text = `${columns.join(',')}\n`;
    for (let row = 0; row < rows; row++) {
      text += `${cellsOf(row, turn).join(',')}\n`;
      if (text.length < 65_536) continue;
      yield text;
      text = '';
    }
    yield text;
  }
  await pipeline(Readable.from(lines()), createWriteStream(file));
}
