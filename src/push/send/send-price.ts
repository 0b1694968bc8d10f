import type { Level } from '../../config/settings.ts';
import { looksFor } from '../../salesforce/patience.ts';

/** Bulk API 2.0 jobs, or sObject Collections. */
export type SendWay = 'collections' | 'bulk';

/** What one level sends, and what it costs. */
export interface SendPrice {
  readonly level: Level;
  readonly object: string;
  readonly rows: number;
  readonly way: SendWay;
  /** Bulk jobs; none by collections. */
  readonly jobs: number;
  /** Salesforce API requests. */
  readonly requests: number;
}

/** The requests of a bulk job beside the looks at it: https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/walkthrough_upload_data.htm */
const ofEachJob = { create: 1, upload: 1, close: 1, results: 3 } as const;

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections.htm */
const ROWS_PER_COLLECTION = 200;

/** What an org takes in a second, for the number of looks to expect: 15,000 batches of 10,000 rows a day are 1,736. */
const ROWS_PER_SECOND = 2000;

/** How many requests so many rows take. */
export function requestsOf(way: SendWay, rows: number, jobs = 1): number {
  if (rows === 0) return 0;
  if (way === 'collections') return Math.ceil(rows / ROWS_PER_COLLECTION);
  const fixed = Object.values(ofEachJob).reduce((sum, count) => sum + count, 0);
  return jobs * (fixed + looksFor((rows / jobs / ROWS_PER_SECOND) * 1000));
}

/** Up to so many rows Salesforce advises REST, and Bulk API 2.0 beyond: https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-bulkapi.html */
const ADVISED_ROWS = 2000;

/** The way that takes fewer requests; where both take as many, the one that Salesforce advises. */
export function cheaperWay(rows: number): SendWay {
  const saved = requestsOf('bulk', rows) - requestsOf('collections', rows);
  return saved > 0 || (saved === 0 && rows <= ADVISED_ROWS) ? 'collections' : 'bulk';
}

/** How many rows so many requests carry, in one job or by collections. */
export function rowsFor(requests: number): number {
  let [fits, tooMany] = [requests * ROWS_PER_COLLECTION, 100_000_000];
  if (requestsOf('bulk', fits + 1) > requests) return fits;
  while (tooMany - fits > 1) {
    const half = Math.floor((fits + tooMany) / 2);
    if (requestsOf('bulk', half) <= requests) fits = half;
    else tooMany = half;
  }
  return fits;
}
