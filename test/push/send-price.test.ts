import { describe, expect, it } from 'vitest';
import { cheaperWay, requestsOf, rowsFor } from '../../src/push/send/send-price.ts';

describe('the price of sending', () => {
  it('is a request for each 200 rows by collections', () => {
    expect([0, 1, 200, 201, 2000].map((rows) => requestsOf('collections', rows))).toEqual([0, 1, 1, 2, 10]);
  });

  it('is six requests and the looks for a bulk job, and as much again for each further one', () => {
    expect(requestsOf('bulk', 0)).toBe(0);
    expect(requestsOf('bulk', 2000)).toBe(10);
    expect(requestsOf('bulk', 1_000_000)).toBe(24);
    expect(requestsOf('bulk', 4000, 2)).toBe(20);
  });

  it('says which way is the cheaper one: collections up to 2,000 rows, as Salesforce advises', () => {
    expect([1, 200, 2000].map(cheaperWay)).toEqual(['collections', 'collections', 'collections']);
    expect([2001, 10_000, 1_000_000].map(cheaperWay)).toEqual(['bulk', 'bulk', 'bulk']);
  });

  it('says how many rows so many requests carry', () => {
    expect([0, 1, 9].map(rowsFor)).toEqual([0, 200, 1800]);
    for (const requests of [11, 14, 24]) {
      const rows = rowsFor(requests);
      expect(requestsOf('bulk', rows)).toBeLessThanOrEqual(requests);
      expect(requestsOf('bulk', rows + 1)).toBeGreaterThan(requests);
    }
  });
});
