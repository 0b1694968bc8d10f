import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';
import type { Call, Reply } from '../http/caller.ts';

export interface BulkJobs {
  /** A new ingest job's Id. */
  open(job: Readonly<Record<string, unknown>>): Promise<string>;
  /** The same with its data. */
  fill(job: Readonly<Record<string, unknown>>, csv: string): Promise<string>;
  close(id: string): Promise<Reply>;
  look(id: string): Promise<Reply['json']>;
  /** Opens, fills and closes a job, and gives its state at the first look. */
  run(job: Readonly<Record<string, unknown>>, csv: string): Promise<Reply['json']>;
  results(id: string, kind: string): Promise<Record<string, string>[]>;
}

export function bulkJobs(call: Call): BulkJobs {
  const jobs: BulkJobs = {
    async open(job) {
      const { status, json } = await call('POST', 'jobs/ingest', { object: 'Account', operation: 'insert', ...job });
      expect([status, json.state]).toEqual([200, 'Open']);
      return json.id;
    },
    async fill(job, csv) {
      const id = await jobs.open(job);
      expect((await call('PUT', `jobs/ingest/${id}/batches`, csv)).status).toBe(201);
      return id;
    },
    close: (id) => call('PATCH', `jobs/ingest/${id}`, { state: 'UploadComplete' }),
    look: async (id) => (await call('GET', `jobs/ingest/${id}`)).json,
    async run(job, csv) {
      const id = await jobs.fill(job, csv);
      expect((await jobs.close(id)).json).toMatchObject({ id, state: 'UploadComplete' });
      return jobs.look(id);
    },
    async results(id, kind) {
      const { status, text } = await call('GET', `jobs/ingest/${id}/${kind}`);
      expect(status).toBe(200);
      return parse(text, { columns: true });
    },
  };
  return jobs;
}
