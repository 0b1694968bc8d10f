import { expect, test } from 'vitest';
import { idOf } from '../../../src/local-org/engine/ids.ts';
import { apiVersion, openOrg } from './org.ts';
import { openUsageOrg, plainRecords, refusalOf } from './soql-org.ts';

test('records come with attributes, parents nested, fields in their own case', () => {
  const { records } = openOrg().admin.query(
    "SELECT lastname, account.owner.NAME, Account.Id FROM Contact c WHERE c.LastName IN ('Ito', 'Zed') ORDER BY LastName",
    { apiVersion },
  );
  const url = (object: string, id: string) => `/services/data/v67.0/sobjects/${object}/${id}`;
  expect(records).toEqual([
    {
      attributes: { type: 'Contact', url: url('Contact', idOf('003', 1)) },
      LastName: 'Ito',
      Account: {
        attributes: { type: 'Account', url: url('Account', idOf('001', 1)) },
        Owner: { attributes: { type: 'User', url: url('User', idOf('005', 1)) }, Name: 'Heap Administrator' },
        Id: idOf('001', 1),
      },
    },
    { attributes: { type: 'Contact', url: url('Contact', idOf('003', 4)) }, LastName: 'Zed', Account: null },
  ]);
});

test('FIELDS() takes all that the user sees', () => {
  const { admin } = openOrg();
  const [record] = admin.query('SELECT FIELDS(ALL) FROM Account LIMIT 1', { apiVersion }).records;
  expect(record).toMatchObject({
    Name: 'Acme',
    BillingCity: 'Paris',
    BillingAddress: { city: 'Paris', street: null },
    ShippingAddress: null,
  });
});

test('columns are told without running the query', () => {
  const { admin } = openOrg();
  expect(admin.queryColumns('SELECT Id, Account.Name, CreatedDate FROM Contact')).toMatchObject({
    entityName: 'Contact',
    groupBy: false,
    idSelected: true,
    keyPrefix: '003',
    columnMetadata: [
      { columnName: 'Id', apexType: 'Id', textType: true },
      { columnName: 'Account', joinColumns: [{ columnName: 'Name', textType: true }] },
      { columnName: 'CreatedDate', apexType: 'Datetime', textType: false },
    ],
  });
  expect(admin.queryColumns('SELECT COUNT(Id) n FROM Contact')).toMatchObject({
    columnMetadata: [{ columnName: 'n', aggregate: true, numberType: true }],
  });
});

test('formulas are read, filtered and sorted by like any field', () => {
  expect(
    plainRecords(openUsageOrg(), 'SELECT Key__c, Twice__c FROM Usage__c WHERE Twice__c > 4 ORDER BY Twice__c DESC'),
  ).toEqual([
    { Key__c: 'C', Twice__c: 10 },
    { Key__c: 'B', Twice__c: 6 },
  ]);
});

test('compounds come with their parts, and distances are taken between them', () => {
  const org = openUsageOrg();
  expect(
    plainRecords(
      org,
      "SELECT Spot__c FROM Usage__c WHERE DISTANCE(Spot__c, GEOLOCATION(37.7, -122.4), 'mi') < 5 ORDER BY DISTANCE(Spot__c, GEOLOCATION(37.7, -122.4), 'mi')",
    ),
  ).toEqual([{ Spot__c: { latitude: 37.77, longitude: -122.4 } }]);
  expect(
    plainRecords(org, "SELECT Key__c FROM Usage__c WHERE DISTANCE(Spot__c, GEOLOCATION(37.7, -122.4), 'km') < 5"),
  ).toEqual([]);
});

test('a distance is asked for as nearer or farther', () => {
  const org = openUsageOrg();
  const where = "SELECT Key__c FROM Usage__c WHERE DISTANCE(Spot__c, GEOLOCATION(37.7, -122.4), 'mi')";
  expect(refusalOf(org, `${where} > 5`)).toBe('answered');
  expect(refusalOf(org, `${where} = 5`)).toContain('invalid operator on double field');
  expect(refusalOf(org, where.replace('Spot__c,', 'Sessions__c,').concat(' < 5'))).toContain(
    'Distance function requires a geolocation field',
  );
});

test('labels and formats are as the user reads them', () => {
  expect(
    plainRecords(
      openUsageOrg(),
      "SELECT toLabel(Rank__c), FORMAT(Sessions__c) s, FORMAT(CreatedDate) d, FORMAT(Account__r.NumberOfEmployees) n FROM Usage__c WHERE Key__c = 'C'",
    ),
  ).toEqual([{ Rank__c: 'Middle', s: '5', d: '3/10/26, 1:30 PM', Account__r: { n: '8' } }]);
  expect(plainRecords(openOrg(), 'SELECT FORMAT(MAX(AnnualRevenue)) r FROM Account')).toEqual([{ r: '$5,000,000' }]);
});
