import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { cellWidth, shorten } from '../../src/frontends/cell-width.ts';
import { lookOf } from '../../src/frontends/look.ts';

const plain = lookOf({ width: 40, colour: false, piped: false });

test.each([
  ['abc', 3],
  ['é', 1],
  ['e\u0301', 1],
  ['日本', 4],
  ['한국', 4],
  ['ﾊﾟ', 2],
  ['🙂', 2],
  ['👩‍👩‍👧', 2],
  ['🇩🇪', 2],
  ['❤️', 2],
  ['Ａ', 2],
  ['\u200b', 0],
  ['', 0],
])('%s takes %i columns', (text, width) => {
  expect(cellWidth(text)).toBe(width);
});

test.each([
  ['Acme Corporation', 8, 'Acme Co…'],
  ['Acme', 4, 'Acme'],
  ['👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 5, '👩‍👩‍👧👩‍👩‍👧…'],
  ['日本日本', 4, '日…'],
  ['Acme Inc', 6, 'Acme…'],
  ['x', 0, ''],
])('%s in %i columns is %s', (text, most, short) => {
  expect(shorten(text, most)).toBe(short);
});

test('columns stand under their heads, figures to the right, nothing as a dash', () => {
  const table = plain.table(
    [{ head: 'Account' }, { head: 'Sessions', align: 'right' }, { head: 'Seen' }],
    [
      ['Acme', 1234, new Date('2026-06-30T07:00:00Z')],
      ['日本', 5n, null],
      ['', 0.5, true],
    ],
  );
  expect(table).toBe(
    [
      'Account  Sessions  Seen',
      'Acme        1,234  2026-06-30T07:00:00Z',
      '日本            5  -',
      '-             0.5  yes',
    ].join('\n'),
  );
});

test('long cells are shortened until the table fits; those to be copied stay whole', () => {
  const id = '001Hp00000ABCDEFGH';
  const table = plain.table(
    [{ head: 'Id', whole: true }, { head: 'Name' }, { head: 'City' }],
    [[id, 'A name that is much too long for this', 'Llanfairpwllgwyngyll 🙂']],
  );
  const [, row = ''] = table.split('\n');
  expect(row).toContain(id);
  expect(row).toContain('…');
  expect(cellWidth(row)).toBeLessThanOrEqual(40);
});

test('a figure is never shortened, for it would be another figure', () => {
  const table = plain.table(
    [{ head: 'Name' }, { head: 'Sessions of the past month', align: 'right' }],
    [['A name that is too long', 123_456_789]],
  );
  expect(table.split('\n')[1]).toBe('A name that…                 123,456,789');
});

test('line breaks, escape codes and text direction of a name cannot break the terminal', () => {
  const table = plain.table([{ head: 'Name' }], [['a\nb\u001b[31mc\u202ed']]);
  expect(table).toBe('Name\na b [31mc d');
});

test('colour is for the eye only', () => {
  const colour = lookOf({ width: 40, colour: true, piped: false });
  const rows = [[{ text: 'done', paint: 'good' }, 1] as const];
  const columns = [{ head: 'Status' }, { head: 'Rows', align: 'right' }] as const;
  const painted = colour.table(columns, rows);
  expect(painted).toContain('\u001b[32mdone');
  expect(stripVTControlCharacters(painted)).toBe(plain.table(columns, rows));
  expect(plain.paint('bad', 'x')).toBe('x');
});

test('no rows is the heads alone', () => {
  expect(plain.table([{ head: 'Name' }], [])).toBe('Name');
});
