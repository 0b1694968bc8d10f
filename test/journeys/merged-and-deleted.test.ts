import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunDetail } from '../../src/ledger/types/run.ts';
import type { PushReport } from '../../src/push/push-report.ts';
import { queryAll } from '../../src/salesforce/query.ts';
import { killAtFirstJob } from '../support/killed-push.ts';
import type { PlainRow } from '../support/plain-export.ts';
import { type PlainContact, type PlainRecord, plainPeople } from '../support/plain-people.ts';
import { openSmallGround, type SmallGround } from '../support/small-ground.ts';

let ground: SmallGround;
beforeAll(async () => {
  ground = await openSmallGround();
}, 60_000);
afterAll(() => ground.close());

const asOf = '--as-of 2026-06-30';
const accounts: string[] = [];
const contacts: string[] = [];
const users: PlainRow[] = [];

// What is in Heap and in the org changes more from test to test than it may from night to night.
const push = async (more = '') =>
  (await ground.run(`usage push ${asOf} --accept-shrink ${more}--json`)).json<PushReport>().result;
const orphansOf = ({ orphans }: PushReport, level: string) => orphans.find((one) => one.level === level);

/** Twenty accounts with a contact each; contact `n` has `n + 1` sessions. */
beforeAll(async () => {
  const visits = [];
  for (let n = 0; n < 20; n++) {
    accounts.push(ground.make('Account', { Name: `Account ${n}` }));
    contacts.push(ground.make('Contact', { LastName: `P${n}`, Email: `P${n}@acme.example`, AccountId: accounts[n] }));
    users.push({ user_id: n + 1, email: `p${n}@ACME.example`, identity: `p${n}` });
    for (let at = 0; at <= n; at++) visits.push({ user: n + 1, time: `2026-06-29T12:${10 + at}:00Z` });
  }
  await ground.heap(users, visits);
  expect(await push()).toMatchObject({ status: 'done', counts: { accepted: 40 } });
}, 60_000);

/**
 * Sessions by record as the org shows them, and as a second computation finds them. A record that nobody uses any more
 * shows 0, which the second computation does not know of.
 */
async function figures(level: 'account' | 'contact') {
  const all = async <R>(soql: string) => queryAll<R>(ground.admin, soql, { deletedToo: true });
  const fate = 'Id, SystemModstamp, IsDeleted, MasterRecordId';
  const people = plainPeople(
    new Map(users.map((user) => [Number(user['user_id']), user])),
    await all<PlainContact>(`SELECT ${fate}, Email, AccountId FROM Contact`),
    { accounts: await all<PlainRecord>(`SELECT ${fate} FROM Account`) },
  );
  const found = new Map<string, number>();
  for (const [user, person] of people) {
    const record = person[level];
    if (record !== undefined) found.set(record, (found.get(record) ?? 0) + user);
  }
  const rows = [...(await ground.usage(level)).values()].filter(({ sessions }) => sessions !== 0);
  return { shown: new Map(rows.map(({ record, sessions }) => [record, sessions])), found };
}

test('usage of a merged account follows its survivor, and the loser is left with no row', async () => {
  await ground.merge('Account', accounts[1]!, accounts[0]!);
  const before = await ground.usage('account');
  expect(before.get(accounts[0]!)).toMatchObject({ lookup: accounts[1], sessions: 1 });

  const dry = await push('--dry-run ');
  expect(orphansOf(dry, 'account')).toMatchObject({ found: 1, fate: 'would-be-removed', requests: 1, removed: 0 });
  expect(await ground.usage('account')).toEqual(before);

  const { code, stdout } = await ground.run(`usage push ${asOf}`);
  expect(code).toBe(0);
  expect(stdout).toContain(`account ${accounts[0]} was merged into ${accounts[1]}`);
  const { shown, found } = await figures('account');
  expect(shown).toEqual(found);
  expect(shown.get(accounts[1]!)).toBe(1 + 2);
  const { result } = (await ground.run('runs show latest --json')).json<RunDetail>();
  expect(result.counts).toMatchObject({ removed: 1, accepted: 1 });
  expect(orphansOf(await push(), 'account')).toMatchObject({ found: 0, fate: 'none' });
});

test('usage of a merged contact follows its survivor, though the key is the address of the one that is gone', async () => {
  await ground.merge('Contact', contacts[3]!, contacts[2]!);
  const report = await push();
  expect(report).toMatchObject({ status: 'done', matching: { throughMerge: 1, shared: { contacts: 1, users: 2 } } });
  const { shown, found } = await figures('contact');
  expect(shown).toEqual(found);
  expect(shown.get(contacts[3]!)).toBe(3 + 4);
  expect(shown.has(contacts[2]!)).toBe(false);
});

test('a deleted record loses its row, and gets it again when it comes back', async () => {
  ground.remove('Contact', contacts[4]!);
  expect((await ground.usage('contact')).get(contacts[4]!)?.lookup).toBeNull();
  expect(orphansOf(await push(), 'contact')).toMatchObject({ found: 1, fate: 'removed', removed: 1 });
  const gone = await figures('contact');
  expect(gone.shown).toEqual(gone.found);
  expect(gone.shown.has(contacts[4]!)).toBe(false);

  ground.undelete('Contact', contacts[4]!);
  expect(await push()).toMatchObject({ status: 'done', counts: { accepted: 2 } });
  expect((await ground.usage('contact')).get(contacts[4]!)).toMatchObject({ lookup: contacts[4], sessions: 5 });
});

test('a row of a living record whose lookup was emptied is sent again', async () => {
  const row = (await ground.usage('account')).get(accounts[6]!);
  ground.update('Heap_Account_Usage__c', { Id: row?.Id ?? '', Account__c: null });
  const report = await push();
  expect(report).toMatchObject({ status: 'done', toSend: 1 });
  expect(orphansOf(report, 'account')).toMatchObject({ found: 0, unlinked: 1 });
  expect((await ground.usage('account')).get(accounts[6]!)?.lookup).toBe(accounts[6]);
});

test('and it is sent once more where its request was lost on the way, though its figures are there', async () => {
  const row = (await ground.usage('account')).get(accounts[6]!);
  ground.update('Heap_Account_Usage__c', { Id: row?.Id ?? '', Account__c: null });
  const path = '/services/data/*/composite/sobjects/*';
  const id = ground.local.control.addFault({ kind: 'cut', when: 'before', method: 'PATCH', path });
  expect(await push()).toMatchObject({ status: 'done', counts: { accepted: 1 } });
  expect(ground.local.control.faults().find((fault) => fault.id === id)).toMatchObject({ met: 1 });
  ground.local.control.clearFaults();
  expect((await ground.usage('account')).get(accounts[6]!)?.lookup).toBe(accounts[6]);
});

test('rows that are to be kept stay, are counted each night, and are of no use once the record is back', async () => {
  await ground.configure({ more: 'orphans: keep' });
  ground.remove('Account', accounts[7]!);
  for (const _ of ['one night', 'the next']) {
    expect(orphansOf(await push(), 'account')).toMatchObject({ found: 1, fate: 'kept', removed: 0 });
    expect((await ground.usage('account')).get(accounts[7]!)).toMatchObject({ lookup: null, sessions: 8 });
  }
  ground.undelete('Account', accounts[7]!);
  expect(orphansOf(await push(), 'account')).toMatchObject({ found: 0 });
  expect((await ground.usage('account')).get(accounts[7]!)?.lookup).toBe(accounts[7]);
  await ground.configure();
});

test('a removal that the org refuses is counted, leaves the run in part, and is made up for the next time', async () => {
  ground.remove('Contact', contacts[8]!);
  const row = (await ground.usage('contact')).get(contacts[8]!);
  const fault = ground.local.control.addFault({ kind: 'lock-rows', ids: [row!.Id] });
  const refused = await push();
  expect(refused.status).toBe('partly');
  expect(orphansOf(refused, 'contact')).toMatchObject({ found: 1, removed: 0, rejected: [{ rows: 1 }] });
  expect(orphansOf(refused, 'contact')?.rejected[0]?.code).toBe('UNABLE_TO_LOCK_ROW');
  ground.local.control.removeFault(fault);
  expect(orphansOf(await push(), 'contact')).toMatchObject({ found: 1, removed: 1, rejected: [] });
});

test('more than a tenth of all rows is not removed without being told so', async () => {
  const gone = accounts.slice(9, 20);
  for (const id of gone) ground.remove('Account', id);
  const { code, stdout } = await ground.run(`usage push ${asOf} --accept-shrink`);
  expect(code).toBe(68);
  expect(stdout).toMatch(/11 of 19 rows of Heap_Account_Usage__c .* none was removed/);
  expect(stdout).toContain('heap-sf usage push --remove-orphans');
  expect((await ground.usage('account')).size).toBe(19);

  const told = await push('--remove-orphans ');
  expect(orphansOf(told, 'account')).toMatchObject({ fate: 'removed', removed: 11, rows: 19 });
  for (const level of ['account', 'contact'] as const) {
    const { shown, found } = await figures(level);
    expect(shown).toEqual(found);
  }
});

test('thousands are found by one query and removed by one job, each refused row with its reason', async () => {
  const rows = Array.from({ length: 2_100 }, (_, n) => ({ LastName: `Q${n}`, Email: `q${n}@acme.example` }));
  const made = ground.local.control.write({ object: 'Contact', operation: 'insert', rows });
  const others = rows.map(({ Email }, n) => ({ user_id: 1_000 + n, email: Email, identity: Email }));
  await ground.heap([...users, ...others], []);
  expect((await push()).status).toBe('done');

  ground.local.control.write({
    object: 'Contact',
    operation: 'delete',
    rows: made.map(({ id }) => ({ Id: id })),
  });
  const locked = (await ground.usage('contact')).get(made[7]!.id!);
  const fault = ground.local.control.addFault({ kind: 'lock-rows', ids: [locked!.Id] });
  const dry = orphansOf(await push('--dry-run --remove-orphans '), 'contact');
  expect(dry).toMatchObject({ found: 2_100, fate: 'would-be-removed' });
  const report = await push('--remove-orphans ');
  expect(orphansOf(report, 'contact')).toMatchObject({ found: 2_100, removed: 2_099 });
  expect(orphansOf(report, 'contact')?.rejected).toMatchObject([{ code: 'UNABLE_TO_LOCK_ROW', rows: 1 }]);
  const { jobs } = (await ground.run('runs show latest --json')).json<RunDetail>().result;
  expect(jobs).toMatchObject([{ way: 'bulk', operation: 'delete', rows: 2_100, stage: 'settled' }]);
  expect((await ground.run('runs show latest')).stdout).toMatch(/ delete \W*2,100 \W*settled/);
  ground.local.control.removeFault(fault);
  expect(orphansOf(await push(), 'contact')).toMatchObject({ found: 1, removed: 1 });
});

test('a push that is killed in the middle of a removal is brought to its end by the next one', async () => {
  const rows = Array.from({ length: 1_500 }, (_, n) => ({ LastName: `K${n}`, Email: `k${n}@acme.example` }));
  const made = ground.local.control.write({ object: 'Contact', operation: 'insert', rows });
  await ground.heap([...users, ...rows.map(({ Email }, n) => ({ user_id: 5_000 + n, email: Email }))], []);
  await push();
  ground.local.control.write({ object: 'Contact', operation: 'delete', rows: made.map(({ id }) => ({ Id: id })) });

  const config = `--config ${ground.folder}/heap.config.yaml`;
  const line = `usage push ${asOf} --accept-shrink --remove-orphans ${config}`;
  await killAtFirstJob({ state: ground.terminal.state, line, operation: 'delete' });
  const [killed] = (await ground.run('runs list --limit 1 --json')).json<RunDetail[]>().result;
  const { jobs } = (await ground.run(`runs show ${killed?.id} --json`)).json<RunDetail>().result;
  expect(jobs).toMatchObject([{ operation: 'delete', rows: 1_500 }]);

  expect((await push('--remove-orphans ')).status).toBe('done');
  const held = await ground.usage('contact');
  expect(made.filter(({ id }) => held.has(id!))).toEqual([]);
  const after = (await ground.run(`runs show ${killed?.id} --json`)).json<RunDetail>().result.jobs;
  expect(after.map(({ stage }) => stage)).toEqual([expect.stringMatching(/^(settled|dropped)$/)]);
  expect(await push()).toMatchObject({ toSend: 0, resumed: [] });
});

test('a merge is remembered when the recycle bin tells of it no more', async () => {
  await ground.heap(users, [{ user: 3, time: '2026-06-29T12:00:00Z' }]);
  const before = await push();
  ground.local.control.moveClock({ by: 20 * 24 * 3_600_000 });
  const bin = await queryAll(ground.admin, 'SELECT Id FROM Contact WHERE IsDeleted = true', { deletedToo: true });
  expect(bin).toEqual([]);
  const after = await push();
  expect(before.matching.throughMerge).toBe(1);
  expect(after.matching).toMatchObject({ throughMerge: 1, unmatched: before.matching.unmatched });
  expect(after).toMatchObject({ status: 'done', toSend: 0 });
});
