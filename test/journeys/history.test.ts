import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { UsageHistory } from '../../src/push/history/read-history.ts';
import type { PushReport } from '../../src/push/push-report.ts';
import { openSmallGround, type SmallGround, type SmallVisit } from '../support/small-ground.ts';

let ground: SmallGround;
let acme = '';
let ann = '';

beforeAll(async () => {
  ground = await openSmallGround();
  acme = ground.make('Account', { Name: 'Acme' });
  ann = ground.make('Contact', { LastName: 'Ann', Email: 'ann@acme.example', AccountId: acme });
  await ground.heap([{ user_id: 1, email: 'ann@acme.example', identity: 'ann' }], visits);
}, 60_000);
afterAll(() => ground.close());

/** One session a day at noon in Los Angeles, and one in the last minute of each of the two days that are not 24 hours long. */
const visits: SmallVisit[] = [
  { user: 1, time: '2026-03-07T20:00:00Z' },
  { user: 1, time: '2026-03-08T19:00:00Z' },
  { user: 1, time: '2026-03-09T06:59:30Z' },
  { user: 1, time: '2026-03-09T19:00:00Z' },
  { user: 1, time: '2026-10-31T19:00:00Z' },
  { user: 1, time: '2026-11-01T20:00:00Z' },
  { user: 1, time: '2026-11-02T07:59:30Z' },
];

const on = { more: 'history: { local: true }' };
// What is in Heap changes more from test to test than it may from night to night.
const push = async (asOf: string) =>
  (await ground.run(`usage push --as-of ${asOf} --accept-shrink --accept-stale --json`)).json<PushReport>().result;
const history = async (more: string) => (await ground.run(`usage history ${more} --json`)).json<UsageHistory>().result;
const sessionsOf = async (more: string) => {
  const { metrics } = await history(more);
  return metrics.flatMap(({ changes }) => changes.map(({ day, value }) => `${day} ${value}`));
};

test('a history that is off or empty is not shown as one', async () => {
  const off = await ground.run(`usage history --account ${acme}`);
  expect(off.code).toBe(10);
  expect(off.stderr).toContain('history: { local: true }');
  await ground.configure(on);
  const empty = await ground.run(`usage history --account ${acme}`);
  expect(empty.code).toBe(0);
  expect(empty.stdout).toMatch(/^No value of account Acme \(001\w+\) was accepted yet/);
});

test('each accepted value has its day, on days of 23 and 25 hours too, and a moment counts for the last whole day', async () => {
  expect((await push('2026-03-07')).counts.accepted).toBe(2);
  // Half past eleven in the evening of the 8th: that day is not over, so the figures are those of the 7th.
  expect((await push('2026-03-09T06:30:00Z')).counts.accepted).toBe(0);
  await push('2026-03-09T07:00:00Z');
  await push('2026-03-09');
  await push('2026-10-31');
  await push('2026-11-02T08:00:00Z');
  await push('2026-11-02T08:30:00Z');
  const days = ['2026-03-07 1', '2026-03-08 3', '2026-03-09 4', '2026-10-31 1', '2026-11-01 3'];
  expect(await sessionsOf('--account Acme')).toEqual(days);
  expect(await sessionsOf(`--contact ${ann.slice(0, 15)}`)).toEqual(days);
  expect(await sessionsOf('--contact ann@acme.example --since 2026-03-10')).toEqual([
    '2026-03-10 4',
    '2026-10-31 1',
    '2026-11-01 3',
  ]);
});

test('of several pushes as of one day the last accepted value holds, and a value is carried on to the day of the last push', async () => {
  await ground.heap(
    [{ user_id: 1, email: 'ann@acme.example', identity: 'ann' }],
    [...visits, { user: 1, time: '2026-11-01T21:00:00Z' }],
  );
  expect((await push('2026-11-01')).counts.accepted).toBe(2);
  expect((await push('2026-11-03')).counts.accepted).toBe(0);
  expect((await sessionsOf('--account Acme')).slice(-1)).toEqual(['2026-11-01 4']);
  expect((await history('--account Acme')).days).toEqual({ from: '2026-03-07', until: '2026-11-03' });
});

test('a person sees a table and a line of bars for each metric, within 80 columns', async () => {
  const { stdout } = await ground.run('usage history --account Acme');
  expect(stdout).toMatch(/^Acme \(001\w+\), 2026-03-07 to 2026-11-03\n/);
  expect(stdout).toMatch(/Sessions +low 1, high 4\n[▁▂▃▄▅▆▇█]{80}\n/);
  expect(stdout).toMatch(/2026-03-09 +4 +\+1\n2026-10-31 +1 +-3\n2026-11-01 +4 +\+3/);
  for (const line of stdout.split('\n')) expect([...line].length).toBeLessThanOrEqual(80);
});

test('a push that broke off after its job counts for its own day once its results are read, and only once', async () => {
  await ground.configure({ ...on, levels: ['contact'] });
  const rows = Array.from({ length: 2_500 }, (_, n) => ({ LastName: `Q${n}`, Email: `q${n}@acme.example` }));
  const [one] = ground.local.control.write({ object: 'Contact', operation: 'insert', rows });
  const users = rows.map(({ Email }, n) => ({ user_id: 1_000 + n, email: Email, identity: Email }));
  const times = [{ user: 1_000, time: '2026-11-01T20:00:00Z' }];
  await ground.heap(users, times);
  const path = '/services/data/*/jobs/ingest/*/failedResults';
  ground.local.control.addFault({ kind: 'answer', path, status: 400, code: 'INVALID_FIELD' });
  expect((await ground.run('usage push --as-of 2026-11-07 --accept-shrink --accept-stale')).code).not.toBe(0);
  const { resumed, counts } = await push('2026-11-08');
  expect(resumed).toHaveLength(1);
  expect(resumed[0]?.accepted).toBeGreaterThanOrEqual(2_500);
  expect(counts.accepted).toBe(1);
  expect(await sessionsOf(`--contact ${one!.id}`)).toEqual(['2026-11-07 1', '2026-11-08 0']);
  await ground.configure(on);
});

test('the values of a record that is gone end with the day on which that was seen', async () => {
  ground.remove('Account', ground.make('Account', { Name: 'Never used' }));
  const other = ground.make('Account', { Name: 'Globex' });
  ground.update('Contact', { Id: ann, AccountId: other });
  await ground.heap([{ user_id: 1, email: 'ann@acme.example', identity: 'ann' }], visits);
  await push('2026-11-09');
  ground.remove('Account', acme);
  await push('2026-11-10');
  expect((await sessionsOf(`--account ${acme}`)).slice(-1)).toEqual(['2026-11-10 null']);
  expect((await history(`--account ${acme}`)).record.name).toBe('Acme');
});

test('a name that nobody or more than one has, and a metric that is none, are named with what is near', async () => {
  ground.make('Account', { Name: 'Twin' });
  const twin = ground.make('Account', { Name: 'Twin' });
  for (const [line, code, says] of [
    ['--account Twin', 11, new RegExp(`More than one account is called "Twin": .*${twin}`)],
    ['--account Glo', 11, /no account "Glo"[\s\S]*Globex \(001/],
    ['--account Globex --metric Sesions', 11, /"Sesions"[\s\S]*"Sessions"/],
    ['--account Globex --since June', 2, /June/],
    ['--since 2026-06-01', 2, /--account ID\|NAME/],
  ] as const) {
    const answer = await ground.run(`usage history ${line}`);
    expect(answer.code, line).toBe(code);
    expect(answer.stderr).toMatch(says);
    expect(answer.stderr).not.toMatch(/\n\s+at /);
  }
});

test('a text that looks like a number is shown as it is', async () => {
  const fav =
    '  - { name: Version, level: contact, event: session, measure: { most frequent: version }, lookback: all }';
  const bob = ground.make('Contact', { LastName: 'Bob', Email: 'bob@acme.example' });
  await ground.configure({ ...on, metrics: [fav] });
  await ground.heap(
    [{ user_id: 3, email: 'bob@acme.example', identity: 'bob' }],
    [{ user: 3, time: '2026-03-07T20:00:00Z', version: 'v' }],
  );
  expect((await ground.run('metrics apply')).code).toBe(0);
  await ground.heap(
    [{ user_id: 3, email: 'bob@acme.example', identity: 'bob' }],
    [
      { user: 3, time: '2026-03-07T20:00:00Z', version: '1.10' },
      { user: 3, time: '2026-03-07T21:00:00Z', version: '1.10' },
      { user: 3, time: '2026-03-07T22:00:00Z', version: 'beta' },
    ],
  );
  await push('2026-11-02');
  const { metrics } = await history(`--contact ${bob} --metric Version`);
  expect(metrics.map(({ changes }) => changes.map(({ value }) => value))).toEqual([['1.10']]);
});

test('what was kept is shown after the history was switched off, with a word on it', async () => {
  await ground.configure();
  const { code, stderr } = await ground.run(`usage history --account ${acme}`);
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('history is off') });
  const [org] = await readdir(join(ground.terminal.state, 'history'));
  const files = await readdir(join(ground.terminal.state, 'history', org!, 'Heap_Account_Usage__c'));
  expect(files.every((name) => /^push-\S+\.parquet$/.test(name))).toBe(true);
});
