import { expect, test } from 'vitest';
import { idOf } from '../../../src/local-org/engine/ids.ts';
import { addUsageObject, allFields, apiVersion, grant, idIn, insert, openOrg } from './org.ts';
import { openUsageOrg, plainRecords, refusalOf } from './soql-org.ts';

test('child rows come with their parent', () => {
  const org = openOrg();
  addUsageObject(org.engine);
  grant(org, org.admin.user.id, 'All', { fields: allFields });
  idIn(insert(org.admin, 'Usage__c', { Key__c: 'A', Account__c: idOf('001', 1), Sessions__c: 2 }));
  const { records } = org.admin.query(
    'SELECT Name, (SELECT Sessions__c FROM Usages__r), (SELECT LastName FROM Contacts WHERE FirstName = null ORDER BY LastName LIMIT 1) FROM Account ORDER BY Id LIMIT 2',
    { apiVersion },
  );
  expect(records).toMatchObject([
    {
      Usages__r: { totalSize: 1, done: true, records: [{ Sessions__c: 2 }] },
      Contacts: { records: [{ LastName: 'Ortiz' }] },
    },
    { Usages__r: null, Contacts: { records: [{ LastName: "O'Hara" }] } },
  ]);
  expect(org.admin.query('SELECT Account__r.Name FROM Usage__c', { apiVersion }).records).toMatchObject([
    { Account__r: { Name: 'Acme' } },
  ]);
});

test('children may have children of their own, four levels deep', () => {
  const org = openUsageOrg();
  const soql =
    'SELECT Name, (SELECT LastName, (SELECT Key__c FROM WhoUsages__r) FROM Contacts ORDER BY LastName) FROM Account';
  expect(plainRecords(org, `${soql} WHERE Name = 'Acme'`)).toEqual([
    {
      Name: 'Acme',
      Contacts: {
        totalSize: 2,
        done: true,
        records: [
          { LastName: 'Ito', WhoUsages__r: { totalSize: 1, done: true, records: [{ Key__c: 'B' }] } },
          { LastName: 'Ortiz', WhoUsages__r: null },
        ],
      },
    },
  ]);
  expect(() => org.admin.query(soql, { apiVersion: '57.0' })).toThrow('Only two levels');
  const nested = (levels: number): string =>
    levels === 0 ? 'SELECT Id FROM ChildAccounts' : `SELECT Id, (${nested(levels - 1)}) FROM ChildAccounts`;
  expect(refusalOf(org, `SELECT Id, (${nested(3)}) FROM Account`)).toBe('answered');
  expect(refusalOf(org, `SELECT Id, (${nested(4)}) FROM Account`)).toContain('Only 5 levels');
});

test('children too many for a page go on at an address of their own', () => {
  const org = openOrg({
    seed: {
      Account: [{ Id: idOf('001', 1), Name: 'Acme' }],
      Contact: Array.from({ length: 450 }, (_, n) => ({ LastName: `L${n}`, AccountId: idOf('001', 1) })),
    },
  });
  const options = { apiVersion, batchSize: 200 };
  const [account] = org.admin.query('SELECT (SELECT LastName FROM Contacts) FROM Account', options).records;
  const children = account?.['Contacts'] as { done: boolean; nextRecordsUrl: string; records: unknown[] };
  expect([children.done, children.records.length]).toEqual([false, 200]);
  const locator = children.nextRecordsUrl.split('/').at(-1)!;
  const next = org.admin.queryMore(locator, options);
  expect([next.totalSize, next.done, next.records.length]).toEqual([450, false, 200]);
  expect(org.admin.queryMore(next.locator!, options).records).toHaveLength(50);
});

test('parents reach five levels up, and no further', () => {
  const org = openOrg();
  const path = (levels: number) => `${'Parent.'.repeat(levels)}Name`;
  expect(refusalOf(org, `SELECT ${path(5)} FROM Account`)).toBe('answered');
  expect(refusalOf(org, `SELECT ${path(6)} FROM Account`)).toContain('Only 5 levels');
});

test('other names may be given to the object and its parents', () => {
  expect(
    plainRecords(
      openOrg(),
      "SELECT c.LastName, a.Name FROM Contact AS c, c.Account a, a.Owner o WHERE a.Name = 'acme' AND o.Name LIKE 'Heap%' ORDER BY c.LastName",
    ),
  ).toEqual([
    { LastName: 'Ito', Account: { Name: 'Acme' } },
    { LastName: 'Ortiz', Account: { Name: 'Acme' } },
  ]);
});
