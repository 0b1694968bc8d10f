import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { idOf, type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { type Call, caller } from '../http/caller.ts';
import { type BulkJobs, bulkJobs } from './bulk-jobs.ts';

let org: LocalOrg;
let call: Call;
let jobs: BulkJobs;
const [acme, other] = [idOf('001', 1), idOf('001', 2)];

beforeAll(async () => {
  org = await startLocalOrg({
    seed: {
      Account: [
        { Id: acme, Name: 'Acme' },
        { Id: other, Name: 'Other' },
      ],
    },
  });
  call = caller(org);
  jobs = bulkJobs(call);
});
afterAll(() => org.close());
beforeEach(() => org.reset());

const children = (account: string, count: number): string =>
  `LastName,AccountId\n${Array.from({ length: count }, (_, n) => `Child ${n},${account}\n`).join('')}`;

/** A job that stops after its first chunk, with the parents of that chunk in its hands. */
async function jobAtWork(csv: string): Promise<{ readonly id: string; goOn(): Promise<void> }> {
  const id = await jobs.fill({ object: 'Contact' }, csv);
  const fault = org.control.addFault({ kind: 'job-waits', afterRows: 200, jobId: id });
  await jobs.close(id);
  return {
    id,
    async goOn() {
      org.control.removeFault(fault);
      while ((await jobs.look(id)).state === 'InProgress');
    },
  };
}

test('a second job that meets the parent of the first one’s rows has those rows refused, and no others', async () => {
  const first = await jobAtWork(children(acme, 300));
  const csv = `${children(acme, 2)}Free,${other}\nAlone,\n`;
  const second = await jobs.run({ object: 'Contact' }, csv);
  expect(second).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 4, numberRecordsFailed: 2 });
  const refused = await jobs.results(second.id, 'failedResults');
  expect(refused.map(({ LastName }) => LastName)).toEqual(['Child 0', 'Child 1']);
  for (const { sf__Error } of refused) {
    expect(sf__Error).toMatch(/^UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record.*: --$/);
  }
  await first.goOn();
  expect(await jobs.look(first.id)).toMatchObject({ state: 'JobComplete', numberRecordsFailed: 0 });
  expect((await jobs.run({ object: 'Contact' }, children(acme, 2))).numberRecordsFailed).toBe(0);
});

test('a request for a child of a parent in work is refused until the job is over', async () => {
  const first = await jobAtWork(children(acme, 300));
  const write = () => call('POST', 'sobjects/Contact', { LastName: 'Late', AccountId: acme });
  const refused = await write();
  expect([refused.status, refused.json[0].errorCode]).toEqual([400, 'UNABLE_TO_LOCK_ROW']);
  await first.goOn();
  expect((await write()).status).toBe(201);
});

test('only the parents of the chunk in work are locked', async () => {
  const rows = (account: string, count: number): string => children(account, count).split('\n').slice(1).join('\n');
  const first = await jobAtWork(`LastName,AccountId\n${rows(other, 199)}${rows(acme, 101)}`);
  expect((await call('PATCH', `sobjects/Account/${other}`, { Name: 'Still locked' })).status).toBe(400);
  await first.goOn();
  const second = await jobAtWork(`LastName,AccountId\n${rows(acme, 200)}${rows(other, 100)}`);
  expect((await call('PATCH', `sobjects/Account/${other}`, { Name: 'Free' })).status).toBe(204);
  await second.goOn();
});

test('two jobs that begin together and share a parent both end, each of their rows answered', async () => {
  const ids = await Promise.all([1, 2].map(() => jobs.fill({ object: 'Contact' }, children(acme, 15_000))));
  await Promise.all(ids.map((id) => jobs.close(id)));
  const ended = await Promise.all(ids.map((id) => jobs.look(id)));
  for (const { state, numberRecordsProcessed } of ended) {
    expect([state, numberRecordsProcessed]).toEqual(['JobComplete', 15_000]);
  }
  const failed = ended.reduce((sum, { numberRecordsFailed }) => sum + numberRecordsFailed, 0);
  expect(failed).toBeGreaterThan(0);
  const { json } = await call('GET', 'query?q=SELECT+COUNT()+FROM+Contact');
  expect(json.totalSize).toBe(30_000 - failed);
});

test('jobs on different parents do not meet, and a job never meets itself', async () => {
  const ids = [
    await jobs.fill({ object: 'Contact' }, children(acme, 5000)),
    await jobs.fill({ object: 'Contact' }, children(other, 5000)),
  ];
  await Promise.all(ids.map((id) => jobs.close(id)));
  for (const id of ids) expect(await jobs.look(id)).toMatchObject({ state: 'JobComplete', numberRecordsFailed: 0 });
});
