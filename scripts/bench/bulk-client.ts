// Upserts usage rows as one bulk job and reads all three results, with the client named; prints what
// was accepted and refused. Ours begins with rows in DuckDB, and does all that a push does with them:
// ledger, CSV, job, results, rejected list, snapshot.
import { createReadStream } from 'node:fs';

const [client, instanceUrl = '', file = '', folder = ''] = process.argv.slice(2);
// By the environment, since other users of the machine can read the arguments of a process.
const accessToken = process.env['SF_ACCESS_TOKEN'] ?? '';
const object = 'Heap_Contact_Usage__c';
const externalId = 'Contact_Id__c';

export interface Told {
  readonly accepted: number;
  readonly rejected: number;
}

const told = client === 'jsforce' ? await withJsforce() : await withOurs();
process.stdout.write(`${JSON.stringify(told)}\n`);

async function withOurs(): Promise<Told> {
  const { sendParquet } = await import('./send-parquet.ts');
  return sendParquet({ instanceUrl, accessToken, file: file.replace('.csv', '.parquet'), folder });
}

async function withJsforce(): Promise<Told> {
  const { Connection } = await import('@jsforce/jsforce-node');
  const connection = new Connection({ instanceUrl, accessToken, version: '67.0' });
  connection.bulk2.pollTimeout = 600_000;
  const results = await connection.bulk2.loadAndWaitForResults({
    object,
    operation: 'upsert',
    externalIdFieldName: externalId,
    input: createReadStream(file),
    pollInterval: 100,
  });
  return { accepted: results.successfulResults.length, rejected: results.failedResults.length };
}
