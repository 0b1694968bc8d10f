import { expect, test } from 'vitest';
import { idOf } from '../../../src/local-org/engine/ids.ts';
import { addUsageObject, allFields, apiVersion, column, grant, idIn, insert, openOrg, remove, sample } from './org.ts';

const names = (soql: string) => column(openOrg().admin, soql);
const count = (where: string) =>
  openOrg().admin.query(`SELECT COUNT() FROM Contact WHERE ${where}`, { apiVersion }).totalSize;

function refusal(soql: string): string {
  try {
    openOrg().admin.query(soql, { apiVersion });
    return 'answered';
  } catch (error) {
    return `${(error as { code?: string }).code}: ${(error as Error).message}`;
  }
}

test('text compares without case, umlauts included; Ids compare with it', () => {
  expect(names("SELECT name FROM account WHERE NAME = 'ACME'")).toEqual(['Acme']);
  expect(names("SELECT Name FROM Account WHERE Name = 'bolt & SÖHNE'")).toEqual(['Bolt & Söhne']);
  expect(names("SELECT Name FROM Account WHERE Name LIKE 'AC%' ORDER BY Name DESC")).toEqual(['acme Labs', 'Acme']);
  expect(names("SELECT Name FROM Account WHERE Name LIKE '%söh_e'")).toEqual(['Bolt & Söhne']);
  expect(names(`SELECT Name FROM Account WHERE Id = '${idOf('001', 1).slice(0, 15)}'`)).toEqual(['Acme']);
  expect(names("SELECT LastName FROM Contact WHERE LastName = 'O\\'Hara'")).toHaveLength(1);
});

test.each([
  ["Email != 'ann@acme.example'", 3],
  ['Email = null', 1],
  ["Email = ''", 1],
  ["Email NOT IN ('ann@acme.example', null)", 2],
  ["Email IN ('ann@acme.example', null)", 2],
  ["NOT Email = 'ann@acme.example'", 3],
  ["NOT (Email LIKE '%acme%' OR LastName = 'Zed')", 1],
  ["(FirstName = 'Ann' AND LastName = 'Ito') OR LastName = 'Zed'", 2],
  ["Account.Name = 'acme'", 2],
  ["Account.Industry != 'Banking'", 2],
  ["AccountId IN (SELECT Id FROM Account WHERE Industry = 'Energy')", 1],
  ['AccountId NOT IN (SELECT Id FROM Account WHERE Industry = null)', 4],
  ['CreatedDate = TODAY', 4],
  ['CreatedDate > TODAY', 0],
  ['CreatedDate = LAST_N_DAYS:1 AND CreatedDate >= THIS_MONTH AND CreatedDate < NEXT_YEAR', 4],
  ['CreatedDate >= 2026-03-10T20:30:15Z', 4],
  ['CreatedDate > 2026-03-10T21:30:15+01:00', 0],
  ['CALENDAR_YEAR(CreatedDate) = 2026 AND DAY_ONLY(CreatedDate) = 2026-03-10', 4],
  ['IsDeleted = false', 4],
])('WHERE %s finds %i contacts', (where, expected) => {
  expect(count(where)).toBe(expected);
});

test('a long list of values is one condition still', () => {
  const list = Array.from({ length: 3000 }, (_, place) => `'${idOf('003', place + 2)}'`).join(', ');
  expect(count(`Id IN (${list})`)).toBe(3);
});

test('rows without a value come first, unless asked otherwise', () => {
  expect(
    column(openOrg().admin, 'SELECT NumberOfEmployees FROM Account ORDER BY NumberOfEmployees', 'NumberOfEmployees'),
  ).toEqual([null, 8, 120]);
  expect(
    column(
      openOrg().admin,
      'SELECT NumberOfEmployees FROM Account ORDER BY NumberOfEmployees DESC NULLS LAST LIMIT 2',
      'NumberOfEmployees',
    ),
  ).toEqual([120, 8]);
  expect(names('SELECT Name FROM Account ORDER BY Name LIMIT 1 OFFSET 1')).toEqual(['acme Labs']);
});

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

test('FIELDS() takes all that the user sees', () => {
  const { admin } = openOrg();
  const [record] = admin.query('SELECT FIELDS(ALL) FROM Account LIMIT 1', { apiVersion }).records;
  expect(record).toMatchObject({
    Name: 'Acme',
    BillingCity: 'Paris',
    BillingAddress: { city: 'Paris', street: null },
    ShippingAddress: null,
  });
  expect(refusal('SELECT FIELDS(ALL) FROM Account')).toBe(
    'MALFORMED_QUERY: The SOQL FIELDS function must have a LIMIT of at most 200',
  );
});

test('pages keep to the rows that were there when the query was made', () => {
  const org = openOrg({
    seed: {
      ...sample,
      Account: Array.from({ length: 450 }, (_, place) => ({ Id: idOf('001', place + 1), Name: `A${place}` })),
      Contact: [],
    },
  });
  const options = { apiVersion, batchSize: 200 };
  const first = org.admin.query('SELECT Id FROM Account ORDER BY Name', options);
  expect(first).toMatchObject({ totalSize: 450, done: false });
  expect(first.records).toHaveLength(200);
  idIn(insert(org.admin, 'Account', { Name: 'A' }));
  const second = org.admin.queryMore(first.locator!, options);
  const third = org.admin.queryMore(second.locator!, options);
  expect([second.records.length, second.done, third.records.length, third.done]).toEqual([200, false, 50, true]);
  expect(new Set([first, second, third].flatMap(({ records }) => records.map(({ Id }) => Id))).size).toBe(450);
  expect(() => org.admin.queryMore('01gHp0000000009AAA-200', options)).toThrow('invalid query locator');
  expect(() => org.sync.queryMore(first.locator!, options)).toThrow('invalid query locator');
});

test('labels and formats are those of the values', () => {
  const { admin } = openOrg();
  expect(
    admin.query("SELECT toLabel(Industry), FORMAT(NumberOfEmployees) n FROM Account WHERE Name = 'Acme'", {
      apiVersion,
    }).records,
  ).toMatchObject([{ Industry: 'Banking', n: '120' }]);
});

test('queryAll shows deleted rows', () => {
  const { admin } = openOrg();
  idIn(remove(admin, 'Contact', idOf('003', 4)));
  expect(
    admin.query('SELECT Id, IsDeleted FROM Contact WHERE IsDeleted = true', { apiVersion, all: true }).totalSize,
  ).toBe(1);
  expect(admin.query('SELECT Id FROM Contact WHERE IsDeleted = true', { apiVersion }).totalSize).toBe(0);
});

test('a flat query gives texts, and refuses what bulk does not offer', () => {
  const { admin } = openOrg();
  const flat = admin.queryFlat(
    'SELECT Id, Name, Account.Name, AnnualRevenue, NumberOfEmployees, CreatedDate, IsDeleted FROM Account WHERE Id != null'.replace(
      'Account.Name',
      'Owner.Name',
    ),
    { all: false },
  );
  expect(flat.columns).toEqual([
    'Id',
    'Name',
    'Owner.Name',
    'AnnualRevenue',
    'NumberOfEmployees',
    'CreatedDate',
    'IsDeleted',
  ]);
  expect([...flat.rows][2]).toEqual([
    idOf('001', 3),
    'acme Labs',
    'Heap Administrator',
    '5000000.0',
    '',
    '2026-03-10T20:30:15.000Z',
    'false',
  ]);
  const said = (soql: string) => () => admin.queryFlat(soql, { all: false });
  expect(said('SELECT COUNT(Id) FROM Account')).toThrow('Aggregate Relationships not supported in Bulk Query');
  expect(said('SELECT Name FROM Account GROUP BY Name')).toThrow('GROUP BY is not supported');
  expect(said('SELECT Id FROM Account LIMIT 1 OFFSET 1')).toThrow('OFFSET is not supported');
  expect(said('SELECT Id, (SELECT Id FROM Contacts) FROM Account')).toThrow('Nested selects are not supported');
  expect(said('SELECT BillingAddress FROM Account')).toThrow('Selecting compound data not supported in Bulk Query');
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

test.each([
  [
    'SELECT FROM Account',
    "MALFORMED_QUERY: \nSELECT FROM Account\n       ^\nERROR at Row:1:Column:8\nunexpected token: 'FROM'",
  ],
  [
    'SELECT Id FROM',
    "MALFORMED_QUERY: \nSELECT Id FROM\n              ^\nERROR at Row:1:Column:15\nunexpected token: '<EOF>'",
  ],
  [
    "SELECT Id\nFROM Account\nWHERE Name == 'a'",
    "MALFORMED_QUERY: \nWHERE Name == 'a'\n            ^\nERROR at Row:3:Column:13\nunexpected token: '='",
  ],
  ['SELECT Id FROM Account, Contact', "unexpected token: ','"],
  ["SELECT Id FROM Account WHERE Name = 'abc", 'MALFORMED_QUERY'],
  ["SELECT Id FROM Account WHERE Name = 'a' AND Site = 'b' OR Site = 'c'", "unexpected token: 'OR'"],
  [
    'SELECT Id FROM Nope__c',
    "INVALID_TYPE: \nSELECT Id FROM Nope__c\n               ^\nERROR at Row:1:Column:16\nsObject type 'Nope__c' is not supported.",
  ],
  ['SELECT Id FROM ScratchOrgInfo limit 1', 'INVALID_TYPE'],
  ['SELECT IsPersonAccount FROM Account LIMIT 1', 'INVALID_FIELD'],
  [
    'SELECT Foo.Name FROM Account',
    "INVALID_FIELD: \nSELECT Foo.Name FROM Account\n       ^\nERROR at Row:1:Column:8\nDidn't understand relationship 'Foo' in field path.",
  ],
  [
    'SELECT Id, (SELECT Id FROM Foos) FROM Account',
    "INVALID_TYPE: \nSELECT Id, (SELECT Id FROM Foos) FROM Account\n                           ^\nERROR at Row:1:Column:28\nDidn't understand relationship 'Foos' in FROM part of query call.",
  ],
  [
    "SELECT Id FROM Account WHERE NumberOfEmployees = '5'",
    "value of filter criterion for field 'NumberOfEmployees' must be of type int and should not be enclosed in quotes",
  ],
  [
    'SELECT Id FROM Account WHERE Name = 5',
    "value of filter criterion for field 'Name' must be of type string and should be enclosed in quotes",
  ],
  [
    'SELECT Id FROM Account WHERE CreatedDate > 2026-01-01',
    "value of filter criterion for field 'CreatedDate' must be of type dateTime and should not be enclosed in quotes",
  ],
  ["SELECT Id FROM Account WHERE Id = 'abc'", 'INVALID_QUERY_FILTER_OPERATOR'],
  ["SELECT Id FROM Account WHERE Description = 'x'", "field 'Description' can not be filtered in a query call"],
  ["SELECT Id FROM Account WHERE NumberOfEmployees LIKE '5%'", 'invalid operator on int field'],
  ['SELECT Name, COUNT(Id) FROM Account', 'Field must be grouped or aggregated: Name'],
  ['SELECT Id, Id FROM Account', 'duplicate field selected: Id'],
  ['SELECT Name n FROM Account', 'only aggregate expressions use field aliasing'],
  ['SELECT Id FROM Account USING SCOPE mine', 'This org does not offer USING SCOPE mine.'],
  [
    `SELECT Id FROM Account WHERE ${Array.from({ length: 1500 }, (_, place) => `Name = '${place}'`).join(' OR ')}`,
    'QUERY_TOO_COMPLICATED',
  ],
  [`SELECT Id FROM Account WHERE Name = '${'x'.repeat(100_000)}'`, 'SOQL statements cannot be longer than 100000'],
  ['SELECT Id FROM FieldDefinition', 'a filter on a reified column is required'],
  ['SELECT Id FROM Account LIMIT 5 OFFSET 2001', 'Maximum SOQL offset allowed is 2000'],
])('%s is refused', (soql, said) => {
  expect(refusal(soql)).toContain(said);
});

test('the schema can be asked for by query', () => {
  const org = openOrg();
  addUsageObject(org.engine);
  expect(
    column(
      org.admin,
      "SELECT QualifiedApiName, Label FROM EntityDefinition WHERE QualifiedApiName IN ('Account', 'Usage__c') ORDER BY QualifiedApiName",
      'Label',
    ),
  ).toEqual(['Account', 'Usage']);
  const fields =
    "SELECT QualifiedApiName FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName = 'Usage__c' AND QualifiedApiName LIKE '%__c'";
  expect(column(org.admin, fields, 'QualifiedApiName')).toEqual([]);
  grant(org, org.admin.user.id, 'All', { fields: allFields });
  expect(column(org.admin, fields, 'QualifiedApiName')).toEqual([
    'Key__c',
    'Account__c',
    'Sessions__c',
    'Last_Seen__c',
  ]);
  expect(
    org.admin.query(
      "SELECT QualifiedApiName FROM FieldDefinition WHERE EntityDefinitionId='Account' AND IsPolymorphicForeignKey = true",
      { apiVersion },
    ).totalSize,
  ).toBe(0);
});

test('what clients ask of an org after login is answered', () => {
  const { admin } = openOrg();
  expect(
    admin.query(
      'SELECT Name, InstanceName, IsSandbox, TrialExpirationDate, NamespacePrefix, OrganizationType FROM Organization',
      { apiVersion },
    ).records,
  ).toMatchObject([
    {
      Name: 'Heap Local Org',
      IsSandbox: false,
      TrialExpirationDate: null,
      NamespacePrefix: null,
      OrganizationType: 'Developer Edition',
    },
  ]);
  expect(
    column(
      admin,
      "SELECT name FROM Profile WHERE Id IN (SELECT ProfileId FROM User WHERE username='admin@heap.local')",
    ),
  ).toEqual(['System Administrator']);
  expect(column(admin, "SELECT Id FROM User WHERE Username = 'heap-sync@heap.local'", 'Id')).toEqual([idOf('005', 2)]);
});
