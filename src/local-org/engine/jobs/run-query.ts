import { ApiError } from '../api-error.ts';
import { GrowingFile } from './growing-file.ts';
import { delimiters, lineEndings, type QueryJob } from './job.ts';
import { quotedLine } from './quoted-line.ts';
import type { Work } from './run-ingest.ts';

/** A result file knows where each so many rows begin, so that any page is found without reading all before it. */
export const rowsPerOffset = 1000;

/** Writes all rows of a query at one moment, so that the pages of one result belong together. */
export function runQuery(job: QueryJob, put: (change: Partial<QueryJob>) => void, work: Work): void {
  const session = work.engine.session(job.createdById);
  if (session === undefined) {
    put({ state: 'Failed', errorMessage: 'InvalidJob : The user who made this job is not active' });
    return;
  }
  const started = performance.now();
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
    }
    file.append(text);
    const milliseconds = Math.ceil(performance.now() - started);
    put({ state: 'JobComplete', processed, offsets, headerBytes, bytes: file.bytes, milliseconds });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    put({ state: 'Failed', errorMessage: `${error.code} : ${error.message}` });
  } finally {
    file.close();
  }
}
