import type { Log } from '../../../base/log.ts';
import type { Engine } from '../types.ts';
import { BulkQuotas } from './bulk-quotas.ts';
import { BatchBook } from './classic/batch-book.ts';
import { type ClassicJob, type IngestJob, isOver, type Job, type Job2, type QueryJob } from './job.ts';
import { jobDocument } from './job-documents.ts';
import { type JobFiles, jobFiles } from './job-files.ts';
import { JobSerials } from './job-serials.ts';
import { runIngest } from './run-ingest.ts';
import { runQuery } from './run-query.ts';
import type { Work } from './work.ts';

const kind = jobDocument;
/** https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/bulk_api_2_limits.htm */
const keptMilliseconds = 7 * 86_400_000;

/** The Bulk jobs of one org: kept with it, worked side by side, and gone on with after a restart. */
export class JobBook {
  readonly files: JobFiles;
  readonly quotas: BulkQuotas;
  readonly batches: BatchBook;
  readonly #engine: () => Engine;
  readonly #log: Log;
  readonly #jobs = new Map<string, Job>();
  readonly #serials: JobSerials;
  readonly #running = new Set<Promise<void>>();
  #closing = false;
  #ending = Promise.withResolvers<void>();

  constructor(engine: () => Engine, folder: string, log: Log) {
    this.#engine = engine;
    this.#log = log;
    this.files = jobFiles(folder);
    this.quotas = new BulkQuotas(engine().clock, () => engine().documents);
    for (const { key, value } of engine().documents.all<Job>(kind)) {
      this.#jobs.set(key, value);
    }
    this.#serials = new JobSerials(engine, '750', this.#jobs.keys());
    this.batches = new BatchBook(engine, this.files);
    this.#dropOld();
  }

  /** Goes on with the jobs that the last process left. An upload that it did not see whole may come again. */
  resume(): void {
    for (const job of this.#jobs.values()) {
      if (job.kind === 'ingest' && job.uploaded === undefined) this.files.remove(job.id);
      if (job.state === 'UploadComplete' || job.state === 'InProgress') void this.start(job.id);
    }
    for (const batch of this.batches.unfinished()) void this.startBatch(batch.id);
  }

  nextId(): string {
    return this.#serials.nextId();
  }

  /** A job by its Id of 15 or 18 characters, as long as it is kept. */
  get(id: string): Job | undefined {
    const job = this.#jobs.get(id.length === 15 ? (this.#fullId(id) ?? id) : id);
    if (job === undefined || !this.#isOld(job)) return job;
    this.remove(job.id);
    return undefined;
  }

  /** All jobs that are kept, the oldest first. */
  all(): readonly Job[] {
    this.#dropOld();
    return [...this.#jobs.values()];
  }

  put<J extends Job>(job: J): J {
    const stamped = { ...job, systemModstamp: this.#engine().clock.now().toISOString() };
    this.#jobs.set(job.id, stamped);
    this.#engine().documents.put(kind, job.id, stamped);
    return stamped;
  }

  /** Puts a change to a job that is still there; a job that was aborted or deleted meanwhile stays so. */
  change(id: string, change: Partial<IngestJob> | Partial<QueryJob> | Partial<ClassicJob>): boolean {
    const job = this.#jobs.get(id);
    if (job === undefined || isOver(job)) return false;
    this.put({ ...job, ...change } as Job);
    return true;
  }

  remove(id: string): void {
    this.#jobs.delete(id);
    this.#engine().documents.delete(kind, id);
    this.batches.removeOf(id);
    this.files.remove(id);
  }

  /**
   * Sets a job to work beside those under way. The promise ends with the job, or sooner when that has many rows;
   * it never fails.
   */
  start(id: string): Promise<void> {
    return this.#beside((soon) => this.#work(id, soon));
  }

  /** The same for a batch of a classic job. */
  startBatch(id: string): Promise<void> {
    return this.#beside(async (soon) => {
      const batch = this.batches.get(id);
      const job = batch && this.#jobs.get(batch.jobId);
      if (batch === undefined || job?.kind !== 'classic' || this.#closing) return;
      await this.batches.run(job, batch, {
        quotas: this.quotas,
        goesOn: () => !this.#closing && this.#jobs.get(job.id)?.state !== 'Aborted',
        abort: () => {
          this.put({ ...job, state: 'Aborted' });
          this.batches.abandon(job.id);
        },
        isLong: soon,
        ending: this.#ending.promise,
        broke: (error) => this.#broke(id, error),
      });
    });
  }

  /** No job begins a further portion; what is done so far is kept, and a later start goes on from there. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#ending.resolve();
    await Promise.all(this.#running);
  }

  /** Forgets all jobs, for an org that starts over; their Ids stay used. */
  async clear(): Promise<void> {
    await this.close();
    for (const id of [...this.#jobs.keys()]) this.remove(id);
    this.files.removeAll();
    this.quotas.clear();
    this.batches.clear();
    this.#ending = Promise.withResolvers<void>();
    this.#closing = false;
  }

  /** Writes down which Ids are used, once the org was put back. */
  keepSerials(): void {
    this.#serials.keep();
    this.batches.keepSerials();
  }

  #beside(work: (soon: () => void) => Promise<void>): Promise<void> {
    return new Promise((soon) => {
      const running = work(soon).finally(() => {
        this.#running.delete(running);
        soon();
      });
      this.#running.add(running);
    });
  }

  async #work(id: string, soon: () => void): Promise<void> {
    const job = this.#jobs.get(id);
    if (job === undefined || job.kind === 'classic' || isOver(job) || this.#closing) return;
    try {
      const work = this.#workOn(job, soon);
      if (job.kind === 'ingest') await runIngest(job, work);
      else await runQuery(job, work);
    } catch (error) {
      this.#broke(id, error);
      this.change(id, { state: 'Failed', errorMessage: 'InternalServerError : An unexpected error occurred.' });
    }
  }

  #workOn({ id, milliseconds }: Job2, soon: () => void): Work {
    const started = performance.now();
    return {
      engine: this.#engine(),
      files: this.files,
      quotas: this.quotas,
      isLong: soon,
      ending: this.#ending.promise,
      goesOn: () => {
        const now = this.#jobs.get(id);
        return !this.#closing && now !== undefined && !isOver(now);
      },
      change: (change) =>
        this.change(id, { ...change, milliseconds: milliseconds + Math.ceil(performance.now() - started) }),
    };
  }

  #broke(id: string, error: unknown): void {
    this.#log.warn('local org: a bulk job broke', {
      job: id,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }

  #isOld({ createdDate }: Job): boolean {
    return Date.parse(createdDate) < this.#engine().clock.now().getTime() - keptMilliseconds;
  }

  #dropOld(): void {
    for (const job of this.#jobs.values()) if (this.#isOld(job)) this.remove(job.id);
  }

  #fullId(short: string): string | undefined {
    for (const id of this.#jobs.keys()) if (id.startsWith(short)) return id;
    return undefined;
  }
}
