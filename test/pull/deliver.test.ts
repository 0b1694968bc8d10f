import { expect, test } from 'vitest';
import { scriptedHeap } from '../heap/scripted-heap.ts';
import { pullGround } from './pull-ground.ts';

test('a person gets the fields of the contact and the id of the account, and an account its own', async () => {
  await using server = await scriptedHeap(() => ({ status: 200 }));
  await using ground = await pullGround(server.heap);
  await ground.hold({
    users: [
      { identity: 'ann', email: 'ann@acme.example' },
      { identity: 'bob', email: 'bob@acme.example' },
    ],
    contacts: [
      { id: '003A', key: 'Ann@acme.example', account: '001A', fields: { Title: 'CEO "x"', Score__c: '12.50' } },
      { id: '003C', key: 'carl@acme.example', account: '001C' },
    ],
    accounts: [
      { id: '001A', fields: { Industry: 'Banking' } },
      { id: '001C', fields: { Industry: 'Steel' } },
    ],
  });
  const first = await ground.pull();
  expect(first.contact.counts).toEqual({ input: 1, accepted: 1, rejected: 0, unprocessed: 0, unchanged: 0 });
  expect(server.posted.map(({ path, entries }) => [path, Object.fromEntries(entries)])).toEqual([
    ['/api/add_account_properties', { '001A': { 'Salesforce Account Industry': 'Banking' } }],
    [
      '/api/add_user_properties',
      { ann: { account_id: '001A', 'Salesforce Contact Title': 'CEO "x"', 'Salesforce Contact Score': 12.5 } },
    ],
  ]);
  const again = await ground.pull();
  expect([again.account.counts.unchanged, again.contact.counts.unchanged]).toEqual([1, 1]);
  expect(server.posted.length).toBe(2);
});
