import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { ApiError } from '../../engine/api-error.ts';
import type { QueryJob } from '../../engine/jobs/job.ts';
import { rowsPerOffset } from '../../engine/jobs/run-query.ts';
import type { BulkAsk } from './bulk-route.ts';
import { csvType } from './send-results.ts';

/** The platform chooses a page's size when the client does not; this server's choice. */
export const rowsPerPage = 100_000;

/**
 * One page of a query's rows. A locator stands for a row and stays good while the job lives; on the last page it is
 * the word `null`, for which clients wait.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_get_job_results.htm
 */
export async function sendPage(ask: BulkAsk, job: QueryJob): Promise<FastifyReply> {
  checkReadable(ask, job);
  const { locator, maxRecords } = ask.query;
  const first = rowOf(locator, job);
  const wanted = maxRecords === undefined ? rowsPerPage : Number(maxRecords);
  if (!Number.isInteger(wanted) || wanted < 1)
    throw new ApiError(400, 'INVALIDPARAMETER', `maxRecords has to be a whole number from 1, and is ${maxRecords}`);
  const end = Math.min(job.processed, first + wanted);
  const path = ask.entry.org.jobs.files.results(job.id);
  const [from, to] = [await offsetOf(path, job, first), await offsetOf(path, job, end)];
  ask.reply
    .type(csvType)
    .header('Sforce-NumberOfRecords', end - first)
    .header('Sforce-Locator', end < job.processed ? locatorOf(end) : 'null');
  return ask.reply.send(Readable.from(pieces(path, job.headerBytes, from, to), { objectMode: false }));
}

/** Results are there once the job is complete, for the version of the API that asked for them. */
export function checkReadable({ entry: { apiVersion } }: BulkAsk, job: QueryJob): void {
  if (apiVersion !== job.apiVersion) {
    const message = `The job was created with API version ${job.apiVersion}; its results are read with the same`;
    throw new ApiError(409, 'API_ERROR', message);
  }
  if (job.state !== 'JobComplete') {
    const message = `The job is ${job.state}; results are there once it is JobComplete`;
    throw new ApiError(412, 'JOB_NOT_COMPLETE', message);
  }
}

async function* pieces(path: string, headerBytes: number, from: number, to: number): AsyncGenerator<Buffer> {
  if (headerBytes > 0) yield* createReadStream(path, { end: headerBytes - 1 });
  if (to > from) yield* createReadStream(path, { start: from, end: to - 1, highWaterMark: 256 * 1024 });
}

export function locatorOf(row: number): string {
  return Buffer.from(String(row)).toString('base64url');
}

export function rowOf(locator: string | undefined, job: QueryJob): number {
  if (locator === undefined) return 0;
  const [, word = ''] = /^([\w-]{1,40})={0,2}$/.exec(locator) ?? [];
  const row = Number(Buffer.from(word, 'base64url').toString());
  if (!Number.isInteger(row) || row < 0 || row > job.processed || locatorOf(row) !== word) {
    throw new ApiError(400, 'INVALIDQUERYLOCATOR', `InvalidQueryLocator : ${locator} is no locator of this job`);
  }
  return row;
}

const [quote, newline] = [34, 10];

/** Where a row begins: from the mark before it, row by row. Line breaks within quotes end no row. */
async function offsetOf(path: string, job: QueryJob, row: number): Promise<number> {
  if (row >= job.processed) return job.bytes;
  const mark = Math.floor(row / rowsPerOffset);
  const start = job.offsets[mark] ?? job.bytes;
  let toGo = row - mark * rowsPerOffset;
  if (toGo === 0) return start;
  const bytes = Buffer.alloc((job.offsets[mark + 1] ?? job.bytes) - start);
  const file = await open(path);
  await file.read(bytes, 0, bytes.length, start).finally(() => file.close());
  let quoted = false;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === quote) quoted = !quoted;
    else if (bytes[at] === newline && !quoted && --toGo === 0) return start + at + 1;
  }
  return job.bytes;
}
