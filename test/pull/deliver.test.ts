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
  const { matched, account, contact } = await ground.pull();
  console.log(
    matched,
    account,
    contact,
    server.posted.map((p) => [...p.entries]),
  );
  const again = await ground.pull();
  console.log(again);
});
