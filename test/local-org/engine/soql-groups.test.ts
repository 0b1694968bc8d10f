import { expect, test } from 'vitest';
import { apiVersion, openOrg } from './org.ts';
import { openUsageOrg, plainRecords, refusalOf } from './soql-org.ts';

test('aggregates answer as AggregateResult, with an alias or expr0', () => {
  const { admin } = openOrg();
  expect(
    admin.query('SELECT COUNT(Id) CNT, MAX(LastName), COUNT_DISTINCT(AccountId) FROM Contact', { apiVersion }).records,
  ).toEqual([{ attributes: { type: 'AggregateResult' }, CNT: 4, expr0: 'Zed', expr1: 2 }]);
  expect(
    admin.query(
      'SELECT Account.Name, COUNT(Id) n FROM Contact WHERE AccountId != null GROUP BY Account.Name HAVING COUNT(Id) > 1 ORDER BY COUNT(Id) DESC',
      { apiVersion },
    ).records,
  ).toEqual([{ attributes: { type: 'AggregateResult' }, Name: 'Acme', n: 2 }]);
  expect(
    admin.query('SELECT SUM(NumberOfEmployees) s, AVG(NumberOfEmployees) a, MIN(CreatedDate) c FROM Account', {
      apiVersion,
    }).records,
  ).toEqual([{ attributes: { type: 'AggregateResult' }, s: 128, a: 64, c: '2026-03-10T20:30:15.000+0000' }]);
  expect(
    admin.query(
      'SELECT CALENDAR_YEAR(CreatedDate) y, COUNT(Id) FROM Account GROUP BY CALENDAR_YEAR(CreatedDate) ORDER BY y',
      { apiVersion },
    ).records,
  ).toMatchObject([{ y: 2026, expr0: 3 }]);
  expect(admin.query('SELECT COUNT() FROM Account', { apiVersion })).toEqual({ totalSize: 3, done: true, records: [] });
});

test('a roll-up adds subtotals from the right, and a grand total', () => {
  expect(
    plainRecords(
      openUsageOrg(),
      'SELECT Account__r.Name n, Rank__c r, SUM(Sessions__c) s, GROUPING(Account__r.Name) gn, GROUPING(Rank__c) gr FROM Usage__c GROUP BY ROLLUP(Account__r.Name, Rank__c)',
    ),
  ).toEqual([
    { n: 'Acme', r: 'Low', s: 3, gn: 0, gr: 0 },
    { n: 'Acme', r: 'High', s: 2, gn: 0, gr: 0 },
    { n: 'Acme', r: null, s: 5, gn: 0, gr: 1 },
    { n: 'Bolt & Söhne', r: 'Mid', s: 5, gn: 0, gr: 0 },
    { n: 'Bolt & Söhne', r: null, s: 5, gn: 0, gr: 1 },
    { n: null, r: null, s: 10, gn: 1, gr: 1 },
  ]);
});

test('a cube adds every combination of subtotals, which HAVING and ORDER BY can tell apart', () => {
  const cube = 'FROM Usage__c GROUP BY CUBE(Account__r.Name, Rank__c)';
  const org = openUsageOrg();
  expect(org.admin.query(`SELECT COUNT(Id) c ${cube}`, { apiVersion }).totalSize).toBe(3 + 3 + 2 + 1);
  expect(
    plainRecords(
      org,
      `SELECT Rank__c r, SUM(Sessions__c) s ${cube} HAVING GROUPING(Account__r.Name) = 1 ORDER BY GROUPING(Rank__c) DESC, SUM(Sessions__c)`,
    ),
  ).toEqual([
    { r: null, s: 10 },
    { r: 'High', s: 2 },
    { r: 'Low', s: 3 },
    { r: 'Mid', s: 5 },
  ]);
});

test('a roll-up takes functions of dates', () => {
  expect(
    plainRecords(
      openUsageOrg(),
      'SELECT CALENDAR_YEAR(CreatedDate) y, COUNT(Id) c FROM Usage__c GROUP BY ROLLUP(CALENDAR_YEAR(CreatedDate))',
    ),
  ).toEqual([
    { y: 2026, c: 3 },
    { y: null, c: 3 },
  ]);
});

test('formulas are summed, and picklists have a first and last value by their own order', () => {
  expect(plainRecords(openUsageOrg(), 'SELECT SUM(Twice__c) t, MIN(Rank__c) a, MAX(Rank__c) z FROM Usage__c')).toEqual([
    { t: 20, a: 'Low', z: 'High' },
  ]);
});

test('texts that differ in case alone are one group, umlauts included', () => {
  const org = openOrg({
    seed: {
      Account: ['söhne', 'SÖHNE', 'Acme', 'ACME'].map((Site, place) => ({ Name: `A${place}`, Site })),
      Contact: [],
    },
  });
  expect(
    org.admin.query('SELECT Site, COUNT(Id) n FROM Account GROUP BY Site', { apiVersion }).records.map(({ n }) => n),
  ).toEqual([2, 2]);
  expect(plainRecords(org, 'SELECT COUNT_DISTINCT(Site) d FROM Account')).toEqual([{ d: 2 }]);
});

test.each([
  ['SELECT COUNT(IsDeleted) FROM Account', 'field IsDeleted does not support aggregate operator COUNT'],
  ['SELECT AVG(Name) FROM Account', 'field Name does not support aggregate operator AVG'],
  ['SELECT MAX(Description) FROM Account', 'field Description does not support aggregate operator MAX'],
  ['SELECT MIN(BillingAddress) FROM Account', 'field BillingAddress does not support aggregate operator MIN'],
  ['SELECT COUNT(Id) FROM Account LIMIT 5', 'overall aggregate functions cannot also use LIMIT'],
  ['SELECT MAX(Name) FROM Account OFFSET 5', 'overall aggregate functions cannot also use OFFSET'],
  ['SELECT Name, COUNT(Name) FROM Account GROUP BY Name', 'Grouped field should not be aggregated: Name'],
  ['SELECT COUNT(Id) FROM Account GROUP BY AnnualRevenue', "field 'AnnualRevenue' can not be grouped in a query call"],
  ['SELECT COUNT(Id) FROM Account GROUP BY CreatedDate', "field 'CreatedDate' can not be grouped in a query call"],
  ['SELECT Name FROM Account GROUP BY Name, Name', 'duplicate grouping expression: Name'],
  ['SELECT Name FROM Account GROUP BY Name ORDER BY Site', 'Ordered field must be grouped or aggregated: Site'],
  ['SELECT Name, COUNT() FROM Account GROUP BY Name', "Column:20\nunexpected token: ')'"],
  ['SELECT CALENDAR_YEAR(CreatedDate) FROM Account', 'Field must be grouped or aggregated: CALENDAR_YEAR(CreatedDate)'],
  ['SELECT Name, GROUPING(Name) FROM Account GROUP BY Name, Site', 'answered'],
  ['SELECT GROUPING(Site), COUNT(Id) FROM Account GROUP BY ROLLUP(Name)', 'GROUPING can only be used with a field of'],
  ['SELECT COUNT(Id) FROM Account GROUP BY ROLLUP(Name), Site', "unexpected token: ','"],
  ['SELECT COUNT(Id) FROM Account GROUP BY ROLLUP(Name, Site, Type, Sic)', 'at most 3 fields'],
  ['SELECT COUNT() FROM Account ORDER BY Name', 'ORDER BY is not allowed in a query with COUNT()'],
  ['SELECT MAX(Name) m, MIN(Name) M FROM Account', 'duplicate alias: M'],
])('%s: %s', (soql, said) => {
  expect(refusalOf(openOrg(), soql)).toContain(said);
});

test('a subtotal has no value of what it is over, for HAVING neither', () => {
  const having = (condition: string) =>
    plainRecords(
      openUsageOrg(),
      `SELECT Rank__c r, SUM(Sessions__c) s FROM Usage__c GROUP BY ROLLUP(Rank__c) HAVING ${condition}`,
    );
  expect(having("Rank__c = 'High'")).toEqual([{ r: 'High', s: 2 }]);
  expect(having('Rank__c = null')).toEqual([{ r: null, s: 10 }]);
});
