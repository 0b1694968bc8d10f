import { expect, test } from 'vitest';
import { type HeldRecord, industry, type LocalGround, localGround, score, title } from './pull-ground.ts';

const TITLE = 'Salesforce Contact Title';
const SCORE = 'Salesforce Contact Score';

const person = (name: string, fields: HeldRecord['fields'] = {}, more: Partial<HeldRecord> = {}): HeldRecord => ({
  id: `003${name.toUpperCase()}`,
  key: `${name}@acme.example`,
  fields,
  ...more,
});
const known = (...names: readonly string[]) => names.map((name) => ({ identity: `${name}@acme.example` }));

/** So many people, the first the one who changed longest ago. */
function people(count: number) {
  const names = Array.from({ length: count }, (_, at) => `u${String(at).padStart(5, '0')}`);
  const stamp = (at: number) => new Date(Date.UTC(2026, 0, 1) + at * 1000).toISOString().slice(0, 19);
  return {
    users: known(...names),
    // Not held in the order in which they changed.
    contacts: names.map((name, at) => person(name, { Title: `t${at}` }, { stamp: stamp(at) })).reverse(),
  };
}

test('a person gets the fields of the contact and the id of the account, and an account its own', async () => {
  await using ground = await localGround();
  await ground.hold({
    users: known('ann', 'bob'),
    contacts: [
      person('ann', { Title: 'CEO "é\n🙂\\', Score__c: '12.50' }, { account: '001A' }),
      person('carl', { Title: 'CTO' }, { account: '001C' }),
    ],
    accounts: [
      { id: '001A', fields: { Industry: 'Banking' } },
      { id: '001C', fields: { Industry: 'Steel' } },
    ],
  });
  const first = await ground.pull();
  expect(first.contact.counts).toEqual({ input: 1, accepted: 1, rejected: 0, unprocessed: 0, unchanged: 0 });
  expect(ground.user('ann@acme.example')).toEqual({ account_id: '001A', [TITLE]: 'CEO "é\n🙂\\', [SCORE]: 12.5 });
  expect(ground.account('001A')).toEqual({ 'Salesforce Account Industry': 'Banking' });
  expect(ground.account('001C')).toBeUndefined();
});

test('only what changed travels, and nothing where nothing did', async () => {
  await using ground = await localGround();
  await ground.hold({
    users: known('ann', 'bob'),
    contacts: [person('ann', { Title: 'CEO', Score__c: '1' }), person('bob', { Title: 'CFO', Score__c: '2' })],
  });
  await ground.pull();
  // Somebody else writes into Heap: what did not change in Salesforce stays as it is there.
  const overwrite = { app_id: 'local', identity: 'ann@acme.example', properties: { [TITLE]: 'written by hand' } };
  await fetch(`${ground.local.url}/api/add_user_properties`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(overwrite),
  });
  await ground.hold({
    users: known('ann', 'bob'),
    contacts: [person('ann', { Title: 'CEO', Score__c: '3' }), person('bob', { Title: 'CFO', Score__c: '2.0' })],
  });
  const { contact } = await ground.pull();
  expect(contact.counts).toEqual({ input: 2, accepted: 1, rejected: 0, unprocessed: 0, unchanged: 1 });
  expect(ground.user('ann@acme.example')).toEqual({ [TITLE]: 'written by hand', [SCORE]: 3 });
  const before = ground.local.requests().tallies;
  expect((await ground.pull()).contact.sentFiles).toEqual([]);
  expect(ground.local.requests().tallies).toEqual(before);
});

test('an emptied field is passed over, told as empty, or as a word', async () => {
  await using ground = await localGround();
  await ground.hold({ users: known('ann'), contacts: [person('ann', { Title: 'CEO', Score__c: '1' })] });
  await ground.pull();
  await ground.hold({ users: known('ann'), contacts: [person('ann', { Score__c: '1' })] });
  expect((await ground.pull()).contact.counts.unchanged).toBe(1);
  expect(ground.user('ann@acme.example')).toEqual({ [TITLE]: 'CEO', [SCORE]: 1 });

  ground.rules({ pull: { nulls: { kind: 'text', text: 'none' } } });
  await ground.pull();
  expect(ground.user('ann@acme.example')).toEqual({ [TITLE]: 'none', [SCORE]: 1 });
  ground.rules({ pull: { nulls: { kind: 'text', text: '' } } });
  await ground.pull();
  expect(ground.user('ann@acme.example')).toMatchObject({ [TITLE]: '', [SCORE]: 1 });

  // Heap was told of an empty text; when the old value comes back, it is a change again.
  ground.rules({ pull: { nulls: { kind: 'skip' } } });
  await ground.hold({ users: known('ann'), contacts: [person('ann', { Title: 'CEO', Score__c: '1' })] });
  await ground.pull();
  expect(ground.user('ann@acme.example')).toMatchObject({ [TITLE]: 'CEO' });
});

test('an over-long value is cut or left out, and counted either way', async () => {
  await using ground = await localGround();
  const long = { Title: 'x'.repeat(100_000), Score__c: '1' };
  await ground.hold({ users: known('ann', 'bob'), contacts: [person('ann', long), person('bob', { Title: 'CFO' })] });
  expect((await ground.pull()).contact).toMatchObject({ counts: { accepted: 2 }, overLong: 1 });
  expect(ground.user('ann@acme.example')).toEqual({ [TITLE]: 'x'.repeat(1023), [SCORE]: 1 });

  await using refusing = await localGround({ pull: { longValues: 'refuse' } });
  await refusing.hold({ users: known('ann'), contacts: [person('ann', long)] });
  expect((await refusing.pull()).contact).toMatchObject({ counts: { accepted: 1 }, overLong: 1 });
  expect(refusing.user('ann@acme.example')).toEqual({ [SCORE]: 1 });
});

test('a property that comes later is told of all; one that goes is kept in mind for when it comes again', async () => {
  await using ground = await localGround({ properties: [title] });
  const held = { users: known('ann'), contacts: [person('ann', { Title: 'CEO', Score__c: '1' })] };
  await ground.hold(held);
  await ground.pull();
  ground.rules({ properties: [score, title] });
  await ground.hold(held);
  expect((await ground.pull()).contact.counts.accepted).toBe(1);
  ground.rules({ properties: [score] });
  await ground.hold({ users: known('ann'), contacts: [person('ann', { Score__c: '2' })] });
  expect((await ground.pull()).contact.counts.accepted).toBe(1);
  expect(ground.user('ann@acme.example')).toEqual({ [TITLE]: 'CEO', [SCORE]: 2 });
  ground.rules({ properties: [title, score] });
  await ground.hold({ users: known('ann'), contacts: [person('ann', { Title: 'CEO', Score__c: '2' })] });
  expect((await ground.pull()).contact.counts).toMatchObject({ accepted: 0, unchanged: 1 });
});

test('properties may be called as columns of our own are', async () => {
  const named = ['identity', 'Record_Id', 'key', 'stamp', 'n', 'p0', 'told', 'email'].map((name) => ({
    ...title,
    name,
  }));
  const account = ['account_id', 'record_id'].map((name) => ({ ...industry, name }));
  await using ground = await localGround({ properties: [...named, ...account] });
  await ground.hold({
    users: known('ann'),
    contacts: [person('ann', { Title: 'CEO' }, { account: '001A' })],
    accounts: [{ id: '001A', fields: { Industry: 'Steel' } }],
  });
  await ground.pull();
  expect(ground.user('ann@acme.example')).toMatchObject({ identity: 'CEO', Record_Id: 'CEO', n: 'CEO', p0: 'CEO' });
  expect(ground.account('001A')).toEqual({ account_id: 'Steel', record_id: 'Steel' });
  const again = await ground.pull();
  expect([again.account.counts.unchanged, again.contact.counts.unchanged]).toEqual([1, 1]);
});

test('whom Heap refuses is listed with its words, and is told again once the reason is gone', async () => {
  await using ground = await localGround();
  const held = people(2500);
  await ground.hold(held);
  const fault = ground.local.control.addFault({
    kind: 'answer',
    status: 400,
    message: 'users[0].identity is not liked',
    identity: 'u01234@acme.example',
    times: 0,
  });
  const { contact } = await ground.pull();
  expect(contact.counts).toEqual({ input: 2500, accepted: 2499, rejected: 1, unprocessed: 0, unchanged: 0 });
  expect(contact.rejected?.byCode).toEqual([{ code: '400', rows: 1 }]);
  expect(contact.firstUndelivered).toBeUndefined();
  expect(await ground.warehouse.rows(`SELECT * FROM read_parquet('${contact.rejected?.file}')`)).toEqual([
    { record_id: '003U01234', key: 'u01234@acme.example', code: '400', message: expect.stringContaining('not liked') },
  ]);
  expect(ground.user('u01234@acme.example')).toBeUndefined();

  ground.local.control.removeFault(fault);
  expect((await ground.pull()).contact.counts).toMatchObject({ accepted: 1, unchanged: 2499 });
  expect(ground.user('u01234@acme.example')).toEqual({ [TITLE]: 't1234' });
});

test('when Heap goes down nothing is lost: what changed longest ago was told first, and the next time the rest', async () => {
  await using ground = await localGround();
  await ground.hold(people(9000));
  ground.local.control.addFault({ kind: 'answer', status: 503, path: '/api/add_user*', nth: 4, times: 0 });
  const { contact } = await ground.pull();
  expect(contact.counts).toEqual({ input: 9000, accepted: 3000, rejected: 0, unprocessed: 6000, unchanged: 0 });
  expect(contact.stopped).toMatchObject({ trouble: 'unreachable', code: 'HTTP_503' });
  // After the first, four requests are on their way at a time, and any of these may come in before another: two of
  // requests 1 to 4, or one of them and the fifth, which goes out as soon as that one is answered.
  const told = Array.from({ length: 9 }, (_, at) => ground.user(`u0${at}000@acme.example`) !== undefined);
  const first = told.indexOf(false);
  expect(told.slice(6)).toEqual([false, false, false]);
  expect(first).toBeGreaterThan(0);
  expect(contact.firstUndelivered).toEqual({
    stamp: new Date(Date.UTC(2026, 0, 1) + first * 1_000_000),
    id: `003U0${first}000`,
  });

  ground.local.control.clearFaults();
  const next = (await ground.pull()).contact;
  expect(next.counts).toEqual({ input: 9000, accepted: 6000, rejected: 0, unprocessed: 0, unchanged: 3000 });
  expect(ground.user('u08999@acme.example')).toEqual({ [TITLE]: 't8999' });
});

test('a Heap that is down from the start, and cut connections, leave all to the next time', async () => {
  await using ground = await localGround();
  await ground.hold(people(50));
  ground.local.control.addFault({ kind: 'cut', times: 0 });
  const { contact } = await ground.pull();
  expect(contact).toMatchObject({
    counts: { input: 50, accepted: 0, unprocessed: 50 },
    stopped: { trouble: 'unreachable' },
    firstUndelivered: { id: '003U00000' },
    sentFiles: [],
  });
});

test('an answer that got lost is no loss: the same values are told twice', async () => {
  await using ground = await localGround();
  await ground.hold(people(50));
  ground.local.control.addFault({ kind: 'cut', when: 'after', path: '/api/add_user*' });
  expect((await ground.pull()).contact.counts).toMatchObject({ accepted: 50, unprocessed: 0 });
});

test('only the records that are asked for are told, whoever a merged one became among them', async () => {
  await using ground = await localGround();
  await ground.hold({
    users: known('ann', 'bob', 'old'),
    contacts: [
      person('ann', { Title: 'CEO' }),
      person('bob', { Title: 'CFO' }),
      person('old', { Title: 'past' }, { into: '003BOB' }),
    ],
  });
  await ground.match();
  const some = await ground.deliver('contact', `SELECT '003OLD' AS record_id`);
  expect(some.counts).toMatchObject({ input: 1, accepted: 1 });
  expect(ground.user('old@acme.example')).toEqual({ [TITLE]: 'CFO' });
  expect(ground.user('bob@acme.example')).toBeUndefined();
  const rest = await ground.deliver('contact', `SELECT unnest(['003ANN', '003BOB', '003OLD']) AS record_id`);
  expect(rest.counts).toMatchObject({ input: 3, accepted: 2, unchanged: 1 });
});

/** So many contacts, with the first Id for the one who changed longest ago, or last. */
async function holdMany({ warehouse }: LocalGround, count: number, oldest: 'first' | 'last'): Promise<void> {
  const since = oldest === 'first' ? '+ to_seconds(i)' : '- to_seconds(i)';
  await warehouse.run(`CREATE OR REPLACE TABLE held_contact AS SELECT '003' || lpad(CAST(i AS VARCHAR), 15, '0') AS record_id,
    TIMESTAMP '2026-01-10' ${since} AS stamp, false AS deleted, NULL::VARCHAR AS master_id, NULL::VARCHAR AS account_id,
    'u' || i || '@acme.example' AS join_value, 't' || i AS "Title" FROM range(${count}) t(i) ORDER BY hash(i)`);
}

const allPeople = {
  properties: [title],
  pull: { createUsers: true },
  join: { contact: { heap: 'identity', salesforce: 'Email' } },
};

test('tens of thousands go in windows, each person once, those who changed longest ago first', async () => {
  await using ground = await localGround(allPeople);
  await ground.hold({});
  await holdMany(ground, 25_000, 'first');
  ground.local.control.addFault({ kind: 'answer', status: 503, nth: 23, times: 0 });
  await ground.match();
  const first = await ground.deliver('contact');
  expect(first.counts.accepted).toBeGreaterThan(20_000);
  expect(first.counts.accepted + first.counts.unprocessed).toBe(25_000);
  const { stamp, id } = first.firstUndelivered!;
  expect(Number(id.slice(3))).toBe((stamp.getTime() - Date.UTC(2026, 0, 10)) / 1000);
  // Some requests were under way side by side.
  expect(Number(id.slice(3))).toBeLessThanOrEqual(first.counts.accepted);
  expect(Number(id.slice(3))).toBeGreaterThan(first.counts.accepted - 4000);

  ground.local.control.clearFaults();
  const next = await ground.deliver('contact');
  expect(next.counts).toMatchObject({ accepted: first.counts.unprocessed, unchanged: first.counts.accepted });
  expect(ground.local.apps()[0]?.users).toBe(25_000);
  expect(ground.user('u24999@acme.example')).toEqual({ [TITLE]: 't24999' });
});

test('hundreds of thousands go in the order of their ids, and the first that was left is the one changed first', async () => {
  await using ground = await localGround(allPeople);
  await ground.hold({});
  await holdMany(ground, 201_000, 'last');
  ground.local.control.addFault({ kind: 'answer', status: 400, identity: 'u7@acme.example', times: 0 });
  ground.local.control.addFault({ kind: 'answer', status: 503, nth: 171, times: 0 });
  const { people, newUsers } = await ground.match();
  expect([people, newUsers]).toEqual([201_000, 201_000]);
  const { counts, firstUndelivered, rejected } = await ground.deliver('contact');
  expect(counts.accepted).toBeGreaterThan(140_000);
  expect(counts.accepted + counts.unprocessed).toBe(200_999);
  expect(rejected?.first).toMatchObject([{ key: 'u7@acme.example', recordId: '003000000000000007', code: '400' }]);
  expect(firstUndelivered?.id).toBe('003000000000200999');

  ground.local.control.clearFaults();
  const next = await ground.deliver('contact');
  expect(next.counts).toMatchObject({ accepted: counts.unprocessed + 1, unchanged: counts.accepted });
  expect(next.firstUndelivered).toBeUndefined();
  expect(ground.local.apps()[0]?.users).toBe(201_000);
}, 120_000);
