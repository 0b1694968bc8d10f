/** A text that is no CSV, in Bulk's words. */
export class CsvTrouble extends Error {
  override readonly name = 'CsvTrouble';
}

/** Observed: https://github.com/forcedotcom/wsc/blob/master/src/main/java/com/sforce/async/CSVReader.java */
const words = {
  unescapedQuote: 'Found unescaped quote. A value with quote should be within a quote',
  textAfterQuote: 'Not expecting more text after end quote',
  unterminated: 'EOF reached before closing an opened quote',
  record: (length: number) =>
    `Exceeded max length for one record: ${length}. Max length for one record should be less than or equal to ${longest.record}`,
  field: (length: number) => `Exceeded max field size: ${length}`,
  columns: 'Exceeded max number of columns per record : 5000',
} as const;

/** https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/bulk_api_2_limits.htm */
const longest = { record: 400_000, field: 32_000, columns: 5000 } as const;

const trouble = (message: string): CsvTrouble => new CsvTrouble(`Failed to parse CSV. ${message}`);

/**
 * Reads CSV in portions, a list of whole rows for each. Written by hand for this one hot path: over twelve quoted
 * columns csv-parse 7 gives 0.1 million rows a second, which would be more than half the time of a job, and this one a million.
 */
export class CsvScanner {
  readonly #delimiter: string;
  #rest = '';

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  /** The rows that are whole with this portion. A line without any text is no row. */
  push(text: string): string[][] {
    return this.#scan(this.#rest + text, false);
  }

  /** The last row, when no line ending follows it. */
  end(): string[][] {
    return this.#scan(this.#rest, true);
  }

  #scan(text: string, last: boolean): string[][] {
    const delimiter = this.#delimiter;
    const delimiterCode = delimiter.charCodeAt(0);
    const rows: string[][] = [];
    let rowStart = 0;
    let row: string[] = [];
    let at = 0;
    while (at < text.length || (last && row.length > 0)) {
      let cell: string;
      let end: number;
      if (text.charCodeAt(at) === quote) {
        let close = text.indexOf('"', at + 1);
        let doubled = false;
        while (close !== -1 && text.charCodeAt(close + 1) === quote) {
          doubled = true;
          close = text.indexOf('"', close + 2);
        }
        if (close === -1) {
          if (last) throw trouble(words.unterminated);
          break;
        }
        end = close + 1;
        if (end >= text.length && !last) break;
        cell = doubled ? text.slice(at + 1, close).replaceAll('""', '"') : text.slice(at + 1, close);
      } else {
        end = at;
        let code = text.charCodeAt(end);
        while (end < text.length && code !== delimiterCode && code !== newline) {
          if (code === quote) throw trouble(words.unescapedQuote);
          code = text.charCodeAt(++end);
        }
        if (end >= text.length && !last) break;
        const stop = code === newline && end > at && text.charCodeAt(end - 1) === carriageReturn ? end - 1 : end;
        cell = text.slice(at, stop);
      }
      let next = text.charCodeAt(end);
      if (next === carriageReturn) {
        if (end + 1 >= text.length && !last) break;
        next = text.charCodeAt(++end);
      }
      if (cell.length > longest.field) throw trouble(words.field(cell.length));
      row.push(cell);
      if (next === delimiterCode) {
        at = end + 1;
        continue;
      }
      if (next !== newline && end < text.length) throw trouble(words.textAfterQuote);
      if (row.length > longest.columns) throw trouble(words.columns);
      if (end - rowStart > longest.record) checkLength(row);
      if (row.length > 1 || row[0] !== '') rows.push(row);
      row = [];
      at = end + 1;
      rowStart = at;
    }
    this.#rest = last ? '' : text.slice(rowStart);
    // A quote that is never closed would gather all that follows it.
    if (this.#rest.length > 2 * longest.record) throw trouble(words.record(this.#rest.length));
    return rows;
  }
}

/** Quotes and delimiters do not count. */
function checkLength(row: readonly string[]): void {
  const length = row.reduce((sum, cell) => sum + cell.length, 0);
  if (length > longest.record) throw trouble(words.record(length));
}

const quote = 34;
const newline = 10;
const carriageReturn = 13;
