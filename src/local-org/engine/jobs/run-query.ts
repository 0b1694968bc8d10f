import { setImmediate } from 'node:timers/promises';
import { ApiError } from '../api-error.ts';
import { GrowingFile } from './csv/growing-file.ts';
import { quotedLine } from './csv/quoted-line.ts';
import { delimiters, lineEndings, type QueryJob } from './job.ts';
import { rowsBeforeLong, type Work } from './work.ts';

/** A result file knows where each so many rows begin, so that any page is found without reading all before it. */
export const rowsPerOffset = 1000;

/**
 * A job tells how many records it has processed while it is in progress; how often that number moves is this server's choice.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_get_one_job.htm
 */
const rowsPerReport = 10_000;

/** Writes the rows of a query; which rows they are is settled when it begins. A query that was cut off starts anew. */
export async function runQuery(job: QueryJob, work: Work): Promise<void> {
  const session = work.engine.session(job.createdById);
  if (session === undefined) {
    work.change({ state: 'Failed', errorMessage: 'InvalidJob : The user who made this job is not active' });
    return;
  }
  work.change({ state: 'InProgress', processed: 0 });
  work.files.folder(job.id);
  const file = new GrowingFile(work.files.results(job.id), 0);
  const [delimiter, lineEnding] = [delimiters[job.columnDelimiter], lineEndings[job.lineEnding]];
  try {
    const { columns, rows } = session.queryFlat(job.query, { all: job.operation === 'queryAll' });
    file.append(quotedLine(columns, delimiter, lineEnding));
    const headerBytes = file.bytes;
    const offsets: number[] = [headerBytes];
    let [text, processed] = ['', 0];
    for (const row of rows) {
      text += quotedLine(row, delimiter, lineEnding);
      if (++processed % rowsPerOffset !== 0) continue;
      file.append(text);
      text = '';
      offsets.push(file.bytes);
      if (processed % rowsPerReport === 0) work.change({ processed });
      if (processed >= rowsBeforeLong) work.isLong();
      await setImmediate();
      if (!work.goesOn()) return;
    }
    file.append(text);
    work.quotas.take('resultKilobytes', Math.ceil(file.bytes / 1024));
    work.change({ state: 'JobComplete', processed, offsets, headerBytes, bytes: file.bytes });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    work.change({ state: 'Failed', errorMessage: `${error.code} : ${error.message}` });
  } finally {
    file.close();
  }
}
