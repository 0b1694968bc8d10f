import { readFileSync, writeFileSync } from 'node:fs';
import { idOf } from '../../ids.ts';
import type { Engine } from '../../types.ts';
import type { Batch, ClassicJob } from '../job.ts';
import { batchDocument } from '../job-documents.ts';
import type { JobFiles } from '../job-files.ts';
import { JobSerials } from '../job-serials.ts';
import { serialOf } from '../serial-of.ts';
import { BatchProgress } from './batch-progress.ts';
import type { BatchWork } from './batch-work.ts';
import { runBatch } from './run-batch.ts';

const kind = batchDocument;

/** The batches of an org's classic jobs, kept with it; what came and what became of it lies in their job's folder. */
export class BatchBook {
  readonly #engine: () => Engine;
  readonly #files: JobFiles;
  readonly #batches = new Map<string, Batch>();
  readonly #serials: JobSerials;

  constructor(engine: () => Engine, files: JobFiles) {
    this.#engine = engine;
    this.#files = files;
    for (const { key, value } of engine().documents.all<Batch>(kind)) {
      this.#batches.set(key, value);
    }
    this.#serials = new JobSerials(engine, '751', this.#batches.keys());
  }

  get(id: string): Batch | undefined {
    return this.#batches.get(id);
  }

  /** In the order in which they came. */
  of(jobId: string): readonly Batch[] {
    return [...this.#batches.values()].filter((batch) => batch.jobId === jobId);
  }

  unfinished(): readonly Batch[] {
    return [...this.#batches.values()].filter(({ state }) => state === 'Queued' || state === 'InProgress');
  }

  /** A new batch of the job, with what came for it. */
  add(job: ClassicJob, request: string): Batch {
    const now = this.#engine().clock.now().toISOString();
    const id = this.#serials.nextId();
    this.#files.folder(job.id);
    writeFileSync(this.#files.request(job.id, id), request, { mode: 0o600 });
    const stamps = { createdDate: now, systemModstamp: now };
    return this.#put({ id, jobId: job.id, state: 'Queued', ...stamps, processed: 0, failed: 0, milliseconds: 0 });
  }

  /** Works on a batch, from where it was left; it never fails. */
  async run(job: ClassicJob, batch: Batch, work: BatchWork): Promise<void> {
    const started = performance.now();
    this.#put({ ...batch, state: 'InProgress' });
    const progress = new BatchProgress(this.#files.outcomes(job.id, batch.id), batch, (change) =>
      this.#put({ ...batch, ...change, state: 'InProgress' }),
    );
    const ground = { engine: this.#engine(), progress, ...work };
    const end = await runBatch(job, this.request(batch), ground).catch((error: unknown) => {
      work.broke(error);
      return { state: 'Failed', stateMessage: 'InternalServerError : An unexpected error occurred.' } as const;
    });
    progress.close();
    if (end === undefined || !this.#batches.has(batch.id)) return;
    const { result, ...rest } = { result: '', ...end };
    writeFileSync(this.#files.result(job.id, batch.id), result, { mode: 0o600 });
    const found = job.operation === 'query' || job.operation === 'queryAll';
    const resultId = found ? { resultId: idOf('752', serialOf(batch.id)) } : {};
    this.#put({ ...batch, ...rest, ...resultId, milliseconds: Math.ceil(performance.now() - started) });
  }

  /** Batches that were not over when their job was aborted. Rows that are written stay so. */
  abandon(jobId: string): void {
    for (const batch of this.unfinished()) {
      if (batch.jobId === jobId) this.#put({ ...batch, state: 'NotProcessed' });
    }
  }

  request({ jobId, id }: Batch): string {
    return readFileSync(this.#files.request(jobId, id), 'utf8');
  }

  result({ jobId, id }: Batch): string {
    return readFileSync(this.#files.result(jobId, id), 'utf8');
  }

  removeOf(jobId: string): void {
    for (const { id } of this.of(jobId)) {
      this.#batches.delete(id);
      this.#engine().documents.delete(kind, id);
    }
  }

  clear(): void {
    this.#batches.clear();
  }

  keepSerials(): void {
    this.#serials.keep();
  }

  #put(batch: Batch): Batch {
    const stamped = { ...batch, systemModstamp: this.#engine().clock.now().toISOString() };
    this.#batches.set(batch.id, stamped);
    this.#engine().documents.put(kind, batch.id, stamped);
    return stamped;
  }
}
