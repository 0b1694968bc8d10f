import { expect, test } from 'vitest';
import { openOrg } from './org.ts';
import { openUsageOrg, refusalOf } from './soql-org.ts';

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
  ['SELECT Id FROM Account, Contact', "Column:23\nunexpected token: ','"],
  ["SELECT Id FROM Account WHERE Name = 'abc", "mismatched character '<EOF>' expecting '''"],
  ["SELECT Id FROM Account WHERE Name = 'a\\qb'", "Illegal character sequence '\\q' in string literal."],
  ["SELECT Id FROM Account WHERE Name = 'a' AND Site = 'b' OR Site = 'c'", "Column:56\nunexpected token: 'OR'"],
  ["SELECT Id FROM Account WHERE (Name = 'a'", "unexpected token: '<EOF>'"],
  ["SELECT Id FROM Account WHERE Name = 'a')", "Column:40\nunexpected token: ')'"],
  ["SELECT Id FROM Account WHERE Name IN 'a'", "unexpected token: ''a''"],
  ["SELECT Id FROM Account WHERE Name = ('a')", "unexpected token: '('"],
  ['SELECT Id FROM Account WHERE Name = :name', 'Column:37\nBind variables only allowed in Apex code'],
  ['SELECT Id FROM Account WHERE AnnualRevenue = 5.5e3', "unexpected token: '5.5e3'"],
  ['SELECT Id FROM Account LIMIT -1', "unexpected token: '-1'"],
  ['SELECT * FROM Account', "Column:8\nunexpected token: '*'"],
  ['SELECT Id FROM Account;', "unexpected token: ';'"],
  ['SELECT Id FROM Account -- all of them', "unexpected token: '-'"],
  ["SELECT Id FROM Account WHERE Name = 'x'; DROP TABLE Account", "unexpected token: ';'"],
  ['SELECT Id, (SELECT Id FROM Contacts FOR VIEW) FROM Account', "unexpected token: 'VIEW'"],
])('%s cannot be read', (soql, said) => {
  expect(refusalOf(openOrg(), soql)).toContain(said);
});

test.each([
  [
    'SELECT Id FROM Nope__c',
    "INVALID_TYPE: \nSELECT Id FROM Nope__c\n               ^\nERROR at Row:1:Column:16\nsObject type 'Nope__c' is not supported.",
  ],
  ['SELECT Id FROM ScratchOrgInfo limit 1', 'INVALID_TYPE'],
  ['SELECT IsPersonAccount FROM Account LIMIT 1', 'INVALID_FIELD'],
  ["SELECT Id, Nope FROM Account WHERE Name = 'Nope'", 'Column:12\n'],
  ["SELECT Id FROM Account WHERE Name = 'Nope' AND Nope = 1", 'Column:48\n'],
  [
    'SELECT Foo.Name FROM Account',
    "INVALID_FIELD: \nSELECT Foo.Name FROM Account\n       ^\nERROR at Row:1:Column:8\nDidn't understand relationship 'Foo' in field path.",
  ],
  [
    'SELECT Id, (SELECT Id FROM Foos) FROM Account',
    "INVALID_TYPE: \nSELECT Id, (SELECT Id FROM Foos) FROM Account\n                           ^\nERROR at Row:1:Column:28\nDidn't understand relationship 'Foos' in FROM part of query call.",
  ],
  ['SELECT Id, Id FROM Account', 'duplicate field selected: Id'],
  ['SELECT Name n FROM Account', 'only aggregate expressions use field aliasing'],
  ['SELECT FIELDS(ALL) FROM Account', 'The SOQL FIELDS function must have a LIMIT of at most 200'],
  ['SELECT FIELDS(CUSTOM) FROM Account LIMIT 201', 'The SOQL FIELDS function must have a LIMIT of at most 200'],
  ['SELECT FIELDS(STANDARD), Name FROM Account', 'duplicate field selected: Name'],
  ['SELECT Id FROM FieldDefinition', 'a filter on a reified column is required'],
  ['SELECT Name, COUNT(Id) FROM Account', 'Field must be grouped or aggregated: Name'],
  ['SELECT Id FROM Account ORDER BY Description', "field 'Description' can not be sorted in a query call"],
  ['SELECT convertCurrency(AnnualRevenue) FROM Account', 'only supported in organizations with multiple currencies'],
  ['SELECT convertTimezone(CreatedDate) FROM Account', 'can only be used inside a date function'],
  ['SELECT toLabel(CreatedDate) FROM Account', 'field CreatedDate does not support function toLabel'],
  ['SELECT Id FROM Account LIMIT 5 OFFSET 2001', 'NUMBER_OUTSIDE_VALID_RANGE: Maximum SOQL offset allowed is 2000'],
])('%s asks for what there is not', (soql, said) => {
  expect(refusalOf(openOrg(), soql)).toContain(said);
});

test.each([
  [
    "NumberOfEmployees = '5'",
    "value of filter criterion for field 'NumberOfEmployees' must be of type int and should not be enclosed in quotes",
  ],
  ['Name = 5', "value of filter criterion for field 'Name' must be of type string and should be enclosed in quotes"],
  [
    'CreatedDate > 2026-01-01',
    "value of filter criterion for field 'CreatedDate' must be of type dateTime and should not be enclosed in quotes",
  ],
  ["Id = 'abc'", 'INVALID_QUERY_FILTER_OPERATOR'],
  ["Description = 'x'", "field 'Description' can not be filtered in a query call"],
  ["NumberOfEmployees LIKE '5%'", 'invalid operator on int field'],
  ["Id LIKE '001%'", 'invalid operator on id field'],
  ['IsDeleted > false', 'invalid operator on boolean field'],
  ["Name INCLUDES ('a')", 'invalid operator on string field'],
  [`Name = '${'x'.repeat(4001)}'`, 'Filter value exceeds the limit of 4000 characters'],
])('WHERE %s compares what cannot be compared', (where, said) => {
  expect(refusalOf(openOrg(), `SELECT Id FROM Account WHERE ${where}`)).toContain(said);
});

const contacts = '(SELECT AccountId FROM Contact)';

test.each([
  [`Id IN ${contacts} OR Name = 'x'`, "Semi join sub-selects are not allowed with the 'OR' operator"],
  [`(Id IN ${contacts} AND Name = 'x') AND Site = null`, 'only allowed at the top level WHERE expressions'],
  [`(Id IN ${contacts}) AND Site = null`, 'answered'],
  [`Id IN ${contacts} AND Id NOT IN ${contacts} AND Id IN ${contacts}`, 'EXCEEDED_MAX_SEMIJOIN_SUBSELECTS'],
  [`Name IN ${contacts}`, "should be an id field, cannot use: 'Name'"],
  [`Parent.Id IN ${contacts}`, 'should be an id field'],
  ['Id IN (SELECT Id FROM Contact)', 'should point to the same object type'],
  ['Id IN (SELECT ParentId FROM Account)', 'The inner and outer selects should not be on the same object type'],
  ['Id IN (SELECT AccountId, Id FROM Contact)', 'must have exactly one field'],
  ['Id IN (SELECT Account.ParentId FROM Contact)', 'must have exactly one field'],
  ['Id IN (SELECT AccountId FROM Contact LIMIT 5)', 'can have no ORDER BY, GROUP BY, LIMIT'],
  [
    'Id IN (SELECT AccountId FROM Contact WHERE AccountId IN (SELECT Id FROM Account))',
    'Nesting of semi join sub-selects is not supported',
  ],
])('a semi-join WHERE %s: %s', (where, said) => {
  expect(refusalOf(openOrg(), `SELECT Id FROM Account WHERE ${where}`)).toContain(said);
});

test.each(['ALL ROWS', 'WITH SECURITY_ENFORCED', 'WITH USER_MODE', 'WITH SYSTEM_MODE'])(
  '%s is for Apex only',
  (words) => {
    expect(refusalOf(openOrg(), `SELECT Id FROM Account ${words}`)).toBe(
      `MALFORMED_QUERY: ${words} not allowed in this context`,
    );
  },
);

test('a query without end or bottom is answered or refused, and quickly', () => {
  const org = openUsageOrg();
  const from = 'SELECT Id FROM Account WHERE';
  const many = (count: number, text: string, between: string) =>
    Array.from({ length: count }, () => text).join(between);
  const said = (soql: string) => refusalOf(org, soql).slice(0, 80);
  expect(said(`${from} ${many(5000, "Site='x'", ' OR ')}`)).toBe('answered');
  expect(said(`${from} ${many(5000, "Site='x'", ' OR ')} OR`)).toContain('MALFORMED_QUERY');
  expect(said(`${from} ${'('.repeat(240)}Site='x'${')'.repeat(240)}`)).toBe('answered');
  expect(said(`${from} ${'('.repeat(20_000)}Site='x'${')'.repeat(20_000)}`)).toContain('QUERY_TOO_COMPLICATED');
  expect(said(`${from} ${'NOT '.repeat(20_000)}Site='x'`)).toBe('answered');
  expect(said(`SELECT ${'(SELECT '.repeat(10_000)}`)).toContain('MALFORMED_QUERY');
  expect(said(`SELECT ${'COUNT('.repeat(10_000)}Id${')'.repeat(10_000)} FROM Account`)).toContain('MALFORMED_QUERY');
  expect(said(`${from} Name LIKE '${'%a'.repeat(1500)}'`)).toBe('answered');
  expect(said(`${from} Name = '${'x'.repeat(100_000)}'`)).toContain('SOQL statements cannot be longer');
}, 20_000);
