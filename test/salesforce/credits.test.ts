import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import { Mistake } from '../../src/base/errors.ts';
import { CreditMeter } from '../../src/salesforce/credit-meter.ts';
import { type CreditSink, creditsInMemory } from '../../src/salesforce/credits.ts';

function meterWith(
  caps: { perRun: number; perDay: number; ofOrg?: number },
  clock = new ManualClock('2026-03-01T00:00:00Z'),
) {
  return { meter: new CreditMeter(creditsInMemory(caps), clock), clock };
}

describe('the credit meter', () => {
  it('books by family and tells what remains under the tighter cap', () => {
    const { meter } = meterWith({ perRun: 5, perDay: 100 });
    meter.admit();
    meter.book('query');
    meter.admit();
    meter.book('query');
    expect(meter.spent).toBe(2);
    expect([...meter.byKind]).toEqual([['query', 2]]);
    expect(meter.remaining()).toBe(3);
  });

  it('says no before the request that would pass the cap of the run, and names the figures', () => {
    const { meter } = meterWith({ perRun: 1, perDay: 100 });
    meter.admit();
    meter.book('rest');
    const trouble = caught(() => meter.admit());
    expect(trouble).toBeInstanceOf(Mistake);
    expect(trouble).toMatchObject({ trouble: 'limit', facts: { of: 1, used: 1 } });
    expect(meter.spent).toBe(1);
  });

  it('counts what other runs have spent today', () => {
    const sink = { budget: { perRun: 100, perDay: 10, ofOrg: 100, spentToday: () => 9 }, spent: () => {} };
    const meter = new CreditMeter(sink, new ManualClock('2026-03-01T00:00:00Z'));
    expect(meter.remaining()).toBe(1);
    expect(caught(() => meter.check(2, 'the push'))).toMatchObject({
      message: expect.stringContaining('for the push'),
    });
    expect(() => meter.check(1)).not.toThrow();
  });

  it('counts the other connections of the run when the books know of them', () => {
    let run = 0;
    const budget = { perRun: 2, perDay: 100, ofOrg: 100, spentThisRun: () => run, spentToday: () => run };
    const sink = {
      budget,
      spent: () => {
        run += 1;
      },
    };
    const [one, other] = [0, 1].map(() => new CreditMeter(sink, new ManualClock('2026-03-01T00:00:00Z')));
    for (const meter of [one!, other!]) {
      meter.admit();
      meter.book('rest');
    }
    expect(() => one!.admit()).toThrow(/2 of 2 Salesforce API requests of this run/);
    expect(one!.spent).toBe(1);
  });

  it('lets no two requests side by side pass the cap together', () => {
    const { meter } = meterWith({ perRun: 2, perDay: 100 });
    meter.admit();
    meter.admit();
    expect(() => meter.admit()).toThrow(Mistake);
    meter.release();
    expect(() => meter.admit()).not.toThrow();
  });

  it('keeps a share of the allocation for others, and stops before the request that would touch it', () => {
    const { meter } = meterWith({ perRun: 100, perDay: 100, ofOrg: 80 });
    meter.admit();
    meter.book('rest', 'api-usage=11999/15000');
    expect(meter.tightest()).toMatchObject({ of: 12_000, left: 1 });
    meter.admit();
    meter.book('rest', 'api-usage=12000/15000');
    expect(caught(() => meter.admit())).toMatchObject({
      trouble: 'limit',
      message:
        '12,000 of 12,000 Salesforce API requests (80 % of the 15,000 that the org has for 24 hours) are used, and one more would pass it. Stopped before the request.',
      actions: expect.arrayContaining([expect.stringContaining('credits.ofOrg')]),
    });
  });

  it('tells the books what the org says of itself, with each answer', () => {
    const told: unknown[] = [];
    const budget = { perRun: 9, perDay: 9, ofOrg: 80, spentToday: () => 0 };
    const sink: CreditSink = { budget, spent: (kind, allocation) => told.push([kind, allocation]) };
    const meter = new CreditMeter(sink, new ManualClock('2026-03-01T00:00:00Z'));
    for (const header of ['api-usage=7/15000', undefined]) {
      meter.admit();
      meter.book('query', header);
    }
    const readAt = new Date('2026-03-01T00:00:00Z');
    expect(told).toEqual([
      ['query', { used: 7, of: 15_000, readAt }],
      ['query', undefined],
    ]);
  });

  it("stops at the org's own allocation, and lets one request look again after ten minutes", () => {
    const { meter, clock } = meterWith({ perRun: 100, perDay: 100 });
    meter.admit();
    meter.book('rest', 'api-usage=15000/15000; per-app-api-usage=1/250(appName=heap)');
    expect(meter.allocation).toMatchObject({ used: 15000, of: 15000 });
    expect(() => meter.admit()).toThrow(/that the org has for 24 hours/);
    clock.advance(11 * 60_000);
    expect(() => meter.check(2, 'the push')).toThrow(/2 more are needed for the push/);
    meter.admit();
    expect(() => meter.admit()).toThrow(/that the org has for 24 hours/);
    meter.book('rest', 'api-usage=14000/15000');
    expect(() => meter.admit()).not.toThrow();
  });
});

function caught(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
