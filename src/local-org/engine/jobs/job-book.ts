import type { Log } from '../../../base/log.ts';
import { idOf } from '../ids.ts';
import type { Engine } from '../types.ts';
import { type IngestJob, isOver, type Job, type QueryJob } from './job.ts';
import { type JobFiles, jobFiles } from './job-files.ts';
import { runIngest } from './run-ingest.ts';
import { runQuery } from './run-query.ts';
import type { Work } from './work.ts';

const kind = 'bulk-job';
/** The first Id that a new org gives to a job; the book goes on from the highest that it has. */
const firstSerial = 1_000_001;
/** https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/bulk_api_2_limits.htm */
const keptDays = 7;

/** The Bulk jobs of one org: kept with it, worked side by side, and gone on with after a restart. */
export class JobBook {
  readonly files: JobFiles;
  readonly #engine: () => Engine;
  readonly #log: Log;
  readonly #jobs = new Map<string, Job>();
  #serial = firstSerial;
  readonly #running = new Set<Promise<void>>();
  #closing = false;

  constructor(engine: () => Engine, folder: string, log: Log) {
    this.#engine = engine;
    this.#log = log;
    this.files = jobFiles(folder);
    const now = engine().clock.now().getTime();
    for (const { key, value } of engine().documents.all<Job>(kind)) {
      this.#serial = Math.max(this.#serial, serialOf(value.id) + 1);
      this.#jobs.set(key, value);
      if (Date.parse(value.createdDate) < now - keptDays * 86_400_000) this.remove(key);
    }
  }

  /** Goes on with the jobs that the last process left. An upload that it did not see whole may come again. */
  resume(): void {
    for (const job of this.#jobs.values()) {
      if (job.kind === 'ingest' && job.uploaded === undefined) this.files.remove(job.id);
      if (job.state === 'UploadComplete' || job.state === 'InProgress') void this.start(job.id);
    }
  }

  nextId(): string {
    return idOf('750', this.#serial++);
  }

  get(id: string): Job | undefined {
    return this.#jobs.get(id.length === 15 ? (this.#fullId(id) ?? id) : id);
  }

  all(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  put<J extends Job>(job: J): J {
    const stamped = { ...job, systemModstamp: this.#engine().clock.now().toISOString() };
    this.#jobs.set(job.id, stamped);
    this.#engine().documents.put(kind, job.id, stamped);
    return stamped;
  }

  /** Puts a change to a job that is still there; a job that was aborted or deleted meanwhile stays so. */
  change(id: string, change: Partial<IngestJob> | Partial<QueryJob>): boolean {
    const job = this.#jobs.get(id);
    if (job === undefined || isOver(job)) return false;
    this.put({ ...job, ...change } as Job);
    return true;
  }

  remove(id: string): void {
    this.#jobs.delete(id);
    this.#engine().documents.delete(kind, id);
    this.files.remove(id);
  }

  /**
   * Sets a job to work beside those under way. The promise ends with the job, or sooner when that has many rows;
   * it never fails.
   */
  start(id: string): Promise<void> {
    return new Promise((soon) => {
      const running = this.#work(id, soon).finally(() => {
        this.#running.delete(running);
        soon();
      });
      this.#running.add(running);
    });
  }

  /** No job begins a further portion; what is done so far is kept, and a later start goes on from there. */
  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all(this.#running);
  }

  /** Forgets all jobs, for an org that starts over. */
  async clear(): Promise<void> {
    this.#closing = true;
    await Promise.all(this.#running);
    for (const id of [...this.#jobs.keys()]) this.remove(id);
    this.files.removeAll();
    this.#serial = firstSerial;
    this.#closing = false;
  }

  async #work(id: string, soon: () => void): Promise<void> {
    const job = this.#jobs.get(id);
    if (job === undefined || isOver(job) || this.#closing) return;
    const started = performance.now();
    const work: Work = {
      engine: this.#engine(),
      files: this.files,
      isLong: soon,
      goesOn: () => {
        const now = this.#jobs.get(id);
        return !this.#closing && now !== undefined && !isOver(now);
      },
      change: (change: Partial<IngestJob> | Partial<QueryJob>) =>
        this.change(id, { ...change, milliseconds: job.milliseconds + Math.ceil(performance.now() - started) }),
    };
    try {
      if (job.kind === 'ingest') await runIngest(job, work);
      else await runQuery(job, work);
    } catch (error) {
      this.#log.warn('local org: a bulk job broke', {
        job: id,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
      this.change(id, { state: 'Failed', errorMessage: 'InternalServerError : An unexpected error occurred.' });
    }
  }

  #fullId(short: string): string | undefined {
    for (const id of this.#jobs.keys()) if (id.startsWith(short)) return id;
    return undefined;
  }
}

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function serialOf(id: string): number {
  return [...id.slice(6, 15)].reduce((sum, digit) => sum * 62 + digits.indexOf(digit), 0);
}
