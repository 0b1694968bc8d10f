import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { Mistake, Refusal } from '../../src/base/errors.ts';
import { openLedger } from '../../src/ledger/open-ledger.ts';
import type { RunEnding } from '../../src/ledger/types/run.ts';
import { ORG, PUSH, temporaryFolder, temporaryLedger } from './temporary-ledger.ts';

const COUNTS = { input: 10, accepted: 6, rejected: 1, unprocessed: 1, unchanged: 2 };

async function done(): Promise<RunEnding<string>> {
  return { status: 'done', result: 'fine' };
}

test('a run is in the ledger with how it ended, its counts and its credits', async () => {
  const { ledger, clock } = temporaryLedger();
  const result = await ledger.withRun(PUSH, async (run) => {
    run.spend('query', 3);
    run.spend('bulk-ingest');
    run.spend('query');
    clock.advance(5000);
    return { status: 'partly', counts: COUNTS, result: 42 };
  });
  expect(result).toBe(42);
  expect(ledger.listRuns()).toEqual([
    {
      ...PUSH,
      id: 'push-20260701-070000-aaa1',
      status: 'partly',
      pid: process.pid,
      started: new Date('2026-07-01T07:00:00Z'),
      ended: new Date('2026-07-01T07:00:05Z'),
      counts: COUNTS,
      credits: { 'bulk-ingest': 1, query: 4 },
    },
  ]);
});

test('a run that throws is failed, with the words of the error, and the error goes on', async () => {
  const { ledger } = temporaryLedger();
  const refusal = new Refusal({ trouble: 'signed-out', code: 'INVALID_SESSION_ID', message: 'Session expired.' });
  await expect(ledger.withRun(PUSH, () => Promise.reject(refusal))).rejects.toBe(refusal);
  const [run] = ledger.listRuns();
  expect(run).toMatchObject({
    status: 'failed',
    error: { name: 'Refusal', trouble: 'signed-out', code: 'INVALID_SESSION_ID', message: 'Session expired.' },
  });
});

test('a long word in an error nobody vouches for is not kept: it may be a token', async () => {
  const { ledger, folder } = temporaryLedger();
  const token = `00D000000000001!${'AQEAQ'.repeat(16)}`;
  await expect(ledger.withRun(PUSH, () => Promise.reject(new Error(`sent ${token} away`)))).rejects.toThrow();
  expect(ledger.listRuns()[0]?.error?.message).toBe('sent … away');
  expect(existsSync(join(folder, 'ledger.sqlite'))).toBe(true);
});

test('runs are listed newest first, by org and kind, as many as asked for', async () => {
  const { ledger, clock } = temporaryLedger();
  for (const [kind, orgId] of [
    ['push', ORG],
    ['apply', ORG],
    ['push', '00DOTHER'],
  ] as const) {
    await ledger.withRun({ kind, orgId, orgName: 'x' }, done);
    clock.advance(1000);
  }
  const ids = (filter?: Parameters<typeof ledger.listRuns>[0]) => ledger.listRuns(filter).map(({ id }) => id.slice(-4));
  expect(ids()).toEqual(['aaa3', 'aaa2', 'aaa1']);
  expect(ids({ orgId: ORG })).toEqual(['aaa2', 'aaa1']);
  expect(ids({ kind: 'push' })).toEqual(['aaa3', 'aaa1']);
  expect(ids({ limit: 1 })).toEqual(['aaa3']);
});

test('a run is shown by its id, the beginning of it, or as the latest', async () => {
  const { ledger } = temporaryLedger();
  await ledger.withRun(PUSH, done);
  await ledger.withRun({ ...PUSH, kind: 'apply' }, done);
  expect(ledger.showRun('push-20260701-070000-aaa1').kind).toBe('push');
  expect(ledger.showRun('push').kind).toBe('push');
  expect(ledger.showRun('latest').kind).toBe('apply');
});

test('a run that is not there is said with those that are near, or with how to start one', async () => {
  const { ledger } = temporaryLedger();
  expect(() => ledger.showRun('latest')).toThrow('No run is in the ledger yet.');
  await ledger.withRun(PUSH, done);
  await ledger.withRun(PUSH, done);
  expect(() => ledger.showRun('push-2026')).toThrow('Several runs begin with "push-2026".');
  try {
    ledger.showRun('push-20260701-070000-aab1');
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(Mistake);
    expect((error as Mistake).trouble).toBe('unknown-name');
    expect((error as Mistake).actions[0]).toContain('push-20260701-070000-aaa1');
  }
});

test('rejected rows are told by object: where they lie, and how many of each code; the last word counts', async () => {
  const { ledger } = temporaryLedger();
  const object = 'Heap_Contact_Usage__c';
  await ledger.withRun(PUSH, async (run) => {
    run.reject({ object, file: '/r/1.parquet', byCode: [{ code: 'UNABLE_TO_LOCK_ROW', rows: 9 }] });
    const byCode = [
      { code: 'STRING_TOO_LONG', rows: 1 },
      { code: 'UNABLE_TO_LOCK_ROW', rows: 2 },
    ];
    run.reject({ object, file: '/r/2.parquet', byCode });
    run.reject({ object: 'Heap_Account_Usage__c', file: '/r/3.parquet', byCode: [] });
    return done();
  });
  const run = ledger.showRun('latest');
  const byCode = [
    { code: 'UNABLE_TO_LOCK_ROW', rows: 2 },
    { code: 'STRING_TOO_LONG', rows: 1 },
  ];
  expect(ledger.rejectedRows(run.id)).toEqual([{ object, file: '/r/2.parquet', byCode }]);
  expect(run.rejectedByCode).toEqual(byCode.map((one) => ({ object, ...one })));
});

test('the reach of a push is that of the last one that ended well', async () => {
  const { ledger } = temporaryLedger();
  expect(ledger.lastReach(ORG)).toBeUndefined();
  const reach = { events: 100, users: 10, matched: 5 };
  await ledger.withRun(PUSH, async () => ({ status: 'partly', reach, result: '' }));
  await ledger.withRun(PUSH, async () => ({ status: 'failed', reach: { ...reach, events: 1 }, result: '' }));
  await ledger.withRun({ ...PUSH, kind: 'retry' }, async () => ({
    status: 'done',
    reach: { ...reach, users: 1 },
    result: '',
  }));
  expect(ledger.lastReach(ORG)).toEqual(reach);
  expect(ledger.lastReach('00DOTHER')).toBeUndefined();
});

test('a ledger of the first version is made one of this version, with its runs, jobs and snapshots', async () => {
  const folder = temporaryFolder();
  const old = new DatabaseSync(join(folder, 'ledger.sqlite'));
  old.exec(readFileSync(new URL('ledger-1.sql', import.meta.url), 'utf8'));
  old.close();
  const { ledger } = temporaryLedger(folder);
  expect(ledger.showRun('latest')).toMatchObject({ id: 'push-20260630-070000-aaaa', rejectedByCode: [] });
  expect(ledger.unsettledJobs(ORG)).toMatchObject([{ jobId: '750A', way: 'bulk' }]);
  expect(ledger.accepted(ORG, 'o')?.file).toBe('/s/1.parquet');
  await ledger.withRun(PUSH, done);
});

test('a job is known from before its upload until its results are read', async () => {
  const { ledger, folder } = temporaryLedger();
  const job = { jobId: '750A', way: 'bulk', object: 'Heap_Account_Usage__c', operation: 'upsert', rows: 300 } as const;
  const file = join(folder, 'sent', 'part-1.csv');
  await ledger.withRun(PUSH, async (run) => {
    run.addJob({ ...job, file });
    run.addJob({ ...job, jobId: '750B' });
    expect(ledger.unsettledJobs(ORG)).toMatchObject([{ jobId: '750A', stage: 'created', file }, { jobId: '750B' }]);
    run.moveJob('750A', 'closed', 'UploadComplete');
    run.moveJob('750A', 'settled');
    return done();
  });
  expect(ledger.unsettledJobs(ORG).map(({ jobId }) => jobId)).toEqual(['750B']);
  expect(ledger.unsettledJobs('00DOTHER')).toEqual([]);
  expect(ledger.showRun('latest').jobs).toMatchObject([
    { stage: 'settled', state: 'UploadComplete' },
    { stage: 'created' },
  ]);
  ledger.moveJob(ORG, '750B', 'dropped');
  expect(ledger.unsettledJobs(ORG)).toEqual([]);
  expect(() => ledger.moveJob(ORG, '750X', 'dropped')).toThrow('never stored');
});

test('the accepted snapshot is the one that was moved to last, of that org and object', async () => {
  const { ledger, clock } = temporaryLedger();
  expect(ledger.accepted(ORG, 'Account')).toBeUndefined();
  for (const file of ['/s/1.parquet', '/s/2.parquet']) {
    await ledger.withRun(PUSH, async (run) => {
      run.accept({ object: 'Account', file, rows: 7 });
      return done();
    });
    clock.advance(1000);
  }
  expect(ledger.accepted(ORG, 'Account')).toEqual({
    orgId: ORG,
    object: 'Account',
    file: '/s/2.parquet',
    rows: 7,
    runId: 'push-20260701-070001-aaa2',
    accepted: new Date('2026-07-01T07:00:01Z'),
  });
  expect(ledger.accepted(ORG, 'Contact')).toBeUndefined();
  expect(ledger.accepted('00DOTHER', 'Account')).toBeUndefined();
  await ledger.withRun(PUSH, async (run) => {
    run.accept({ object: 'Account', file: '/s/2.parquet', changes: '/s/3.parquet', rows: 8 });
    return done();
  });
  expect(ledger.accepted(ORG, 'Account')).toMatchObject({ file: '/s/2.parquet', changes: '/s/3.parquet', rows: 8 });
});

test('credits are those of the last 24 hours, in and outside of runs, and stay when the run is forgotten', async () => {
  const { ledger, clock } = temporaryLedger();
  ledger.spend(ORG, 'describe', 2);
  clock.advance(13 * 3_600_000);
  await ledger.withRun(PUSH, async (run) => {
    run.spend('query', 5);
    return done();
  });
  ledger.spend('00DOTHER', 'query', 100);
  expect(ledger.creditsSpent(ORG)).toBe(7);
  clock.advance(12 * 3_600_000);
  expect(ledger.creditsSpent(ORG)).toBe(5);
  ledger.prune(clock.now());
  expect(ledger.listRuns()).toEqual([]);
  expect(ledger.creditsSince(ORG, new Date('2026-07-01T08:00:00Z'))).toMatchObject([{ kind: 'query', credits: 5 }]);
  expect(ledger.creditsSince(ORG, new Date(0))).toEqual([
    { hour: new Date('2026-07-01T07:00:00Z'), kind: 'describe', credits: 2 },
    { hour: new Date('2026-07-01T20:00:00Z'), kind: 'query', credits: 5, runId: 'push-20260701-200000-aaa1' },
  ]);
});

test("the org's own figure is the last one that it told, by whatever name it was asked", async () => {
  const { ledger, clock } = temporaryLedger();
  expect([ledger.lastAllocation(ORG), ledger.orgNamed('sync')]).toEqual([undefined, undefined]);
  const told = (orgName: string, used: number) => ({ orgName, used, of: 15_000, readAt: clock.now() });
  ledger.spend(ORG, 'query', 1, told('sync', 10));
  clock.advance(1000);
  await ledger.withRun(PUSH, async (run) => {
    run.spend('query', 1, told('admin', 11));
    return done();
  });
  expect(ledger.lastAllocation(ORG)).toEqual({ ...told('admin', 11), orgId: ORG });
  expect([ledger.orgNamed('sync'), ledger.orgNamed('admin'), ledger.orgNamed(PUSH.orgName)]).toEqual([ORG, ORG, ORG]);
  // An org that was made anew has the name of the one before it.
  clock.advance(1000);
  ledger.spend('00DOTHER', 'query', 1, told('sync', 1));
  expect(ledger.orgNamed('sync')).toBe('00DOTHER');
});

test('pruning keeps runs that a snapshot or an unread job needs, and names the files that nobody needs', async () => {
  const { ledger, clock } = temporaryLedger();
  const acceptedOf = (file: string, changes: string) =>
    ledger.withRun(PUSH, async (run) => {
      run.accept({ object: 'Account', file, changes, rows: 1 });
      return done();
    });
  await acceptedOf('/s/1.parquet', '/s/1c.parquet');
  await acceptedOf('/s/2.parquet', '/s/2c.parquet');
  await ledger.withRun(PUSH, async (run) => {
    run.addJob({ jobId: '750A', way: 'collections', object: 'o', operation: 'upsert', rows: 1 });
    return done();
  });
  await ledger.withRun(PUSH, done);
  clock.advance(1000);
  expect(ledger.prune(clock.now())).toEqual({ runs: 2, files: ['/s/1.parquet', '/s/1c.parquet'] });
  expect(ledger.listRuns().map(({ id }) => id.slice(-4))).toEqual(['aaa3', 'aaa2']);
  expect(ledger.accepted(ORG, 'Account')?.file).toBe('/s/2.parquet');
  expect(ledger.prune(clock.now())).toEqual({ runs: 0, files: [] });
});

test('the rejected list of a forgotten run is named too, and looking ahead forgets nothing', async () => {
  const { ledger, clock } = temporaryLedger();
  await ledger.withRun(PUSH, async (run) => {
    run.reject({ object: 'o', file: '/r/1.parquet', byCode: [{ code: 'STRING_TOO_LONG', rows: 1 }] });
    return done();
  });
  clock.advance(1000);
  const pruned = { runs: 1, files: ['/r/1.parquet'] };
  expect(ledger.prunable(clock.now())).toEqual(pruned);
  expect(ledger.filesInUse()).toEqual(new Set(['/r/1.parquet']));
  expect(ledger.prune(clock.now())).toEqual(pruned);
  expect(ledger.filesInUse()).toEqual(new Set());
});

test('all is there again after closing and opening', async () => {
  const { ledger, folder, clock } = temporaryLedger();
  await ledger.withRun(PUSH, async () => ({ status: 'done', counts: COUNTS, result: undefined }));
  const before = ledger.listRuns();
  ledger.close();
  const again = openLedger(folder, { clock });
  expect(again.listRuns()).toEqual(before);
  again.close();
});

test('a ledger that is not one is named, with what to do', async () => {
  const folder = temporaryFolder();
  const { writeFileSync } = await import('node:fs');
  writeFileSync(join(folder, 'ledger.sqlite'), 'this is no database, and long enough to be taken for one'.repeat(30));
  expect(() => temporaryLedger(folder)).toThrow(`The ledger ${join(folder, 'ledger.sqlite')} cannot be opened`);
});
