import { createReadStream } from 'node:fs';
import { ApiError } from '../api-error.ts';
import type { RowOutcome, RowWriter, Session } from '../types.ts';
import { CsvScanner, CsvTrouble } from './csv-scanner.ts';
import { GrowingFile } from './growing-file.ts';
import { delimiters, type IngestJob, lineEndings } from './job.ts';
import { quotedLine } from './quoted-line.ts';
import { rowsBeforeLong, type Work } from './work.ts';

/** Rows of one internal batch, within which an external id may come once. */
const batchRows = 10_000;
/** Rows of one transaction; between two of them other requests get their turn. */
const sliceRows = 1000;
const readBytes = 64 * 1024;

/**
 * Writes the rows of an upload, slice by slice: rows, result lines and the job's own figures are committed together,
 * so that a killed process leaves a job that can be gone on with.
 */
export async function runIngest(job: IngestJob, work: Work): Promise<void> {
  const { engine, files } = work;
  const session = engine.session(job.createdById);
  if (session === undefined) return fail(work, 'InvalidJob : The user who made this job is not active');
  if (job.uploadTrouble !== undefined) return fail(work, job.uploadTrouble);
  work.change({ state: 'InProgress' });
  files.folder(job.id);
  const rows = new RowIngest(job, session, work);
  try {
    const scanner = new CsvScanner(delimiters[job.columnDelimiter]);
    const text = createReadStream(files.upload(job.id), { encoding: 'utf8', highWaterMark: readBytes });
    for await (const chunk of text as AsyncIterable<string>) {
      rows.take(scanner.push(chunk));
      if (!work.goesOn()) return;
    }
    rows.take(scanner.end());
    if (!work.goesOn()) return;
    rows.finish();
    work.change({ state: 'JobComplete' });
  } catch (error) {
    if (error instanceof CsvTrouble) fail(work, `InvalidBatch : ${error.message}`);
    else if (error instanceof ApiError) fail(work, inBulkWords(error));
    else throw error;
  } finally {
    rows.close();
  }
}

function fail(work: Work, errorMessage: string): void {
  work.change({ state: 'Failed', errorMessage });
}

function inBulkWords({ code, message }: ApiError): string {
  return /^\w+ : /.test(message) ? message : `InvalidBatch : ${code} : ${message}`;
}

/** The rows of one job on their way: read, written, answered. */
class RowIngest {
  readonly #job: IngestJob;
  readonly #session: Session;
  readonly #work: Work;
  readonly #successes: GrowingFile;
  readonly #failures: GrowingFile;
  #columns: readonly string[] | undefined;
  #keyColumn = -1;
  #cells: unknown[] = [];
  #writer: RowWriter | undefined;
  #schemaVersion = -1;
  #waiting: string[][] = [];
  #toSkip: number;
  #processed: number;
  #failed: number;
  #keys = new Set<string>();

  constructor(job: IngestJob, session: Session, work: Work) {
    this.#job = job;
    this.#session = session;
    this.#work = work;
    this.#toSkip = job.processed;
    this.#processed = job.processed;
    this.#failed = job.failed;
    this.#successes = new GrowingFile(work.files.successes(job.id), job.successBytes);
    this.#failures = new GrowingFile(work.files.failures(job.id), job.failureBytes);
  }

  take(rows: string[][]): void {
    let from = 0;
    if (this.#columns === undefined) {
      const header = rows[0];
      if (header === undefined) return;
      this.#open(header);
      from = 1;
    }
    for (let at = from; at < rows.length && this.#work.goesOn(); at++) {
      const row = rows[at] ?? [];
      if (this.#toSkip > 0) {
        if ((this.#job.processed - this.#toSkip) % batchRows === 0) this.#keys.clear();
        this.#isRepeated(this.#cellsOf(row));
        this.#toSkip--;
        continue;
      }
      this.#waiting.push(row);
      if (this.#waiting.length >= sliceRows) this.#writeSlice();
    }
  }

  finish(): void {
    if (this.#columns === undefined) throw new CsvTrouble('Failed to parse CSV. The header row is missing');
    if (this.#waiting.length > 0) this.#writeSlice();
  }

  close(): void {
    this.#successes.close();
    this.#failures.close();
  }

  #open(header: readonly string[]): void {
    // As it stands: a byte order mark is a part of the first name, which then is no field's.
    const columns = header;
    this.#columns = columns;
    this.#cells = new Array<unknown>(columns.length);
    this.#writer = this.#openWriter();
    const { operation, externalIdFieldName } = this.#job;
    const key = operation === 'upsert' ? externalIdFieldName : operation === 'insert' ? undefined : 'Id';
    this.#keyColumn = key === undefined ? -1 : columns.findIndex((name) => name.toLowerCase() === key.toLowerCase());
    if (key !== undefined && this.#keyColumn === -1)
      throw new ApiError(400, 'InvalidBatch', `InvalidBatch : Field name not found : ${key}`);
    if (this.#job.processed > 0) return;
    this.#successes.append(this.#line(['sf__Id', 'sf__Created', ...header]));
    this.#failures.append(this.#line(['sf__Id', 'sf__Error', ...header]));
  }

  /** Opened anew for each batch and each change of the schema, so that rights taken away meanwhile count. */
  #openWriter(): RowWriter {
    const { object, operation, externalIdFieldName } = this.#job;
    const key = externalIdFieldName === undefined ? {} : { externalId: externalIdFieldName };
    const columns = this.#columns ?? [];
    this.#schemaVersion = this.#work.engine.schema.version;
    return this.#session.writer({ object, operation, columns, cells: 'text', dialect: 'bulk', ...key });
  }

  #writeSlice(): void {
    const rows = this.#waiting;
    this.#waiting = [];
    const { engine } = this.#work;
    if (this.#processed % batchRows === 0) this.#keys.clear();
    if (this.#processed % batchRows === 0 || engine.schema.version !== this.#schemaVersion) {
      this.#writer = this.#openWriter();
    }
    engine.transaction(() => {
      let [successes, failures] = ['', ''];
      for (const row of rows) {
        if (row.length !== this.#columns?.length)
          throw new CsvTrouble(mismatch(row, this.#columns ?? [], this.#processed));
        const outcome = this.#write(row);
        this.#processed++;
        if (outcome.status === 'done') {
          successes += this.#line([outcome.id, outcome.created ? 'true' : 'false', ...row]);
        } else {
          this.#failed++;
          failures += this.#line([outcome.id ?? '', errorText(outcome), ...row]);
        }
      }
      this.#successes.append(successes);
      this.#failures.append(failures);
      const [successBytes, failureBytes] = [this.#successes.bytes, this.#failures.bytes];
      this.#work.change({ processed: this.#processed, failed: this.#failed, successBytes, failureBytes });
    });
    if (this.#processed >= rowsBeforeLong) this.#work.isLong();
  }

  #write(row: readonly string[]): RowOutcome {
    const writer = this.#writer ?? this.#openWriter();
    const cells = this.#cellsOf(row);
    if (!this.#isRepeated(cells)) return writer.write(cells);
    return repeated(row[this.#keyColumn] ?? '', this.#job.externalIdFieldName ?? 'Id');
  }

  /** An empty cell leaves its field alone, and `#N/A` empties it. */
  #cellsOf(row: readonly string[]): readonly unknown[] {
    const cells = this.#cells;
    for (let at = 0; at < row.length; at++) {
      const cell = row[at];
      cells[at] = cell === '' ? undefined : cell === '#N/A' ? null : cell;
    }
    return cells;
  }

  /** Whether a row before it in the batch had the same external id. */
  #isRepeated(cells: readonly unknown[]): boolean {
    const key = this.#job.operation === 'upsert' ? this.#writer?.keyOf(cells) : undefined;
    if (key === undefined) return false;
    const before = this.#keys.size;
    return this.#keys.add(key).size === before;
  }

  #line(cells: readonly string[]): string {
    return quotedLine(cells, delimiters[this.#job.columnDelimiter], lineEndings[this.#job.lineEnding]);
  }
}

function repeated(key: string, field: string): RowOutcome {
  const error = { code: 'DUPLICATE_VALUE', message: `Duplicate external id specified: ${key}`, fields: [field] };
  return { status: 'refused', errors: [error] };
}

/** `CODE:message:fields --`, as the failed results write it. */
function errorText({ errors }: Extract<RowOutcome, { status: 'refused' }>): string {
  return errors.map(({ code, message, fields }) => `${code}:${message}:${(fields ?? []).join(',')} --`).join('; ');
}

function mismatch(row: readonly string[], columns: readonly string[], before: number): string {
  return `Failed to parse CSV. Row ${before + 1} has ${row.length} values, the header has ${columns.length}`;
}
