import { expect, test } from 'vitest';
import { type BarPart, bar } from '../../src/commands/bar.ts';

const plain = { paint: (_style: unknown, text: string) => text };
const used = (count: number): BarPart => ({ count, sign: '#', paint: 'good' });
const toCome = (count: number): BarPart => ({ count, sign: '+', paint: 'dim' });

test.each<[what: string, parts: readonly BarPart[], of: number, line: string]>([
  ['its parts one after the other', [used(50), toCome(20)], 100, '#####++...'],
  ['a little of much as one character', [used(1), toCome(1)], 10_000, '#+........'],
  ['nothing as nothing', [used(0), toCome(0)], 100, '..........'],
  ['more than the whole as full', [used(90), toCome(90)], 100, '#########+'],
  ['too much of the first part alone', [used(300), toCome(90)], 100, '##########'],
  ['something of nothing as full', [used(1)], 0, '##########'],
])('a bar shows %s', (_what, parts, of, line) => {
  expect(bar(parts, of, 10, plain)).toBe(line);
});
