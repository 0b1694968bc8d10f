import { z } from 'zod';
import type { Org } from './org.ts';
import { ask } from './wire.ts';

export interface Limit {
  readonly max: number;
  readonly remaining: number;
}

const limitShape = z.object({ Max: z.number(), Remaining: z.number() });

/**
 * What is left of the org's allocations, by name: `DataStorageMB`, `DailyApiRequests`. Asks for View Setup and Configuration.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_limits.htm
 */
export async function readLimits(org: Org): Promise<ReadonlyMap<string, Limit>> {
  const all = z
    .record(z.string(), z.unknown())
    .parse(await ask(org, 'tell its limits', { method: 'GET', path: '/limits' }));
  return new Map(
    Object.entries(all).flatMap(([name, one]) => {
      const { data } = limitShape.safeParse(one);
      return data === undefined ? [] : [[name, { max: data.Max, remaining: data.Remaining }]];
    }),
  );
}
