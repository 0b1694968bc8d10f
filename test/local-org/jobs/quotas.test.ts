import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import { openEngine } from '../../../src/local-org/engine/engine.ts';
import { BulkQuotas, bulkAllocations } from '../../../src/local-org/engine/jobs/bulk-quotas.ts';
import type { IngestJob } from '../../../src/local-org/engine/jobs/job.ts';
import { JobBook } from '../../../src/local-org/engine/jobs/job-book.ts';
import { startLocalOrg } from '../../../src/local-org/index.ts';
import { openOrg, type TestOrg } from '../engine/org.ts';
import { caller } from '../http/caller.ts';
import { asyncCaller, jobXml } from './classic.ts';

let folder: string;
let org: TestOrg;
let jobs: JobBook;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulk-quotas-'));
  org = openOrg();
  jobs = new JobBook(() => org.engine, folder, silentLog);
});
afterEach(() => {
  org.engine.close();
  rmSync(folder, { recursive: true });
});

async function insertRows(count: number): Promise<IngestJob> {
  const now = org.clock.now().toISOString();
  const job = jobs.put<IngestJob>({
    kind: 'ingest',
    id: jobs.nextId(),
    createdById: org.admin.user.id,
    createdDate: now,
    systemModstamp: now,
    apiVersion: '67.0',
    state: 'UploadComplete',
    object: 'Account',
    operation: 'insert',
    lineEnding: 'LF',
    columnDelimiter: 'COMMA',
    uploaded: 1,
    processed: 0,
    failed: 0,
    milliseconds: 0,
    successBytes: 0,
    failureBytes: 0,
  });
  jobs.files.folder(job.id);
  writeFileSync(jobs.files.upload(job.id), `Name\n${'x\n'.repeat(count)}`);
  await jobs.start(job.id);
  return jobs.get(job.id) as IngestJob;
}

test('a job takes a batch for each ten thousand rows it has begun', async () => {
  expect((await insertRows(10_001)).state).toBe('JobComplete');
  expect(bulkAllocations.batches - jobs.quotas.left('batches')).toBe(2);
  expect(bulkAllocations.records - jobs.quotas.left('records')).toBe(10_001);
});

test('a job that meets the limit of batches fails there, and keeps what it has written', async () => {
  jobs.quotas.take('batches', bulkAllocations.batches - 1);
  const job = await insertRows(10_001);
  expect([job.state, job.processed]).toEqual(['Failed', 10_000]);
  expect(job.errorMessage).toMatch(/^ExceededQuota : .*15000 batches/);
});

test('what was used comes back a day later, and is remembered until then', async () => {
  jobs.quotas.take('batches', bulkAllocations.batches);
  const again = new JobBook(() => org.engine, folder, silentLog);
  expect(again.quotas.take('batches')).toBe(false);
  org.clock.advance(24 * 3_600_000 + 300_000);
  expect(again.quotas.take('batches')).toBe(true);
});

test('jobs that start in one moment take turns, slice by slice', async () => {
  const both = await Promise.all([insertRows(3000), insertRows(3000)]);
  expect(both.map(({ state, processed }) => [state, processed])).toEqual([
    ['JobComplete', 3000],
    ['JobComplete', 3000],
  ]);
});

test('an org that has used up its day refuses query jobs and batches', async () => {
  const kept = join(folder, 'kept');
  await (await startLocalOrg({ folder: kept })).close();
  const [file = ''] = globSync('**/org.sqlite', { cwd: kept });
  const engine = openEngine({ file: join(kept, file), clock: systemClock });
  const used = new BulkQuotas(systemClock, () => engine.documents);
  used.take('queryJobs', bulkAllocations.queryJobs);
  used.take('batches', bulkAllocations.batches);
  engine.close();
  const local = await startLocalOrg({ folder: kept });
  try {
    const query = await caller(local)('POST', 'jobs/query', { operation: 'query', query: 'SELECT Id FROM User' });
    expect([query.status, query.json]).toEqual([
      400,
      [{ errorCode: 'LIMIT_EXCEEDED', message: 'Max bulk v2 query jobs (10000) per 24 hrs has been reached' }],
    ]);
    const ask = asyncCaller(local);
    const made = await ask('POST', 'job', jobXml({ operation: 'insert', object: 'Account', contentType: 'CSV' }));
    const batch = await ask('POST', `job/${made.element('id')}/batch`, 'Name\nx\n', 'text/csv');
    expect([batch.status, batch.element('exceptionCode')]).toEqual([400, 'ExceededQuota']);
  } finally {
    await local.close();
  }
});
