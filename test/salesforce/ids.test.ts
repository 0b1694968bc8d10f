import { describe, expect, it } from 'vitest';
import { isId, sameId, to18 } from '../../src/salesforce/ids.ts';

describe('ids', () => {
  // Ids that stand in Salesforce's documentation.
  it.each([
    ['003D000000QV9n2', '003D000000QV9n2IAD'],
    ['00D30000001b8Wd', '00D30000001b8WdEAI'],
    ['001D000000INjVe', '001D000000INjVeIAL'],
    ['00Q1U00000PHCPK', '00Q1U00000PHCPKUA5'],
  ])('lengthens %s to %s', (short, long) => {
    expect(to18(short)).toBe(long);
    expect(to18(long)).toBe(long);
    expect(isId(long)).toBe(true);
  });

  it('gives all-small and all-capital Ids the checksums of no and of every capital', () => {
    expect(to18('abcdeabcdeabcde')).toBe('abcdeabcdeabcdeAAA');
    expect(to18('ABCDEABCDEABCDE')).toBe('ABCDEABCDEABCDE555');
  });

  it('tells Ids from other texts, and a wrong checksum from a right one', () => {
    expect(isId('abcdeabcdeabcde')).toBe(true);
    expect(isId('ABCDEABCDEABCDE555')).toBe(true);
    expect(isId('ABCDEABCDEABCDEAAA')).toBe(false);
    expect(isId('ann@acme.example')).toBe(false);
    expect(isId('001')).toBe(false);
  });

  it('sees one record behind both lengths', () => {
    expect(sameId('ABCDEABCDEABCDE', 'ABCDEABCDEABCDE555')).toBe(true);
    expect(sameId('ABCDEABCDEABCDE', 'abcdeabcdeabcde')).toBe(false);
  });
});
