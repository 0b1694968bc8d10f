import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lives } from '../support/life-steps.ts';
import { live } from '../support/live.ts';

/**
 * Always the same lives, so that a failure is of the change that was made and not of the day. Others are lived by
 * `RANDOM_LIFE_SEED=7 RANDOM_LIFE_RUNS=100 npx vitest run test/pull/random-life.test.ts`; a failure prints its seed and path, and
 * `RANDOM_LIFE_PATH` lives that one alone.
 */
const { RANDOM_LIFE_SEED: seed = '20260630', RANDOM_LIFE_RUNS: runs = '20', RANDOM_LIFE_PATH: path } = process.env;

test('whatever happens to the org, to Heap and to pulls, Heap ends with what the rules say', async () => {
  await fc.assert(
    fc.asyncProperty(lives, async (life) => {
      expect(await live(life)).toEqual([]);
    }),
    { seed: Number(seed), numRuns: Number(runs), ...(path !== undefined && { path }) },
  );
}, 3_600_000);
