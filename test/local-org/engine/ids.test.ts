import { expect, test } from 'vitest';
import { idMaker, idOf, isId } from '../../../src/local-org/engine/ids.ts';

test('Ids made one after another are those that are made one by one', () => {
  const make = idMaker('a00');
  for (let serial = 1_000_001; serial < 1_008_001; serial++) expect(make(serial)).toBe(idOf('a00', serial));
});

test('the numbers may leap, and go back', () => {
  const make = idMaker('003');
  for (const serial of [0, 61, 62, 10, 35, 36, 3_843, 3_844, 5, 1_000_000_000_000, 9]) {
    expect(make(serial)).toBe(idOf('003', serial));
    expect(isId(make(serial))).toBe(true);
  }
});
