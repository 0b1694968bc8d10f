import { afterEach, expect, test } from 'vitest';
import type { PullReport } from '../../src/pull/pull-report.ts';
import { addressOf, openPullDesk, type PullDesk } from '../support/pull-desk.ts';

let desk: PullDesk;
afterEach(() => desk.close());

const names = (count: number) => Array.from({ length: count }, (_, n) => `p${n}`);

/** Contacts that Heap knows, a second between each and the next. */
async function people(count: number): Promise<readonly string[]> {
  await desk.users(names(count));
  desk.clock.set('2026-06-20T12:00:00Z');
  const ids = names(count).flatMap((name) => {
    desk.clock.advance(1000);
    return desk.make('Contact', [{ LastName: name, Email: addressOf(name), Title: 'Of old' }]);
  });
  desk.clock.set('2026-06-30T12:00:00Z');
  return ids;
}

const titleOf = (name: string) => desk.user(name)?.['Salesforce Contact Title'];

test('400 fields are read of each contact, and an hour without changes costs no more for them', async () => {
  desk = await openPullDesk();
  const fields = Array.from({ length: 400 }, (_, n) => `A_Long_Name_Of_A_Field_${n}__c`);
  await desk.makeTexts(fields);
  await desk.configure(`  contact: [${fields.join(', ')}]\n`);
  await desk.users(['p0', 'p1']);
  const values = (person: number) => Object.fromEntries(fields.map((field, n) => [field, `${person}-${n}`]));
  desk.make(
    'Contact',
    [0, 1].map((n) => ({ LastName: `p${n}`, Email: addressOf(`p${n}`), ...values(n) })),
  );
  desk.hours(1);
  expect(await desk.pull()).toMatchObject({ status: 'done', counts: { accepted: 2 } });
  for (const n of [0, 1]) {
    const told = Object.values(desk.user(`p${n}`) ?? {});
    expect(told.toSorted()).toEqual(Object.values(values(n)).toSorted());
  }
  desk.hours(1);
  expect(await desk.pull()).toMatchObject({ credits: 1, levels: [] });
}, 120_000);

test('an address and a field that is not there are named with what to do, and the others are told', async () => {
  desk = await openPullDesk('  contact: [Title, MailingAddress, Nowhere__c]\n  account: [Industry, BillingAddress]\n');
  await people(2);
  const report = await desk.pull();
  expect(report).toMatchObject({
    status: 'done',
    counts: { accepted: 2 },
    gone: [
      { field: 'MailingAddress', because: 'cannot-be-sent', actions: [expect.stringContaining('MailingCity')] },
      { field: 'Nowhere__c', because: 'absent-or-hidden' },
      { field: 'BillingAddress', because: 'cannot-be-sent' },
    ],
  });
  expect(titleOf('p1')).toBe('Of old');
}, 60_000);

test('of 1,000 people the one whom Heap refuses is named, and tried again by each pull until Heap takes them', async () => {
  desk = await openPullDesk();
  const ids = await people(1000);
  const bad = {
    kind: 'answer',
    status: 400,
    message: 'Bad request',
    path: '/api/*',
    identity: 'p777',
    times: 0,
  } as const;
  const fault = desk.heap.control.addFault(bad);
  const { code, stdout } = await desk.run('fields pull --environment local');
  expect(code).not.toBe(0);
  expect(stdout).toContain(`p777 (${ids[777]}): Bad request`);
  expect(names(1000).filter((name) => titleOf(name) === undefined)).toEqual(['p777']);
  desk.hours(1);
  expect(await desk.pull()).toMatchObject({
    status: 'partly',
    lookedAt: 'touched',
    counts: { accepted: 0, rejected: 1, unchanged: 0 },
    credits: 1,
    levels: [{ level: 'account' }, { refused: [{ key: 'p777', recordId: ids[777], code: '400' }] }],
  });
  desk.heap.control.removeFault(fault);
  desk.hours(1);
  expect(await desk.pull()).toMatchObject({ status: 'done', counts: { accepted: 1, rejected: 0 }, credits: 1 });
}, 120_000);

test('after a day without Heap nothing is lost: the next pull tells the oldest first, and each hour has cost one request', async () => {
  desk = await openPullDesk();
  await people(6);
  expect(await desk.pull()).toMatchObject({ status: 'done', counts: { accepted: 6 } });
  const later = Array.from({ length: 24 }, (_, n) => `later${n}`);
  await desk.users([...names(6), ...later]);
  const ids = desk.make(
    'Contact',
    later.map((name) => ({ LastName: name, Title: name })),
  );
  const down = { kind: 'answer', status: 503, headers: { 'retry-after': '3600' }, path: '/api/*', times: 0 } as const;
  const fault = desk.heap.control.addFault(down);
  const failed: PullReport[] = [];
  // Whoever was made last is known first, so that neither Ids nor names are in the order of the changes.
  const order = later.toReversed();
  for (const name of order) {
    desk.hours(1);
    desk.update('Contact', [{ Id: ids[later.indexOf(name)]!, Email: addressOf(name) }]);
    failed.push(await desk.pull());
  }
  expect(new Set(failed.map(({ status }) => status))).toEqual(new Set(['failed']));
  expect(failed.map(({ credits }) => credits)).toEqual(Array.from({ length: 24 }, () => 1));
  expect(failed.at(-1)).toMatchObject({ counts: { accepted: 0, unprocessed: 24, unchanged: 6 } });

  desk.heap.control.removeFault(fault);
  desk.hours(1);
  const report = await desk.pull();
  expect(report).toMatchObject({ status: 'done', counts: { accepted: 24, unchanged: 6 }, credits: 1 });
  // Heap lists its users in the order in which it came to know them.
  const came = desk.heap.users('local', { limit: 100 }).items.map(({ identity }) => identity);
  expect(came.slice(6)).toEqual(order);
  expect(order.map(titleOf)).toEqual(order);
}, 120_000);

test('a record that changes twice within a second, or after the org went back in time, is what it is at last', async () => {
  desk = await openPullDesk();
  const [id] = await people(2);
  await desk.pull();
  desk.hours(1);
  desk.update('Contact', [{ Id: id!, Title: 'First' }]);
  await desk.pull();
  desk.update('Contact', [{ Id: id!, Title: 'Second' }]);
  await desk.pull();
  expect(titleOf('p0')).toBe('Second');
  // Back by two hours, and three hours pass before anybody looks: the org shows more than it did.
  desk.org.control.moveClock({ by: -2 * 3_600_000 });
  desk.update('Contact', [{ Id: id!, Title: 'Third' }]);
  desk.hours(3);
  await desk.pull();
  expect(titleOf('p0')).toBe('Third');
  desk.hours(1);
  expect(await desk.pull()).toMatchObject({ credits: 1, levels: [] });
}, 60_000);
