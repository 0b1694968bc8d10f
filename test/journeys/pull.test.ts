import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunDetail } from '../../src/ledger/types/run.ts';
import { addressOf, openPullDesk, type PullDesk } from '../support/pull-desk.ts';

let desk: PullDesk;
const people = Array.from({ length: 40 }, (_, n) => `p${n}`);
let accounts: readonly string[] = [];
let contacts: readonly string[] = [];

beforeAll(async () => {
  desk = await openPullDesk('  contact: [Title]\n  account: [Industry]\n');
  await desk.users(people);
  // One account and one contact were last changed before the window begins.
  desk.clock.set('2025-06-29T12:00:00Z');
  const [oldAccount] = desk.make('Account', [{ Name: 'Old', Industry: 'Energy' }]);
  desk.make('Contact', [{ LastName: 'p39', Email: addressOf('p39'), Title: 'Old', AccountId: oldAccount }]);
  desk.clock.set('2026-06-20T12:00:00Z');
  accounts = desk.make(
    'Account',
    [0, 1, 2].map((n) => ({ Name: `Account ${n}`, Industry: 'Media' })),
  );
  contacts = desk.make(
    'Contact',
    people.slice(0, 39).map((name, n) => ({
      LastName: name,
      Email: addressOf(name).toUpperCase(),
      Title: `Title ${n}`,
      AccountId: accounts[n % 3],
    })),
  );
  desk.clock.set('2026-06-30T12:00:00Z');
}, 60_000);
afterAll(() => desk.close());

const creditsOf = async (run: string) => {
  const { result } = (await desk.run(`runs show ${run} --json`)).json<RunDetail>();
  return result.credits;
};

test('a dry run reads, matches and says what would be sent, and sends and remembers nothing', async () => {
  const report = await desk.pull('--dry-run');
  expect(report).toMatchObject({ status: 'done', dryRun: true, first: true, toSend: 39 + 3 });
  expect(desk.user('p0')).toBeUndefined();
  expect(await desk.pull('--dry-run')).toMatchObject({ first: true, toSend: 39 + 3 });
});

test('the first pull brings everything updated since the day one year before it', async () => {
  const report = await desk.pull();
  expect(report).toMatchObject({
    status: 'done',
    first: true,
    since: '2025-06-30T07:00:00.000Z',
    counts: { input: 42, accepted: 42, rejected: 0, unprocessed: 0, unchanged: 0 },
  });
  expect(desk.user('p7')).toEqual({ 'Salesforce Contact Title': 'Title 7', account_id: accounts[1] });
  expect(desk.account(accounts[1]!)).toEqual({ 'Salesforce Account Industry': 'Media' });
  expect(desk.user('p39')).toBeUndefined();
});

test('an hour without changes costs one request, and tells Heap nothing', async () => {
  desk.hours(1);
  const requests = desk.heap.requests(1000).last.length;
  const report = await desk.pull();
  expect(report).toMatchObject({ status: 'done', first: false, levels: [], credits: 1 });
  expect(await creditsOf(report.runId ?? '')).toEqual({ composite: 1 });
  expect(desk.heap.requests(1000).last.length).toBe(requests);
  const { stdout } = await desk.run('fields pull --environment local');
  expect(stdout).toContain('Nothing changed, so nothing was sent.');
});

test('then only what changed is read, and only what differs is sent', async () => {
  desk.hours(1);
  desk.update('Contact', [
    { Id: contacts[3]!, Title: 'Chief' },
    { Id: contacts[4]!, Department: 'Sales' },
  ]);
  desk.update('Account', [{ Id: accounts[2]!, Industry: 'Banking' }]);
  const report = await desk.pull();
  expect(report.read).toMatchObject([
    { object: 'contact', changed: 2 },
    { object: 'account', changed: 1 },
  ]);
  // Two contacts with their accounts, and the account that has changed with the thirteen who belong to it, are looked at.
  expect(report).toMatchObject({
    status: 'done',
    lookedAt: 'touched',
    counts: { accepted: 2, unchanged: 16 },
    credits: 1,
  });
  expect(desk.user('p3')).toMatchObject({ 'Salesforce Contact Title': 'Chief' });
  expect(desk.account(accounts[2]!)).toEqual({ 'Salesforce Account Industry': 'Banking' });
});

test('rows of the last minutes are looked at again, and read once', async () => {
  desk.hours(1);
  desk.update('Contact', [{ Id: contacts[5]!, Title: 'Fresh' }]);
  expect(await desk.pull()).toMatchObject({ counts: { accepted: 1 } });
  expect((await desk.pull()).read).toMatchObject([{ changed: 0 }, { changed: 0 }]);
});

test('a row that is seen late, with a stamp from before the last pull, is not missed', async () => {
  desk.hours(1);
  await desk.pull();
  // Its transaction began before that pull and has ended only now.
  desk.clock.advance(-4 * 60_000);
  desk.update('Contact', [{ Id: contacts[6]!, Title: 'Late' }]);
  desk.clock.advance(4 * 60_000);
  expect(await desk.pull()).toMatchObject({ counts: { accepted: 1 } });
  expect(desk.user('p6')).toMatchObject({ 'Salesforce Contact Title': 'Late' });
});

test('somebody whom Heap gets to know later is told then, though nothing has changed in Salesforce', async () => {
  desk.hours(1);
  const [id] = desk.make('Contact', [{ LastName: 'New', Email: addressOf('late'), Title: 'Unknown' }]);
  expect(id).toBeDefined();
  expect(await desk.pull()).toMatchObject({ status: 'done', counts: { accepted: 0 } });
  desk.hours(1);
  await desk.users([...people, 'late']);
  expect(await desk.pull()).toMatchObject({ counts: { accepted: 1 }, credits: 1 });
  expect(desk.user('late')).toMatchObject({ 'Salesforce Contact Title': 'Unknown' });
});

test('a moment to begin from that lies earlier brings the records of that time too', async () => {
  expect(await desk.pull('--since 2025-06-01')).toMatchObject({ status: 'done', since: '2025-06-01T07:00:00.000Z' });
  expect(desk.user('p39')).toMatchObject({ 'Salesforce Contact Title': 'Old' });
  for (const [text, says] of [
    ['yesterday', '"yesterday" is neither a date nor a moment.'],
    ['2031-01-01', '--since is "2031-01-01", which is yet to come'],
  ]) {
    const { code, stderr } = await desk.run(`fields pull --since ${text} --environment local`);
    expect([code, stderr]).toEqual([2, expect.stringContaining(says ?? '')]);
  }
});

test('a moment that lies later has less read once more, and a field that is chosen then is told of all records', async () => {
  await desk.configure('  contact: [Title]\n  account: [Industry]\n  nulls: empty\n');
  desk.update('Contact', [{ Id: contacts[0]!, Department: 'Sales' }]);
  desk.hours(48);
  expect(await desk.pull()).toMatchObject({ status: 'done' });
  desk.make('Contact', [{ LastName: 'p40', Email: addressOf('p40') }]);
  desk.hours(1);
  expect(await desk.pull()).toMatchObject({ status: 'done' });
  const today = `${desk.clock.now().toISOString().slice(0, 10)}T00:00:00Z`;
  const report = await desk.pull(`--since ${today}`);
  expect(report).toMatchObject({ since: '2025-06-01T07:00:00.000Z', read: [{ changed: 0, swept: 1 }, { swept: 0 }] });
  await desk.showField('Contact', 'Department');
  await desk.configure('  contact: [Title, Department]\n  account: [Industry]\n  nulls: empty\n');
  await desk.pull();
  expect(desk.user('p0')).toMatchObject({ 'Salesforce Contact Department': 'Sales' });
  // Who was not asked for is not taken for gone, and all are read again when all is asked for.
  const full = await desk.pull('--full');
  expect(full.since).toBe('2025-06-01T07:00:00.000Z');
  expect(full.read[0]?.swept).toBeGreaterThan(40);
  // SOQL knows no dates before 1700.
  expect(await desk.pull('--since 1600-01-01')).toMatchObject({ status: 'done', since: '1900-01-01T00:00:00.000Z' });
}, 60_000);
