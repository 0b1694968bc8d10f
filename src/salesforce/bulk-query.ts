import type { Readable } from 'node:stream';
import { z } from 'zod';
import { Mistake, Refusal } from '../base/errors.ts';
import { type Progress, silentProgress } from '../base/progress.ts';
import { exchange } from './exchange.ts';
import { growFile, withoutFirstLine } from './grow-file.ts';
import type { Org } from './org.ts';
import { lookUntil, shareOf } from './patience.ts';
import { refusalFor } from './refusals.ts';
import { ask } from './wire.ts';

export interface BulkQueryOptions {
  readonly progress?: Progress;
  /** Deleted and archived rows too. */
  readonly deletedToo?: boolean;
  /** How many rows there are, where that is known: the job tells how many it has, so that it is looked at when it should be over. */
  readonly rows?: number | undefined;
  /** Rows to a page of results; the org chooses unless set. */
  readonly pageRows?: number;
  /** A job that was started before, whose rows are wanted now; none is started then, unless the org has lost it. */
  readonly job?: string | undefined;
  /** Told of a job before it is waited for, so that its rows can be had after a crash. */
  readonly onStarted?: (jobId: string) => void;
  readonly atMostMs?: number;
  readonly signal?: AbortSignal;
}

const jobShape = z.object({
  id: z.string(),
  state: z.enum(['UploadComplete', 'InProgress', 'JobComplete', 'Failed', 'Aborted']),
  numberRecordsProcessed: z.number().default(0),
  errorMessage: z.string().nullish(),
});
type QueryJob = z.infer<typeof jobShape>;

/**
 * Runs a Bulk API 2.0 query and writes its rows as one CSV file with one header line.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_create_job.htm
 */
export async function bulkQueryToFile(
  org: Org,
  soql: string,
  file: string,
  options: BulkQueryOptions = {},
): Promise<{ readonly rows: number; readonly jobId: string }> {
  const progress = options.progress ?? silentProgress;
  const id = await endedQuery(org, soql, options, progress);

  const rows = await growFile(file, async ({ add }) => {
    let sum = 0;
    const pages = pagesOf(org, id, options.pageRows, (body, isFirst) =>
      add(body, isFirst ? undefined : withoutFirstLine()),
    );
    for await (const count of pages) {
      sum += count;
      progress.update(`${sum} rows`);
    }
    return sum;
  });
  return { rows, jobId: id };
}

/** The Id of a job that has its rows: the one that was started before, or a new one. */
async function endedQuery(org: Org, soql: string, options: BulkQueryOptions, progress: Progress): Promise<string> {
  if (options.job !== undefined) {
    try {
      await waitForQuery(org, options.job, options, progress);
      return options.job;
    } catch (error) {
      // An org keeps a job for seven days; one that failed or is gone is made anew.
      if (!(error instanceof Refusal) || error.trouble !== 'refused') throw error;
    }
  }
  const operation = options.deletedToo ? 'queryAll' : 'query';
  const path = '/jobs/query';
  const body = { operation, query: soql, contentType: 'CSV', columnDelimiter: 'COMMA', lineEnding: 'LF' };
  const { id } = jobShape.parse(await ask(org, 'start a bulk query', { method: 'POST', path, body, harmless: true }));
  options.onStarted?.(id);
  await waitForQuery(org, id, options, progress);
  return id;
}

async function waitForQuery(org: Org, id: string, options: BulkQueryOptions, progress: Progress): Promise<void> {
  const doing = `run bulk query ${id}`;
  let found = 0;
  const look = async (): Promise<QueryJob | undefined> => {
    const job = jobShape.parse(await ask(org, doing, { method: 'GET', path: `/jobs/query/${id}` }));
    found = job.numberRecordsProcessed;
    progress.update(`${found} rows found`);
    return job.state === 'UploadComplete' || job.state === 'InProgress' ? undefined : job;
  };
  const job = await lookUntil(look, {
    atMostMs: options.atMostMs ?? 2 * 3_600_000,
    signal: options.signal,
    share: () => shareOf(found, options.rows),
  });
  if (job === undefined) {
    throw new Mistake({
      trouble: 'busy',
      message: `Bulk query ${id} has not ended in time.`,
      actions: ['Run again later, or narrow the query.'],
      facts: { jobId: id },
    });
  }
  if (job.state !== 'JobComplete') {
    // The message begins with a code, as `InvalidBatch : …` or `MALFORMED_QUERY: …`.
    const message = job.errorMessage ?? `the job is ${job.state}`;
    const code = /^(\w+)\s*:/.exec(message)?.[1]?.toUpperCase() ?? 'FAILED';
    throw refusalFor({ code, message }, { doing, instanceUrl: org.instanceUrl, alias: org.alias });
  }
}

/** Takes the pages of a query's results, and tells the rows of each. The last has no locator, or one that is the word "null". */
async function* pagesOf(
  org: Org,
  id: string,
  pageRows: number | undefined,
  take: (body: Readable, isFirst: boolean) => Promise<void>,
): AsyncGenerator<number> {
  let locator: string | undefined;
  let isFirst = true;
  do {
    const asked = new URLSearchParams();
    if (locator !== undefined) asked.set('locator', locator);
    if (pageRows !== undefined) asked.set('maxRecords', String(pageRows));
    const path = `/jobs/query/${id}/results${asked.size > 0 ? `?${asked}` : ''}`;
    const headers = await exchange(
      org,
      `give the rows of bulk query ${id}`,
      { method: 'GET', path },
      async (answer) => {
        await take(answer.body, isFirst);
        return answer.headers;
      },
    );
    isFirst = false;
    yield Number(one(headers['sforce-numberofrecords']) ?? 0);
    const next = one(headers['sforce-locator']);
    // The same locator twice would go round for ever.
    locator = next === undefined || next === 'null' || next === '' || next === locator ? undefined : next;
  } while (locator !== undefined);
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
