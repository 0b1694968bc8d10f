import type { Engine, RowOutcome, RowWriter, RowWriterOptions, Session } from '../types.ts';
import type { IngestOperation } from './job.ts';
import { LockedParents } from './locked-parents.ts';

export interface JobWriterOptions {
  readonly engine: Engine;
  readonly session: Session;
  readonly jobId: string;
  readonly object: string;
  readonly operation: IngestOperation;
  readonly externalId: string | undefined;
  readonly columns: readonly string[];
  readonly cells: 'text' | 'json';
}

/** Writes the rows of a job that have the same columns, with what holds among the rows of one batch. */
export class JobWriter {
  readonly #options: RowWriterOptions;
  readonly #session: Session;
  readonly #engine: Engine;
  readonly #parents: LockedParents;
  readonly #keyPlace: number;
  #writer: RowWriter;
  #schemaVersion: number;
  readonly #keys = new Set<string>();

  /** Throws ApiError on what is wrong with all rows. */
  constructor({ engine, session, jobId, object, operation, externalId, columns, cells }: JobWriterOptions) {
    const key = externalId === undefined ? {} : { externalId };
    this.#options = { object, operation, columns, cells, dialect: 'bulk', lockOwner: jobId, ...key };
    this.#engine = engine;
    this.#session = session;
    this.#keyPlace = columns.findIndex((name) => name.toLowerCase() === externalId?.toLowerCase());
    this.#writer = session.writer(this.#options);
    this.#schemaVersion = engine.schema.version;
    this.#parents = new LockedParents(engine, jobId);
    this.#parents.open(object, columns);
  }

  /** A new batch begins. Rights taken away meanwhile count from here on. */
  newBatch(): void {
    this.#keys.clear();
    this.#open();
  }

  /** Others had their turn: the schema may have changed. */
  goOn(): void {
    if (this.#engine.schema.version !== this.#schemaVersion) this.#open();
  }

  /** Others get their turn: the parents of the rows at work stay locked. */
  pause(): void {
    this.#parents.hold();
  }

  end(): void {
    this.#parents.release();
  }

  write(cells: readonly unknown[]): RowOutcome {
    if (this.#isRepeated(cells)) return repeated(cells[this.#keyPlace], this.#options.externalId ?? 'Id');
    const outcome = this.#writer.write(cells);
    if (outcome.status === 'done') this.#parents.wrote(cells);
    return outcome;
  }

  /** A row that was written before a restart; its key counts for the rest of the batch. */
  skip(cells: readonly unknown[]): void {
    this.#isRepeated(cells);
  }

  #open(): void {
    this.#schemaVersion = this.#engine.schema.version;
    this.#writer = this.#session.writer(this.#options);
  }

  /** Whether a row before it in the batch had the same external id. */
  #isRepeated(cells: readonly unknown[]): boolean {
    const key = this.#options.operation === 'upsert' ? this.#writer.keyOf(cells) : undefined;
    if (key === undefined) return false;
    const before = this.#keys.size;
    return this.#keys.add(key).size === before;
  }
}

function repeated(key: unknown, field: string): RowOutcome {
  const error = { code: 'DUPLICATE_VALUE', message: `Duplicate external id specified: ${key}`, fields: [field] };
  return { status: 'refused', errors: [error] };
}
