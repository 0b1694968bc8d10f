// Upserts one CSV as one bulk job and reads all three results, with the client named; prints its own time and memory.
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@jsforce/jsforce-node';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { bulkAnswers, csvRows } from '../../src/push/send/bulk-answers.ts';
import { emptyRejected, settle } from '../../src/push/send/settle.ts';
import { closeJob, createIngestJob, saveResults, uploadCsv, waitForJob } from '../../src/salesforce/bulk-ingest.ts';
import { closeOrg, connectOrg } from '../../src/salesforce/connect.ts';
import { creditsInMemory } from '../../src/salesforce/credits.ts';
import { openWarehouse } from '../../src/warehouse/warehouse.ts';

const [client, instanceUrl = '', file = '', rows = '0'] = process.argv.slice(2);
// By the environment, since other users of the machine can read the arguments of a process.
const accessToken = process.env['SF_ACCESS_TOKEN'] ?? '';
const object = 'Heap_Contact_Usage__c';
const externalId = 'Contact_Id__c';

const began = performance.now();
const accepted = client === 'jsforce' ? await withJsforce() : await withOurs();
const ms = performance.now() - began;
process.stdout.write(`${JSON.stringify({ ms, accepted, mb: process.resourceUsage().maxRSS / 1024 })}\n`);

async function withOurs(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'heap-sf-bench-'));
  const target = { kind: 'token', instanceUrl, accessToken } as const;
  const org = await connectOrg({
    target,
    credits: creditsInMemory({ perRun: 100_000, perDay: 100_000 }),
    log: silentLog,
    clock: systemClock,
  });
  const warehouse = await openWarehouse({ folder });
  const created = await createIngestJob(org, { object, operation: 'upsert', externalId });
  await uploadCsv(org, created, file);
  await closeJob(org, created.id);
  const job = await waitForJob(org, created.id);
  const results = {
    successful: join(folder, 'successful.csv'),
    failed: join(folder, 'failed.csv'),
    unprocessed: join(folder, 'unprocessed.csv'),
  };
  for (const kind of ['successful', 'failed', 'unprocessed'] as const)
    await saveResults(org, job.id, kind, results[kind]);
  const sentTo = { level: 'contact', object, externalId, lookup: 'Contact__c', metrics: [], dropped: [] } as const;
  await emptyRejected(warehouse, sentTo);
  const answers = await bulkAnswers(warehouse, job, results, externalId);
  const sent = { sql: `SELECT * FROM ${csvRows(file)}`, rows: Number(rows) };
  const settled = await settle(warehouse, sentTo, { sent, answers, name: 'settled' });
  warehouse.close();
  await closeOrg(org);
  await rm(folder, { recursive: true });
  return settled.accepted;
}

async function withJsforce(): Promise<number> {
  const connection = new Connection({ instanceUrl, accessToken, version: '67.0' });
  connection.bulk2.pollTimeout = 600_000;
  const results = await connection.bulk2.loadAndWaitForResults({
    object,
    operation: 'upsert',
    externalIdFieldName: externalId,
    input: createReadStream(file),
    pollInterval: 100,
  });
  return results.successfulResults.length;
}
