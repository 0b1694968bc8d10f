import Table from 'cli-table3';
import type { Paint, TextCell, TextColumn } from '../commands/look.ts';
import { cellWidth, shorten } from './cell-width.ts';
import { painted } from './paint.ts';

const GAP = 2;
const NARROWEST = 6;

// Nothing but spaces between the columns, so that a line can be copied and cut.
const NO_LINES = Object.fromEntries(
  ['top', 'mid', 'bottom', 'left', 'right'].flatMap((side) =>
    ['', '-left', '-mid', '-right'].map((end) => [side + end, '']),
  ),
);

interface Cell {
  readonly text: string;
  readonly paint?: Paint;
}

/** Rows under their heads, as wide as the terminal at most: the widest cells are shortened with …. */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly TextCell[])[],
  { width, colour }: { readonly width: number; readonly colour: boolean },
): string {
  const cells = rows.map((row) => columns.map((_, index) => cellOf(row[index])));
  const widths = widthsWithin(width, columns, cells);
  const line = (cell: Cell, index: number): string => {
    const text = keepsWhole(columns[index]) ? cell.text : shorten(cell.text, widths[index] ?? 0);
    return cell.paint === undefined ? text : painted(cell.paint, text, colour);
  };
  const table = new Table({
    chars: { ...NO_LINES, middle: ' '.repeat(GAP) },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: columns.map(({ align }) => align ?? 'left'),
  });
  table.push(columns.map(({ head }, index) => line({ text: head, paint: 'bold' }, index)));
  for (const row of cells) table.push(row.map(line));
  return table
    .toString()
    .split('\n')
    .map((text) => text.trimEnd())
    .join('\n');
}

function cellOf(given: TextCell): Cell {
  if (typeof given === 'object' && given !== null && 'paint' in given)
    return { ...cellOf(given.text), paint: given.paint };
  if (given === null || given === undefined || given === '') return { text: '-' };
  if (given instanceof Date) return { text: given.toISOString().replace(/\.\d+Z$/, 'Z') };
  if (typeof given === 'boolean') return { text: given ? 'yes' : 'no' };
  if (typeof given === 'string') return { text: oneLine(given) };
  return { text: given.toLocaleString('en-US', { maximumFractionDigits: 2 }) };
}

/** Line breaks and control characters would break the table, or the terminal: a name from an org may hold any. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
}

// A figure that is cut short is a wrong figure.
function keepsWhole(column: TextColumn | undefined): boolean {
  return column?.whole === true || column?.align === 'right';
}

/** Takes from the widest column, a column of the terminal at a time, until all fit or nothing can give any more. */
function widthsWithin(width: number, columns: readonly TextColumn[], rows: readonly (readonly Cell[])[]): number[] {
  const widths = columns.map(({ head }, index) =>
    rows.reduce((most, row) => Math.max(most, cellWidth(row[index]?.text ?? '')), cellWidth(head)),
  );
  const room = width - GAP * (columns.length - 1);
  while (widths.reduce((sum, one) => sum + one, 0) > room) {
    const givers = widths.map((one, index) => (keepsWhole(columns[index]) || one <= NARROWEST ? 0 : one));
    const widest = Math.max(...givers);
    if (widest === 0) break;
    const index = givers.indexOf(widest);
    widths[index] = widest - 1;
  }
  return widths;
}
