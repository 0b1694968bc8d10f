import { describe, expect, it } from 'vitest';
import { looksFor, lookUntil, nextPause } from '../../src/salesforce/patience.ts';

describe('patience with a job', () => {
  it('looks often at first and seldom later', () => {
    expect([0, 600, 3000, 30_000, 600_000].map((running) => nextPause(running))).toEqual([
      200, 200, 1000, 10_000, 30_000,
    ]);
  });

  it('costs some twenty looks for a job of half a minute', () => {
    let looks = 1;
    for (let at = 0; at < 30_000; at += nextPause(at)) looks += 1;
    expect(looks).toBeLessThan(22);
  });

  it('waits most of what is left once the job tells how far it is', () => {
    expect([0, 1000, 10_000, 600_000].map((left) => nextPause(30_000, left))).toEqual([200, 800, 8000, 60_000]);
    expect(nextPause(100, 600_000)).toBe(300);
  });

  it('costs four looks for a job of a second and less than twenty for one of eight minutes', () => {
    expect([0, 1000, 10_000, 500_000].map(looksFor)).toEqual([1, 4, 8, 18]);
  });

  it('ends when what it looks for is there, without a pause when it is there at once', async () => {
    expect(await lookUntil(async () => 'done', { atMostMs: 0 })).toBe('done');
  });

  it('runs out', async () => {
    expect(await lookUntil(async () => undefined, { atMostMs: 0 })).toBeUndefined();
  });

  it('can be called off', async () => {
    const off = AbortSignal.abort(new Error('called off'));
    await expect(lookUntil(async () => undefined, { atMostMs: 1000, signal: off })).rejects.toThrow('called off');
  });
});
