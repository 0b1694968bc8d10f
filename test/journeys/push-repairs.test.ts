import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunDetail } from '../../src/ledger/types/run.ts';
import type { PushReport } from '../../src/push/push-report.ts';
import type { ReconcileReport } from '../../src/push/reconcile.ts';
import type { RejectedRow } from '../../src/push/send/read-rejected.ts';
import { contactOf, openPushDesk, type PushDesk } from '../support/push-desk.ts';

const PEOPLE = 2500;
const object = 'Heap_Contact_Usage__c';
const collections = '/services/data/*/composite/sobjects/*';

let desk: PushDesk;
beforeAll(async () => {
  desk = await openPushDesk({ people: PEOPLE });
});
afterAll(() => desk.close());

const contacts = ({ levels }: PushReport) => levels.find(({ level }) => level === 'contact');
const sumOf = ({ counts }: PushReport) => counts.accepted + counts.rejected + counts.unprocessed + counts.unchanged;

/** The writes that the org took since its clock was moved. */
async function writtenSince(moment: Date): Promise<readonly string[]> {
  return [...(await desk.held())]
    .filter(([, row]) => new Date(row.SystemModstamp) >= moment)
    .map(([contact]) => contact);
}

/** Rows are stamped in whole seconds. */
function nextHour(): Date {
  const now = desk.org.control.moveClock({ by: 3_600_000 });
  return new Date(Math.floor(now.getTime() / 1000) * 1000);
}

test('the first push goes by bulk, and a change of two in a hundred goes as just these rows, by collections', async () => {
  expect(contacts(await desk.push())).toMatchObject({ price: { way: 'bulk', jobs: 1 }, created: PEOPLE });
  await desk.sessions((person) => (person % 50 === 0 ? 2 : 1));
  const moment = nextHour();
  const report = await desk.push();
  expect(contacts(report)).toMatchObject({ toSend: 50, price: { way: 'collections', requests: 1 }, created: 0 });
  expect(contacts(report)?.counts).toMatchObject({ accepted: 50, unchanged: PEOPLE - 50 });
  const changed = Array.from({ length: 50 }, (_, at) => contactOf(at * 50));
  expect(await writtenSince(moment)).toEqual(changed);
});

test('a full push sends every row, and the next one none', async () => {
  expect(contacts(await desk.push('--full'))).toMatchObject({
    toSend: PEOPLE,
    created: 0,
    counts: { accepted: PEOPLE },
  });
  expect((await desk.push()).toSend).toBe(0);
});

test('answers that are lost on their way, two at once, are asked for: what the org took is not sent again', async () => {
  await desk.sessions((person) => (person < 300 ? 3 : person % 50 === 0 ? 2 : 1));
  const [moment, id] = [
    nextHour(),
    desk.org.control.addFault({ kind: 'cut', when: 'after', method: 'PATCH', path: collections, nth: 2, times: 2 }),
  ];
  const report = await desk.push();
  expect(desk.org.control.faults().find((fault) => fault.id === id)).toMatchObject({ met: 2 });
  desk.org.control.clearFaults();
  expect(contacts(report)?.counts).toMatchObject({ accepted: 300, rejected: 0, unprocessed: 0 });
  expect(report.status).toBe('done');
  expect(await writtenSince(moment)).toHaveLength(300);
  const { credits } = (await desk.run('runs show latest --json')).json<RunDetail>().result;
  // One of accounts, two of contacts.
  expect(credits).toMatchObject({ collections: 3 });
  expect((await desk.push()).toSend).toBe(0);
});

test('rows that are locked for a while go again by themselves; those that stay locked are listed and can be retried', async () => {
  await desk.sessions((person) => (person < 20 ? 5 : person < 300 ? 3 : person % 50 === 0 ? 2 : 1));
  const id = desk.org.control.addFault({ kind: 'lock-rows', ids: [contactOf(3), contactOf(4)] });
  const report = await desk.push();
  expect(report.status).toBe('partly');
  expect(sumOf(report)).toBe(report.counts.input);
  expect(contacts(report)).toMatchObject({ retried: 2, counts: { accepted: 18, rejected: 2 } });

  const csv = join(desk.folder, 'rejected.csv');
  const { result } = (await desk.run(`usage rejected --csv ${csv} --json`)).json<{
    readonly total: number;
    readonly rows: readonly RejectedRow[];
  }>();
  expect(result.rows.map(({ recordId, code, values }) => [recordId, code, values['Sessions__c']])).toEqual([
    [contactOf(3), 'UNABLE_TO_LOCK_ROW', '5'],
    [contactOf(4), 'UNABLE_TO_LOCK_ROW', '5'],
  ]);
  const lines = (await readFile(csv, 'utf8')).trim().split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toBe('"object","record_id","code","message","field","advice","Sessions__c","Last_Seen__c"');

  desk.org.control.removeFault(id);
  const again = `usage retry ${report.runId}`;
  expect((await desk.run('usage rejected')).stdout).toContain(`Send them again: heap-sf ${again}\n`);
  const retried = (await desk.run(`${again} --as-of 2026-06-30 --json`)).json<PushReport>().result;
  expect(retried).toMatchObject({ status: 'done', counts: { input: 2, accepted: 2 }, retryOf: { rows: 2 } });
  expect((await desk.run('usage retry')).code).toBe(2);
});

test('a job that fails half way keeps what it took; the rest is told as unprocessed and goes the next time', async () => {
  await desk.sessions(() => 7);
  desk.org.control.addFault({ kind: 'job-fails', object, afterRows: 1000, message: 'InternalServerError : no' });
  const report = await desk.push();
  expect(report.status).toBe('partly');
  expect(contacts(report)?.counts).toMatchObject({ accepted: 1000, rejected: 0, unprocessed: PEOPLE - 1000 });
  expect(contacts(report)).toMatchObject({ unaccounted: 0, problems: ['InternalServerError : no'] });
  expect(contacts(await desk.push())?.counts).toMatchObject({ accepted: PEOPLE - 1000, unchanged: 1000 });
});

test('a job that somebody aborts keeps what it took, and the push says why the rest is unprocessed', async () => {
  await desk.sessions(() => 8);
  desk.org.control.addFault({ kind: 'job-aborts', object, afterRows: 1000 });
  const { code, stdout } = await desk.run('usage push --as-of 2026-06-30');
  expect([code, stdout]).toEqual([68, expect.stringContaining(`The job on ${object} failed: somebody aborted it`)]);
  expect(contacts(await desk.push())?.counts).toMatchObject({ accepted: PEOPLE - 1000, unchanged: 1000 });
});

test('reconcile tells what was changed, deleted and added behind our back, by field, and mends it', async () => {
  expect((await desk.run('usage reconcile')).code).toBe(0);
  const idOfRow = new Map<string, string>();
  const answer = await fetch(
    `${desk.org.url}/services/data/v67.0/query?q=${encodeURIComponent(`SELECT Id, Contact_Id__c FROM ${object} LIMIT 200`)}`,
    { headers: { authorization: `Bearer ${desk.org.accessToken()}` } },
  );
  const { records } = (await answer.json()) as { records: readonly { Id: string; Contact_Id__c: string }[] };
  for (const { Id, Contact_Id__c } of records) idOfRow.set(Contact_Id__c, Id);
  const [changed, deleted, moved, unlinked] = [...idOfRow.values()];
  const write = (operation: 'update' | 'delete' | 'insert', row: Readonly<Record<string, unknown>>) =>
    expect(desk.org.control.write({ object, operation, rows: [row] }).map(({ status }) => status)).toEqual(['done']);
  write('update', { Id: changed, Sessions__c: 99 });
  write('delete', { Id: deleted });
  write('insert', { Contact_Id__c: 'nobody' });
  write('update', { Id: moved, Contact__c: contactOf(PEOPLE - 1) });
  write('update', { Id: unlinked, Contact__c: null });

  const found = await desk.run('usage reconcile --json');
  expect(found.code).toBe(68);
  const level = found.json<ReconcileReport>().result.levels.find((one) => one.level === 'contact');
  expect(level).toMatchObject({ missing: 1, differing: 3, extra: 1, extraIds: ['nobody'] });
  expect(level?.missingIds).toEqual([[...idOfRow.keys()][1]]);
  expect(level?.byField).toMatchObject([
    { field: 'Contact__c', rows: 2 },
    { field: 'Sessions__c', rows: 1 },
  ]);
  expect(level?.byField[1]?.example).toMatch(/^003\w+: accepted 8, holds 99(\.0)?$/);

  const mended = await desk.run('usage reconcile --mend');
  expect(mended.stdout).toContain('nobody');
  expect(mended.stdout).not.toContain('--mend');
  const after = (await desk.run('usage reconcile --json')).json<ReconcileReport>().result;
  expect(after.levels.find((one) => one.level === 'contact')).toMatchObject({ missing: 0, differing: 0, extra: 1 });
  // Its lookup leads to no record, as where that one is gone.
  await desk.configure('orphans: keep\n');
  const kept = await desk.run('usage reconcile');
  expect([kept.code, kept.stdout]).toEqual([0, expect.stringContaining('1 row of Heap_Contact_Usage__c')]);
  await desk.configure('');
});

test('a field that was deleted and made anew is filled, though the answers of a push before that are read only now', async () => {
  await desk.sessions(() => 4);
  const path = '*/successfulResults*';
  const id = desk.org.control.addFault({ kind: 'answer', status: 400, code: 'INVALIDJOBSTATE', path, times: 0 });
  expect((await desk.run('usage push --as-of 2026-06-30')).code).toBe(18);
  desk.org.control.removeFault(id);
  expect((await desk.run('metrics retire Sessions --level contact --yes')).code).toBe(0);
  expect((await desk.run('metrics apply')).code).toBe(0);
  const report = await desk.push();
  expect(report.resumed).toMatchObject([{ accepted: PEOPLE }]);
  expect(contacts(report)?.counts).toMatchObject({ accepted: PEOPLE, unchanged: 0 });
  expect(new Set([...(await desk.held()).values()].map((row) => row.Sessions__c))).toEqual(new Set([4]));
});
