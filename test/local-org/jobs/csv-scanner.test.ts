import { expect, test } from 'vitest';
import { CsvScanner } from '../../../src/local-org/engine/jobs/csv/csv-scanner.ts';

function scan(text: string, portion: number, delimiter = ','): string[][] {
  const scanner = new CsvScanner(delimiter);
  const rows: string[][] = [];
  for (let at = 0; at < text.length; at += portion) rows.push(...scanner.push(text.slice(at, at + portion)));
  return [...rows, ...scanner.end()];
}

const text = 'Id,Name\n1,"a ""b"", c"\n2,"l1\nl2"\n\n3,\n"4","é😀"';
const rows = [
  ['Id', 'Name'],
  ['1', 'a "b", c'],
  ['2', 'l1\nl2'],
  ['3', ''],
  ['4', 'é😀'],
];

test('rows are the same however the text is cut into portions', () => {
  for (let portion = 1; portion <= text.length; portion++) expect(scan(text, portion)).toEqual(rows);
});

test('both line endings end a row', () => {
  const crlf = text.replaceAll('\n', '\r\n');
  const expected = rows.map((row) => row.map((cell) => cell.replaceAll('\n', '\r\n')));
  for (const portion of [1, 2, 3, 100]) expect(scan(crlf, portion)).toEqual(expected);
});

test('another delimiter leaves commas alone', () => {
  expect(scan('a|b,c|\n', 2, '|')).toEqual([['a', 'b,c', '']]);
});

test('a quote inside a bare value, after a quoted one, or without its other half is refused', () => {
  for (const wrong of ['a,b"c\n', '\uFEFF"Id"\n', '"a"b,c\n', '"a""b\n']) {
    for (const portion of [1, 100]) expect(() => scan(wrong, portion)).toThrow(/Failed to parse CSV/);
  }
});

test('a quote that is never closed does not gather the whole upload', () => {
  const scanner = new CsvScanner(',');
  scanner.push('a,"');
  expect(() => scanner.push('x'.repeat(900_000))).toThrow(/one record/);
});
