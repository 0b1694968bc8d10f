import type { Level } from '../config/settings.ts';
import type { Org } from '../salesforce/org.ts';
import { countRows } from '../salesforce/query.ts';
import { LEVEL_OBJECTS } from './level-object.ts';

/** What it takes to read a field of all records of the window for the first time. */
export interface WindowPrice {
  /** ISO date-time in UTC. */
  readonly since: string;
  readonly records: number;
  /** Requests, at most: one for each 2,000 records. */
  readonly credits: number;
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_query.htm */
const recordsPerRequest = 2_000;

/** Counts the records of a level that were updated since; one request. */
export async function priceWindow(org: Org, level: Level, since: Date): Promise<WindowPrice> {
  const from = since.toISOString();
  const records = await countRows(org, `SELECT COUNT() FROM ${LEVEL_OBJECTS[level]} WHERE SystemModstamp >= ${from}`);
  return { since: from, records, credits: Math.max(1, Math.ceil(records / recordsPerRequest)) };
}
