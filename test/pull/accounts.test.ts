import { expect, test } from 'vitest';
import { type HeldRecord, localGround } from './pull-ground.ts';

const ann = { identity: 'ann@acme.example' };
const contact = (account: string | null, more: Partial<HeldRecord> = {}): HeldRecord => ({
  id: '003A',
  key: 'ann@acme.example',
  account,
  ...more,
});
const account = (id: string, stamp: string, more: Partial<HeldRecord> = {}): HeldRecord => ({
  id,
  stamp,
  fields: { Industry: id },
  ...more,
});
const INDUSTRY = 'Salesforce Account Industry';
const DELETED = 'Salesforce Account Deleted';

test('a person of several accounts has the one that was updated last', async () => {
  await using ground = await localGround();
  await ground.hold({
    users: [ann],
    contacts: [contact('001A')],
    relations: [
      ['003A', '001A'],
      ['003A', '001B'],
      ['003A', '001C'],
    ],
    accounts: [account('001A', '2026-01-01'), account('001B', '2026-03-01'), account('001C', '2026-02-01')],
  });
  expect((await ground.pull()).matched).toMatchObject({ ofSeveralAccounts: 1, accounts: 1 });
  expect(ground.user('ann@acme.example')).toEqual({ account_id: '001B' });
  expect(ground.account('001B')).toEqual({ [INDUSTRY]: '001B' });
  expect(ground.local.accounts('local').items.length).toBe(1);
});

test('of accounts updated at the same moment the contact’s own counts, then the greater Id', async () => {
  await using ground = await localGround();
  const accounts = ['001A', '001B', '001C'].map((id) => account(id, '2026-01-01'));
  const relations = [
    ['003A', '001B'],
    ['003A', '001C'],
  ] as const;
  await ground.hold({ users: [ann], contacts: [contact('001A')], relations, accounts });
  await ground.pull();
  expect(ground.user('ann@acme.example')).toEqual({ account_id: '001A' });
  await ground.hold({ users: [ann], contacts: [contact(null)], relations, accounts });
  await ground.pull();
  expect(ground.user('ann@acme.example')).toEqual({ account_id: '001C' });
});

test('an account that is not held is older than any that is, and the only one where there is no other', async () => {
  await using ground = await localGround();
  await ground.hold({
    users: [ann],
    contacts: [contact('001X')],
    relations: [['003A', '001A']],
    accounts: [account('001A', '2020-01-01')],
  });
  await ground.pull();
  expect(ground.user('ann@acme.example')).toEqual({ account_id: '001A' });
  await ground.hold({ users: [ann], contacts: [contact('001X')] });
  await ground.pull();
  expect(ground.user('ann@acme.example')).toEqual({ account_id: '001X' });
});

test('a merged account stands for the one that it was merged into', async () => {
  await using ground = await localGround();
  await ground.hold({
    users: [ann],
    contacts: [contact('001A')],
    accounts: [account('001A', '2026-01-01', { into: '001B' }), account('001B', '2026-01-01')],
  });
  await ground.pull();
  expect(ground.user('ann@acme.example')).toEqual({ account_id: '001B' });
  expect(ground.account('001A')).toBeUndefined();
});

test('an account that Heap was told of is marked when it is deleted, and again when it is brought back', async () => {
  await using ground = await localGround({ pull: { deleted: 'mark' } });
  const users = [ann];
  const moved = contact('001B');
  await ground.hold({
    users,
    contacts: [contact('001A')],
    accounts: [account('001A', '2026-01-01'), account('001B', '2026-01-01'), account('001C', '2026-01-01')],
  });
  await ground.pull();
  const others = [account('001B', '2026-01-01'), account('001C', '2026-01-01', { deleted: true })];
  await ground.hold({
    users,
    contacts: [moved],
    accounts: [account('001A', '2026-02-01', { into: '001B' }), ...others],
  });
  await ground.pull();
  expect(ground.account('001A')).toEqual({ [INDUSTRY]: '001A', [DELETED]: 'true' });
  expect(ground.account('001C')).toBeUndefined();

  await ground.hold({ users, contacts: [moved], accounts: [account('001A', '2026-03-01'), ...others] });
  await ground.pull();
  expect(ground.account('001A')).toEqual({ [INDUSTRY]: '001A', [DELETED]: 'false' });
});

test('the property of the account is called as the settings say', async () => {
  await using ground = await localGround({ pull: { accountProperty: 'sfdc_account' } });
  await ground.hold({ users: [ann], contacts: [contact('001A')] });
  await ground.pull();
  expect(ground.user('ann@acme.example')).toEqual({ sfdc_account: '001A' });
});

test('a person who has no account keeps the last one, unless emptied fields are told as empty', async () => {
  await using ground = await localGround();
  await ground.hold({ users: [ann], contacts: [contact('001A')] });
  await ground.pull();
  await ground.hold({ users: [ann], contacts: [contact(null)] });
  for (const nulls of [{ kind: 'skip' }, { kind: 'text', text: 'none' }] as const) {
    ground.rules({ pull: { nulls }, properties: [] });
    await ground.pull();
    expect(ground.user('ann@acme.example')).toEqual({ account_id: '001A' });
  }
  ground.rules({ pull: { nulls: { kind: 'text', text: '' } } });
  await ground.pull();
  expect(ground.user('ann@acme.example')).toEqual({ account_id: '' });
});
