import { expect, test } from 'vitest';
import { type HeldRecord, localGround } from './pull-ground.ts';

const titled = (id: string, key: string | null, title: string, more: Partial<HeldRecord> = {}): HeldRecord => ({
  id,
  key,
  fields: { Title: title },
  ...more,
});
const TITLE = 'Salesforce Contact Title';
const DELETED = 'Salesforce Contact Deleted';

test('only people whom Heap knows are told, without regard to the case of an address', async () => {
  await using ground = await localGround();
  await ground.hold({
    users: [{ identity: 'u1', email: ' ANN@acme.example' }],
    contacts: [titled('003A', 'ann@acme.example', 'CEO'), titled('003B', 'bob@acme.example', 'CFO')],
  });
  expect((await ground.pull()).matched).toMatchObject({ people: 1, newUsers: 0 });
  expect(ground.user('u1')).toEqual({ [TITLE]: 'CEO' });
  expect(ground.local.users('local').items.length).toBe(1);
});

test('with createUsers the others become users whose identity is the key', async () => {
  await using ground = await localGround({
    pull: { createUsers: true },
    join: { contact: { heap: 'identity', salesforce: 'Email' } },
  });
  await ground.hold({
    users: [{ identity: 'Ann@Acme.example' }],
    contacts: [
      titled('003A', 'ann@acme.example', 'CEO'),
      titled('003B', 'Bob@Acme.example', 'CFO'),
      titled('003C', null, 'CTO'),
      titled('003D', 'dan@acme.example', 'COO', { deleted: true }),
    ],
    accounts: [{ id: '001A', fields: { Industry: 'Steel' } }],
  });
  expect((await ground.pull()).matched).toMatchObject({ people: 2, newUsers: 1, accounts: 1 });
  expect(ground.user('Ann@Acme.example')).toEqual({ [TITLE]: 'CEO' });
  expect(ground.user('bob@acme.example')).toEqual({ [TITLE]: 'CFO' });
  expect(ground.local.users('local').items.length).toBe(2);
  expect(ground.account('001A')).toEqual({ 'Salesforce Account Industry': 'Steel' });
});

test('all users with one key are told, and those without an identity are counted', async () => {
  await using ground = await localGround();
  await ground.hold({
    users: [
      { identity: 'work', email: 'ann@acme.example' },
      { identity: 'home', email: 'ann@acme.example' },
      { identity: null, email: 'ann@acme.example' },
      { identity: '', email: 'ann@acme.example' },
      { identity: null, email: 'nobody@acme.example' },
    ],
    contacts: [titled('003A', 'ann@acme.example', 'CEO')],
  });
  expect((await ground.pull()).matched).toMatchObject({ people: 2, withoutIdentity: 2 });
  expect([ground.user('work'), ground.user('home')]).toEqual([{ [TITLE]: 'CEO' }, { [TITLE]: 'CEO' }]);
});

test('an identity that two rows of users have is told once, by the row that was modified last', async () => {
  await using ground = await localGround();
  await ground.hold({
    users: [
      { identity: 'ann', email: 'old@acme.example', last_modified: '2026-01-01' },
      { identity: 'ann', email: 'new@acme.example', last_modified: '2026-02-01' },
    ],
    contacts: [titled('003A', 'old@acme.example', 'CEO'), titled('003B', 'new@acme.example', 'CFO')],
  });
  expect((await ground.pull()).matched.people).toBe(1);
  expect(ground.user('ann')).toEqual({ [TITLE]: 'CFO' });
});

test('of contacts that share a key the most recently updated one counts, then the one with the greater Id', async () => {
  await using ground = await localGround();
  const shared = {
    users: [{ identity: 'ann@acme.example' }],
    contacts: [
      titled('003A', 'ann@acme.example', 'old', { stamp: '2026-03-01' }),
      titled('003C', 'ann@acme.example', 'new', { stamp: '2026-04-01' }),
      titled('003B', 'ANN@acme.example', 'smaller', { stamp: '2026-04-01' }),
      titled('003D', 'ann@acme.example', 'gone', { stamp: '2026-05-01', deleted: true }),
    ],
  };
  await ground.hold(shared);
  await ground.pull();
  expect(ground.user('ann@acme.example')).toEqual({ [TITLE]: 'new' });
});

test('where duplicates are refused nobody is told of any of them', async () => {
  await using ground = await localGround({ join: { duplicates: 'refuse' } });
  await ground.hold({
    users: [{ identity: 'ann@acme.example' }, { identity: 'bob@acme.example' }],
    contacts: [
      titled('003A', 'ann@acme.example', 'one'),
      titled('003B', 'ann@acme.example', 'two'),
      titled('003C', 'bob@acme.example', 'CFO'),
    ],
  });
  expect((await ground.pull()).matched).toMatchObject({ people: 1, undecided: 1 });
  expect(ground.local.users('local').items.map(({ identity }) => identity)).toEqual(['bob@acme.example']);
});

test('a merged contact’s person follows the one that it was merged into, over several merges', async () => {
  await using ground = await localGround({ join: { duplicates: 'refuse' }, pull: { deleted: 'mark' } });
  await ground.hold({
    users: [{ identity: 'old@acme.example' }, { identity: 'oldest@acme.example' }, { identity: 'new@acme.example' }],
    contacts: [
      titled('003A', 'oldest@acme.example', 'one', { into: '003B' }),
      titled('003B', 'old@acme.example', 'two', { into: '003C' }),
      titled('003C', 'new@acme.example', 'three', { account: '001A' }),
    ],
  });
  expect((await ground.pull()).matched).toMatchObject({ people: 3, throughMerge: 2, deleted: 0, undecided: 0 });
  for (const identity of ['oldest@acme.example', 'old@acme.example', 'new@acme.example']) {
    expect(ground.user(identity)).toEqual({ [TITLE]: 'three', account_id: '001A' });
  }
});

test('a deleted contact is marked where the settings say so, and lives again when it is brought back', async () => {
  await using ground = await localGround();
  const users = [{ identity: 'ann@acme.example' }];
  const contact = titled('003A', 'ann@acme.example', 'CEO');
  await ground.hold({ users, contacts: [contact] });
  await ground.pull();
  const gone = { users, contacts: [titled('003A', 'ann@acme.example', 'changed', { deleted: true })] };
  await ground.hold(gone);
  await ground.pull();
  expect(ground.user('ann@acme.example')).toEqual({ [TITLE]: 'CEO' });

  ground.rules({ pull: { deleted: 'mark' } });
  expect((await ground.pull()).matched).toMatchObject({ people: 1, deleted: 1 });
  expect(ground.user('ann@acme.example')).toEqual({ [TITLE]: 'CEO', [DELETED]: 'true' });

  await ground.hold({ users, contacts: [contact] });
  await ground.pull();
  expect(ground.user('ann@acme.example')).toEqual({ [TITLE]: 'CEO', [DELETED]: 'false' });
  expect((await ground.pull()).contact.counts).toMatchObject({ input: 1, unchanged: 1 });
});

test('nobody is told that a contact lives who has not heard that it did not', async () => {
  await using ground = await localGround({ pull: { deleted: 'mark' } });
  await ground.hold({
    users: [{ identity: 'ann@acme.example' }],
    contacts: [titled('003A', 'ann@acme.example', 'CEO')],
  });
  await ground.pull();
  expect(ground.user('ann@acme.example')).toEqual({ [TITLE]: 'CEO' });
});

test('a join property that the users do not have is named', async () => {
  await using ground = await localGround({ join: { contact: { heap: 'emial', salesforce: 'Email' } } });
  await ground.hold({});
  await expect(ground.match()).rejects.toThrow('The join key names the Heap user property "emial"');
});
