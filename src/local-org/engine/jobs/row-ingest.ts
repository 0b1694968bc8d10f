import { ApiError } from '../api-error.ts';
import type { Session } from '../types.ts';
import { bulkAllocations } from './bulk-quotas.ts';
import { CsvTrouble } from './csv/csv-scanner.ts';
import { GrowingFile } from './csv/growing-file.ts';
import { resultLine } from './csv/quoted-line.ts';
import { textCells } from './csv/text-cells.ts';
import { errorText } from './error-text.ts';
import { delimiters, type IngestJob, lineEndings } from './job.ts';
import type { JobFaults } from './job-faults.ts';
import { JobWriter } from './job-writer.ts';
import { rowsBeforeLong, type Work } from './work.ts';

/** Rows of one internal batch, within which an external id may come once. */
const batchRows = 10_000;
/** Rows of one transaction; between two of them other requests get their turn. */
const sliceRows = 2500;
/** Longer texts would lie among the engine's large objects, and stay there until it cleans up thoroughly. */
const longText = 65_536;

/** The rows of one job on their way: read, written, answered. */
export class RowIngest {
  readonly #job: IngestJob;
  readonly #session: Session;
  readonly #work: Work;
  readonly #faults: JobFaults;
  #stopAt: number;
  readonly #successes: GrowingFile;
  readonly #failures: GrowingFile;
  #columns: readonly string[] | undefined;
  #cells: unknown[] = [];
  #writer: JobWriter | undefined;
  #waiting: string[][] = [];
  #toSkip: number;
  #processed: number;
  #failed: number;

  constructor(job: IngestJob, session: Session, work: Work, faults: JobFaults) {
    this.#job = job;
    this.#session = session;
    this.#work = work;
    this.#faults = faults;
    this.#stopAt = faults.stop?.afterRows ?? Number.POSITIVE_INFINITY;
    this.#toSkip = job.processed;
    this.#processed = job.processed;
    this.#failed = job.failed;
    this.#successes = new GrowingFile(work.files.successes(job.id), job.successBytes);
    this.#failures = new GrowingFile(work.files.failures(job.id), job.failureBytes);
  }

  /** Takes rows as they come, and gives back those that are not to be taken yet: the job stops before them. */
  take(rows: string[][]): string[][] {
    let from = 0;
    if (this.#columns === undefined) {
      const header = rows[0];
      if (header === undefined) return [];
      this.#open(header);
      from = 1;
    }
    for (let at = from; at < rows.length && this.#work.goesOn(); at++) {
      const row = rows[at] ?? [];
      if (this.#toSkip > 0) {
        if ((this.#job.processed - this.#toSkip) % batchRows === 0) this.#writer?.newBatch();
        this.#writer?.skip(textCells(row, this.#cells));
        this.#toSkip--;
        continue;
      }
      if (this.#processed + this.#waiting.length >= this.#stopAt) {
        if (this.#waiting.length > 0) this.#writeSlice();
        return rows.slice(at);
      }
      this.#waiting.push(row);
      const endsBatch = (this.#processed + this.#waiting.length) % batchRows === 0;
      if (endsBatch || this.#waiting.length >= sliceRows) this.#writeSlice();
    }
    return [];
  }

  get isPastStop(): boolean {
    return this.#stopAt === Number.POSITIVE_INFINITY;
  }

  /** The job goes on past the row before which it stopped. */
  passStop(): void {
    this.#stopAt = Number.POSITIVE_INFINITY;
  }

  finish(): void {
    if (this.#columns === undefined) throw new CsvTrouble('Failed to parse CSV. The header row is missing');
    if (this.#waiting.length > 0) this.#writeSlice();
  }

  pause(): void {
    this.#writer?.pause();
  }

  goOn(): void {
    this.#writer?.goOn();
  }

  close(): void {
    this.#writer?.end();
    this.#successes.close();
    this.#failures.close();
  }

  #open(columns: readonly string[]): void {
    // As they stand: a byte order mark is a part of the first name, which then is no field's.
    const { id: jobId, object, operation, externalIdFieldName: externalId } = this.#job;
    const key = operation === 'upsert' ? externalId : operation === 'insert' ? undefined : 'Id';
    const { engine } = this.#work;
    const session = this.#session;
    this.#columns = columns;
    this.#cells = new Array<unknown>(columns.length);
    this.#writer = new JobWriter({ engine, session, jobId, object, operation, externalId, columns, cells: 'text' });
    if (key !== undefined && !columns.some((name) => name.toLowerCase() === key.toLowerCase()))
      throw new ApiError(400, 'InvalidBatch', `InvalidBatch : Field name not found : ${key}`);
    if (this.#job.processed > 0) return;
    this.#successes.append(this.#line('sf__Id', 'sf__Created', columns));
    this.#failures.append(this.#line('sf__Id', 'sf__Error', columns));
  }

  #writeSlice(): void {
    const rows = this.#waiting;
    this.#waiting = [];
    const { engine, quotas } = this.#work;
    if (this.#processed % batchRows === 0) this.#newBatch();
    if (!quotas.take('records', rows.length)) throw quotaUsed(`${bulkAllocations.records} records`);
    engine.transaction(() => {
      this.#writer?.lookAhead(rows);
      let [successes, failures] = ['', ''];
      for (const row of rows) {
        if (row.length !== this.#columns?.length)
          throw new CsvTrouble(mismatch(row, this.#columns ?? [], this.#processed));
        const refusal = this.#faults.refusal(this.#processed + 1);
        const outcome = refusal ?? this.#writer!.write(textCells(row, this.#cells));
        this.#processed++;
        if (outcome.status === 'done') {
          successes += this.#line(outcome.id, outcome.created ? 'true' : 'false', row);
          if (successes.length > longText) {
            this.#successes.append(successes);
            successes = '';
          }
        } else {
          this.#failed++;
          failures += this.#line(outcome.id ?? '', errorText(outcome), row);
        }
      }
      this.#successes.append(successes);
      this.#failures.append(failures);
      const [successBytes, failureBytes] = [this.#successes.bytes, this.#failures.bytes];
      this.#work.change({ processed: this.#processed, failed: this.#failed, successBytes, failureBytes });
    });
    if (this.#processed >= rowsBeforeLong) this.#work.isLong();
  }

  #newBatch(): void {
    if (!this.#work.quotas.take('batches')) throw quotaUsed(`${bulkAllocations.batches} batches`);
    this.#writer?.newBatch();
  }

  #line(id: string, outcome: string, row: readonly string[]): string {
    const delimiter = delimiters[this.#job.columnDelimiter];
    return resultLine(id, outcome, row, delimiter, lineEndings[this.#job.lineEnding]);
  }
}

/**
 * A job that meets a daily limit fails, and the rest of its rows is left unprocessed.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/how_requests_are_processed.htm
 */
function quotaUsed(limit: string): ApiError {
  return new ApiError(400, 'ExceededQuota', `ExceededQuota : The limit of ${limit} in 24 hours is reached`);
}

function mismatch(row: readonly string[], columns: readonly string[], before: number): string {
  return `Failed to parse CSV. Row ${before + 1} has ${row.length} values, the header has ${columns.length}`;
}
