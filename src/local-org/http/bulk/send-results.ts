import { createReadStream, existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { CsvScanner, CsvTrouble } from '../../engine/jobs/csv/csv-scanner.ts';
import { quotedLine } from '../../engine/jobs/csv/quoted-line.ts';
import { delimiters, type IngestJob, lineEndings } from '../../engine/jobs/job.ts';
import type { BulkAsk } from './bulk-route.ts';

export const csvType = 'text/csv; charset=utf-8';

/** The rows that were written, or those that were refused with the reason of each. */
export function sendRows(ask: BulkAsk, job: IngestJob, kind: 'successes' | 'failures'): FastifyReply {
  const path = ask.entry.org.jobs.files[kind](job.id);
  const bytes = kind === 'successes' ? job.successBytes : job.failureBytes;
  const reply = ask.reply.type(csvType);
  if (bytes === 0 || !existsSync(path)) {
    const first = kind === 'successes' ? ['sf__Id', 'sf__Created'] : ['sf__Id', 'sf__Error'];
    return reply.send(Readable.from(headerOnly(ask, job, first)));
  }
  return reply.header('content-length', bytes).send(createReadStream(path, { end: bytes - 1 }));
}

/** The rows that a failed or aborted job left alone. */
export function sendUnprocessed(ask: BulkAsk, job: IngestJob): FastifyReply {
  return ask.reply.type(csvType).send(Readable.from(unprocessed(ask, job)));
}

async function* unprocessed(ask: BulkAsk, job: IngestJob): AsyncGenerator<string> {
  let skip = job.state === 'JobComplete' ? Number.POSITIVE_INFINITY : job.processed;
  let header = true;
  for await (const rows of uploadedRows(ask, job)) {
    let text = '';
    for (const row of rows) {
      if (!header && skip > 0) skip--;
      else text += line(job, row);
      header = false;
    }
    if (text !== '') yield text;
    if (skip === Number.POSITIVE_INFINITY) return;
  }
}

async function* headerOnly(ask: BulkAsk, job: IngestJob, first: readonly string[]): AsyncGenerator<string> {
  for await (const [header = []] of uploadedRows(ask, job)) {
    yield line(job, [...first, ...header]);
    return;
  }
  yield line(job, first);
}

/** As far as they can be read: broken CSV ends them. */
async function* uploadedRows(ask: BulkAsk, job: IngestJob): AsyncGenerator<string[][]> {
  const path = ask.entry.org.jobs.files.upload(job.id);
  if (!existsSync(path)) return;
  const scanner = new CsvScanner(delimiters[job.columnDelimiter]);
  try {
    for await (const chunk of createReadStream(path, {
      encoding: 'utf8',
      highWaterMark: 256 * 1024,
    }) as AsyncIterable<string>) {
      const rows = scanner.push(chunk);
      if (rows.length > 0) yield rows;
    }
    const rest = scanner.end();
    if (rest.length > 0) yield rest;
  } catch (error) {
    if (!(error instanceof CsvTrouble)) throw error;
  }
}

function line(job: IngestJob, cells: readonly string[]): string {
  return quotedLine(cells, delimiters[job.columnDelimiter], lineEndings[job.lineEnding]);
}
