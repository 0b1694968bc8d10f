import { describe, expect, it } from 'vitest';
import { isId, sameId, to18 } from '../../src/salesforce/ids.ts';

describe('ids', () => {
  // The example of https://help.salesforce.com/s/articleView?id=000385585 and Ids seen in the platform's documentation.
  it.each([
    ['001A000001H1H2C', '001A000001H1H2CIAW'],
    ['00D30000001b8Wd', '00D30000001b8WdEAI'],
    ['005D0000001KyEI', '005D0000001KyEIIA0'],
  ])('lengthens %s to %s', (short, long) => {
    expect(to18(short).slice(0, 15)).toBe(short);
    expect(to18(short)).toHaveLength(18);
    expect(to18(long)).toBe(to18(short));
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
