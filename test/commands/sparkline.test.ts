import { expect, test } from 'vitest';
import { sparkline } from '../../src/commands/sparkline.ts';

test.each<[what: string, values: readonly (number | null)[], width: number, line: string]>([
  ['from low to high', [0, 1, 2, 3, 4, 5, 6, 7], 80, '▁▂▃▄▅▆▇█'],
  ['negative values and fractions', [-1, -0.5, 0], 80, '▁▅█'],
  ['nothing at all as low', [0, 0, 0], 80, '▁▁▁'],
  ['all alike as the middle', [5, 5], 80, '▄▄'],
  ['a gap where there is no value, none at the end', [1, null, 2, null], 80, '▁ █'],
  ['the highest of each stretch', [0, 9, 0, 0, 0, 3], 3, '█▁▃'],
  ['no value', [null, null], 80, ''],
])('a series shows %s', (_what, values, width, line) => {
  expect(sparkline(values, width)).toBe(line);
});
