import type { Connection } from 'jsforce';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalOrg, startLocalOrg } from '../../src/local-org/index.ts';
import { jsforceOn } from './jsforce-connection.ts';

let org: LocalOrg;
let connection: Connection;

beforeAll(async () => {
  org = await startLocalOrg();
  connection = jsforceOn(org);
});
afterAll(() => org.close());

interface Loaded {
  readonly id: string | null;
  readonly success: boolean;
  readonly errors: readonly string[];
}

const load = async (...ask: readonly unknown[]): Promise<readonly Loaded[]> =>
  (connection.bulk.load as unknown as (...ask: readonly unknown[]) => Promise<readonly Loaded[]>).apply(
    connection.bulk,
    [...ask],
  );

test('insert, update, upsert, query and delete, each row with its own result', async () => {
  const made = await load('Contact', 'insert', [
    { LastName: 'One', Email: 'one@acme.example' },
    { FirstName: 'Nobody' },
  ]);
  expect(made.map(({ success }) => success)).toEqual([true, false]);
  expect(made[1]?.errors[0]).toContain('REQUIRED_FIELD_MISSING');
  const id = made[0]?.id ?? '';
  expect(await load('Contact', 'update', [{ Id: id, Title: 'Engineer' }])).toMatchObject([{ id, success: true }]);
  const upserted = await load('Contact', 'upsert', { extIdField: 'Email' }, [
    { Email: 'one@acme.example', LastName: 'Known' },
    { Email: 'two@acme.example', LastName: 'New' },
  ]);
  expect(upserted.map(({ success }) => success)).toEqual([true, true]);
  const stream = await connection.bulk.query('SELECT LastName, Title FROM Contact ORDER BY LastName');
  expect(await stream.toArray()).toEqual([
    { LastName: 'Known', Title: 'Engineer' },
    { LastName: 'New', Title: '' },
  ]);
  expect(await load('Contact', 'delete', [{ Id: id }])).toMatchObject([{ id, success: true }]);
  expect(await connection.sobject('Contact').count({ Id: id })).toBe(0);
});

test('a job step by step: open, batch, poll, retrieve, close', async () => {
  const job = connection.bulk.createJob('Account', 'insert');
  const info = await job.open();
  expect(info).toMatchObject({ operation: 'insert', object: 'Account', state: 'Open' });
  const batch = job.createBatch();
  const queued = new Promise<void>((done) => batch.once('queue', () => done()));
  batch.execute('Name,Industry\nStepped,Banking\n');
  await queued;
  batch.poll(10, 10_000);
  await new Promise<void>((done, fail) => {
    batch.once('response', () => done());
    batch.once('error', fail);
  });
  expect(await job.list()).toMatchObject([{ state: 'Completed', numberRecordsProcessed: '1' }]);
  expect(await job.close()).toMatchObject({ state: 'Closed' });
  expect(await connection.sobject('Account').count({ Name: 'Stepped' })).toBe(1);
});

test('rows of a query are changed and deleted in bulk', async () => {
  await connection.sobject('Account').create(Array.from({ length: 5 }, (_, n) => ({ Name: `Many ${n}` })));
  const options = { allowBulk: true, bulkThreshold: 0, bulkApiVersion: 1 } as never;
  const many = () => connection.sobject('Account').find({ Name: { $like: 'Many %' } });
  expect(await many().update({ Industry: 'Retail' }, 'Account', options)).toHaveLength(5);
  expect(await connection.sobject('Account').count({ Industry: 'Retail' })).toBe(5);
  expect(await many().destroy('Account', options)).toHaveLength(5);
});

test('a session that is over is refused in the words of the Bulk API', async () => {
  const stranger = jsforceOn(org);
  Object.assign(stranger, { accessToken: `${org.organizationId}!stale` });
  await expect(stranger.bulk.createJob('Account', 'insert').open()).rejects.toMatchObject({
    errorCode: 'InvalidSessionId',
  });
});
