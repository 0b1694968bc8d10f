import type { Connection } from 'jsforce';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { idOf, type LocalOrg, startLocalOrg } from '../../src/local-org/index.ts';
import { connectingUser } from '../support/local-org.ts';
import { jsforceOn } from './jsforce-connection.ts';

let org: LocalOrg;
let connection: Connection;
const acme = idOf('001', 1);

beforeAll(async () => {
  org = await startLocalOrg({ seed: { Account: [{ Id: acme, Name: 'Acme' }] } });
  connection = jsforceOn(org);
});
afterAll(() => org.close());

test('create, update, upsert, delete and undelete', async () => {
  const { soap } = connection;
  const [made, bad] = await soap.create([
    { type: 'Contact', LastName: 'Lovelace', AccountId: acme },
    { type: 'Contact', FirstName: 'Nobody' },
  ]);
  expect(made).toMatchObject({ success: true, id: expect.stringMatching(/^003/) });
  expect(bad).toMatchObject({
    success: false,
    errors: [{ statusCode: 'REQUIRED_FIELD_MISSING', fields: ['LastName'] }],
  });
  const id = made?.id ?? '';
  expect(await soap.update([{ type: 'Contact', Id: id, FirstName: 'Ada', AccountId: null }])).toMatchObject([
    { success: true, id },
  ]);
  expect(await connection.sobject('Contact').retrieve(id)).toMatchObject({ Name: 'Ada Lovelace', AccountId: null });
  const [first] = await soap.upsert('Email', [{ type: 'Contact', Email: 'new@acme.example', LastName: 'New' }]);
  expect(first).toMatchObject({ success: true, created: true });
  const [second] = await soap.upsert('Email', [{ type: 'Contact', Email: 'new@acme.example', LastName: 'Known' }]);
  expect(second).toMatchObject({ success: true, created: false, id: first?.id });
  expect(await soap.delete([id])).toMatchObject([{ success: true, id }]);
  expect(await soap.undelete([id])).toMatchObject([{ success: true, id }]);
  expect(await soap.undelete([id])).toMatchObject([{ success: false, errors: [{ statusCode: 'UNDELETE_FAILED' }] }]);
});

test('a field or an object that is not there fails the call, and says what is meant', async () => {
  await expect(connection.soap.create([{ type: 'Account', Name: 'X', Nope__c: '1' }])).rejects.toMatchObject({
    errorCode: 'sf:INVALID_FIELD',
    message: expect.stringContaining("No such column 'Nope__c' on sobject of type Account"),
  });
  await expect(connection.soap.create([{ type: 'Nope__c', Name: 'X' }])).rejects.toMatchObject({
    errorCode: 'sf:INVALID_TYPE',
    message: expect.stringContaining("sObject type 'Nope__c' is not supported"),
  });
});

test('rows are emptied out of the recycle bin', async () => {
  const { soap } = connection;
  const [made] = await soap.create([{ type: 'Account', Name: 'Binned' }]);
  const id = made?.id ?? '';
  await soap.delete([id]);
  expect(await soap.emptyRecycleBin([id])).toMatchObject([{ success: true, id }]);
  expect(await soap.undelete([id])).toMatchObject([{ success: false }]);
});

test('two rows become one, which gets the children', async () => {
  const { soap } = connection;
  const made = await soap.create([
    { type: 'Account', Name: 'Kept' },
    { type: 'Account', Name: 'Lost' },
  ]);
  const [kept = '', lost = ''] = made.map(({ id }) => id ?? '');
  const [child] = await soap.create([{ type: 'Contact', LastName: 'Child', AccountId: lost }]);
  const merged = await soap.merge([
    { masterRecord: { type: 'Account', Id: kept, Industry: 'Banking' }, recordToMergeIds: [lost] },
  ] as never);
  expect(merged).toMatchObject([{ success: true, id: kept, mergedRecordIds: [lost] }]);
  expect(await connection.sobject('Contact').retrieve(child?.id ?? '')).toMatchObject({ AccountId: kept });
});

test('a lead is no lead here', async () => {
  const [result] = await connection.soap.convertLead([
    { leadId: '00QHp00000000001AA', convertedStatus: 'Closed' } as never,
  ]);
  expect(result).toMatchObject({ success: false, errors: [{ statusCode: 'INVALID_CROSS_REFERENCE_KEY' }] });
});

test('who the user is, what time it is, and which tabs there are', async () => {
  const { soap } = connection;
  expect(await soap.getUserInfo()).toMatchObject({ userName: 'admin@heap.local', organizationId: org.organizationId });
  expect(Date.parse((await soap.getServerTimestamp()).timestamp)).toBeGreaterThan(0);
  const [all] = await soap.describeTabs();
  expect(all?.tabs).toContainEqual(expect.objectContaining({ sobjectName: 'Account' }));
});

test('passwords are set and reset by whoever may', async () => {
  const user = await connection.sobject('User').findOne({ Username: connectingUser }, ['Id']);
  const id = user?.Id ?? '';
  expect(await connection.soap.setPassword(id, 'sailor-7-moon')).toEqual('');
  expect((await connection.soap.resetPassword(id)).password.length).toBeGreaterThan(7);
  await expect(connection.soap.setPassword(id, 'short')).rejects.toMatchObject({
    errorCode: 'sf:INVALID_NEW_PASSWORD',
  });
});
