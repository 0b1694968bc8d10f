import type { QueryJob } from '../../engine/jobs/job.ts';
import { notThere } from '../versions.ts';
import { type BulkAsk, jobOf } from './bulk-route.ts';
import { checkReadable, locatorOf, rowOf, rowsPerPage } from './send-page.ts';

const pagesPerAnswer = 5;
const firstVersion = 58;

/**
 * Where up to five pages of a query's rows are found, so that they can be read side by side.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_get_parallel_job_results.htm
 */
export function sendResultPages(ask: BulkAsk): unknown {
  const job = jobOf(ask, 'query');
  if (Number(ask.entry.apiVersion) < firstVersion) throw notThere();
  checkReadable(ask, job);
  return resultPages(job, rowOf(ask.query['locator'], job));
}

/** The pages from this row on. A job without rows has one page, with the header alone. */
export function resultPages(job: QueryJob, from: number): Record<string, unknown> {
  const path = `/services/data/v${job.apiVersion}/jobs/query/${job.id}`;
  const resultPages: { readonly resultUrl: string }[] = [];
  let row = from;
  do {
    resultPages.push({ resultUrl: `${path}/results?locator=${locatorOf(row)}` });
    row += rowsPerPage;
  } while (row < job.processed && resultPages.length < pagesPerAnswer);
  const done = row >= job.processed;
  return { resultPages, nextRecordsUrl: done ? null : `${path}/resultPages?locator=${locatorOf(row)}`, done };
}
