import { describe, expect, it } from 'vitest';
import { requestsOf } from '../../src/pull/read/ask-org.ts';
import { beginningOf, earlier, rangeSoql, settledAt, stampOf } from '../../src/pull/read/place.ts';
import { priceOfReading } from '../../src/pull/read/read-price.ts';
import { byIdQuery, portionsOf, rangeQuery } from '../../src/pull/read/selection.ts';

type Asked = readonly [name: string, question: { readonly kind: string }];

const own = { record_id: 'Id', stamp: 'SystemModstamp', account_id: 'AccountId', join_value: 'Email' };
const stamp = '2026-06-30T07:00:00.000Z';

describe('a place in the records of an object', () => {
  it('is gone on from at a moment, or after a record of that moment', () => {
    expect(rangeSoql(beginningOf(stamp))).toBe(`SystemModstamp >= ${stamp}`);
    expect(rangeSoql({ stamp, id: '003A' })).toBe(
      `(SystemModstamp > ${stamp} OR (SystemModstamp = ${stamp} AND Id > '003A'))`,
    );
    expect(rangeSoql(beginningOf(stamp), '2026-07-01T00:00:00.000Z')).toBe(
      `SystemModstamp >= ${stamp} AND SystemModstamp < 2026-07-01T00:00:00.000Z`,
    );
  });

  it('comes before another by moment, then by Id', () => {
    const [first, second] = [beginningOf(stamp), { stamp, id: '003A' }];
    expect([earlier(first, second), earlier(second, first)]).toEqual([first, first]);
    expect(earlier({ stamp: '2026-07-01T00:00:00.000Z', id: '' }, second)).toBe(second);
  });

  it('is settled ten minutes before what the clock of the org shows', () => {
    expect(settledAt(new Date('2026-06-30T12:00:00Z'))).toBe('2026-06-30T11:50:00.000Z');
    expect(stampOf('2026-06-30T07:00:00.000+0000')).toBe(stamp);
  });
});

describe('the queries of a pull', () => {
  it('are sorted by stamp and Id, and name each field once', () => {
    const [fields = []] = portionsOf({ object: 'contact', own, fields: ['Title', 'AccountId', 'Owner.Name'] });
    expect(rangeQuery('contact', fields, { after: beginningOf(stamp) })).toBe(
      `SELECT Id, SystemModstamp, AccountId, Email, Title, Owner.Name FROM Contact WHERE SystemModstamp >= ${stamp} ORDER BY SystemModstamp, Id`,
    );
  });

  it('hold 400 fields in one, and more than a query may be long in several that are joined by Id', () => {
    const many = (count: number, length: number) =>
      Array.from({ length: count }, (_, n) => `F${n}_${'x'.repeat(length)}__c`);
    expect(portionsOf({ object: 'contact', own, fields: many(400, 35) })).toHaveLength(1);
    const portions = portionsOf({ object: 'contact', own, fields: many(2000, 80) });
    expect(portions.length).toBeGreaterThan(1);
    expect(portions.slice(1).every(([first]) => first === 'Id')).toBe(true);
    const ids = Array.from({ length: 2000 }, (_, n) => `003${String(n).padStart(15, '0')}`);
    for (const fields of portions) expect(byIdQuery('contact', fields, ids).length).toBeLessThan(100_000);
    expect(new Set(portions.flat()).size).toBe(2000 + 4);
  });

  it('are parted into more where the org finds one too complicated', () => {
    expect(portionsOf({ object: 'account', own: { record_id: 'Id' }, fields: ['A', 'B', 'C'] }, 2)).toEqual([
      ['Id', 'A', 'B'],
      ['Id', 'C'],
    ]);
  });

  it('go together in requests of five queries and twenty-five questions at most', () => {
    const query = (n: number): Asked => [`q${n}`, { kind: 'queryAll' }];
    const shape = (n: number): Asked => [`d${n}`, { kind: 'describe' }];
    const sizes = (count: number, shapes: number) =>
      requestsOf<{ readonly kind: string }>([
        ...Array.from({ length: count }, (_, n) => query(n)),
        ...Array.from({ length: shapes }, (_, n) => shape(n)),
      ]).map((some) => some.length);
    expect([sizes(5, 20), sizes(6, 0), sizes(5, 21), sizes(0, 0)]).toEqual([[25], [5, 1], [25, 1], []]);
  });
});

describe('the price of reading', () => {
  it('is a request for each page that has not come yet', () => {
    expect(priceOfReading(2000)).toEqual({ rows: 2000, way: 'pages', requests: 1 });
    expect(priceOfReading(0).requests).toBe(0);
    expect(priceOfReading(5000, 1, { rows: 2000, more: true })).toEqual({ rows: 5000, way: 'pages', requests: 2 });
    expect(priceOfReading(1500, 1, { rows: 1500, more: false }).requests).toBe(0);
  });

  it('counts pages as long as the org makes them, and short ones five at a time', () => {
    expect(priceOfReading(1000, 1, { rows: 500, more: true }).requests).toBe(1);
    expect(priceOfReading(2500, 1, { rows: 500, more: true }).requests).toBe(4);
    expect(priceOfReading(1000, 1, { rows: 200, more: true }).requests).toBe(1);
    expect(priceOfReading(2000, 1, { rows: 200, more: true }).requests).toBe(2);
  });

  it('is that of a bulk query where that is less', () => {
    const { way, requests } = priceOfReading(1_000_000);
    expect(way).toBe('bulk');
    expect(requests).toBeLessThan(40);
  });

  it('doubles for fields that two queries take', () => {
    expect(priceOfReading(4000, 2, { rows: 2000, more: true })).toMatchObject({ way: 'pages', requests: 3 });
  });
});
