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
  /** External ids of the batch so far, and those that come twice among the rows ahead. */
  readonly #keys = new Set<string>();
  #twins: ReadonlySet<string> = new Set();

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

  /**
   * Looks at the rows that are to be written next: of those that share an external id none is written.
   * Farther apart in their batch, only the later ones are refused; how far Salesforce looks is not documented.
   * https://salesforce.stackexchange.com/questions/104048
   */
  lookAhead(rows: Iterable<readonly unknown[]>): void {
    if (this.#options.operation !== 'upsert') return;
    const ahead = new Set<string>();
    const twins = new Set<string>();
    for (const cells of rows) {
      const key = this.#writer.keyOf(cells);
      if (key === undefined) continue;
      if (ahead.has(key)) twins.add(key);
      else ahead.add(key);
    }
    this.#twins = twins;
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

  /** Whether another row of the batch has the same external id. */
  #isRepeated(cells: readonly unknown[]): boolean {
    const key = this.#options.operation === 'upsert' ? this.#writer.keyOf(cells) : undefined;
    if (key === undefined) return false;
    const before = this.#keys.size;
    return this.#keys.add(key).size === before || this.#twins.has(key);
  }
}

function repeated(key: unknown, field: string): RowOutcome {
  const kind = field.toLowerCase() === 'id' ? 'id' : 'external id';
  const error = { code: 'DUPLICATE_VALUE', message: `Duplicate ${kind} specified: ${key}`, fields: [field] };
  return { status: 'refused', errors: [error] };
}
