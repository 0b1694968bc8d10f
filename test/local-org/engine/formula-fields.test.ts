import { expect, test } from 'vitest';
import { apiVersion, codeOf, column, field, grant, idIn, insert, openOrg, type TestOrg, update } from './org.ts';

const number = (name: string, formula: string, rest = {}) =>
  field(name, {
    type: 'double',
    metadataType: 'Number',
    precision: 18,
    scale: 2,
    formula,
    creatable: false,
    updatable: false,
    ...rest,
  });
const text = (name: string, formula: string) =>
  field(name, { type: 'string', metadataType: 'Text', length: 1300, formula, creatable: false, updatable: false });

function openWith(...fields: readonly ReturnType<typeof field>[]): TestOrg {
  const org = openOrg();
  for (const each of fields) org.engine.schema.putField('Account', each);
  grant(org, org.admin.user.id, 'Formulas', {
    fields: Object.fromEntries(fields.map(({ name }) => [`Account.${name}`, 'read'])),
  });
  return org;
}

const size = text('Size__c', 'IF(NumberOfEmployees > 100, "large", "small")');
const perHead = number('Per_Head__c', 'AnnualRevenue / NumberOfEmployees', { formulaBlanks: 'BlankAsZero' });

test('a formula is worked out in every query, and queries filter and sort by it', () => {
  const { admin } = openWith(size);
  expect(column(admin, 'SELECT Size__c FROM Account ORDER BY Name', 'Size__c')).toEqual(['large', 'small', 'small']);
  expect(column(admin, "SELECT Name FROM Account WHERE Size__c = 'LARGE'")).toEqual(['Acme']);
  expect(column(admin, 'SELECT Name FROM Account ORDER BY Size__c DESC, Name LIMIT 1')).toEqual(['acme Labs']);
  expect(
    admin.query('SELECT Size__c, COUNT(Id) n FROM Account GROUP BY Size__c ORDER BY Size__c', { apiVersion }).records,
  ).toMatchObject([
    { Size__c: 'large', n: 1 },
    { Size__c: 'small', n: 2 },
  ]);
});

test('a formula that goes wrong has no value', () => {
  const { admin } = openWith(perHead);
  expect(column(admin, "SELECT Per_Head__c FROM Account WHERE Name = 'acme Labs'", 'Per_Head__c')).toEqual([null]);
  expect(column(admin, "SELECT Per_Head__c FROM Account WHERE Name = 'Acme'", 'Per_Head__c')).toEqual([0]);
});

test('a formula reads parents, and other formulas', () => {
  const org = openWith(size);
  const { schema } = org.engine;
  schema.putField(
    'Contact',
    text('Where__c', 'Account.Name & " (" & Account.Size__c & "), " & Account.Owner.LastName'),
  );
  grant(org, org.admin.user.id, 'Where', { fields: { 'Contact.Where__c': 'read' } });
  expect(column(org.admin, "SELECT Where__c FROM Contact WHERE LastName = 'Ito'", 'Where__c')).toEqual([
    'Acme (large), Administrator',
  ]);
  expect(column(org.admin, "SELECT Id FROM Contact WHERE Where__c LIKE 'Acme%'", 'Id')).toHaveLength(2);
  expect(column(org.admin, "SELECT Account.Size__c FROM Contact WHERE LastName = 'Ito'", 'Account')).toMatchObject([
    { Size__c: 'large' },
  ]);
});

test('a formula field is not written, and a change of its value moves no timestamp', () => {
  const org = openWith(size);
  const id = idIn(insert(org.admin, 'Account', { Name: 'New', NumberOfEmployees: 500 }));
  expect(() => update(org.admin, 'Account', { Id: id, Size__c: 'huge' })).toThrow(
    'Unable to create/update fields: Size__c',
  );
  const stamp = column(org.admin, `SELECT SystemModstamp FROM Account WHERE Id = '${id}'`, 'SystemModstamp');
  org.clock.advance(60_000);
  org.engine.schema.putField('Account', { ...size, formula: '"other"' });
  expect(column(org.admin, `SELECT Size__c FROM Account WHERE Id = '${id}'`, 'Size__c')).toEqual(['other']);
  expect(column(org.admin, `SELECT SystemModstamp FROM Account WHERE Id = '${id}'`, 'SystemModstamp')).toEqual(stamp);
  expect(codeOf(update(org.admin, 'Account', { Id: id, Name: 'Newer' }))).toBe('done');
});

test('describe shows the formula of a field that nobody writes', () => {
  const { admin } = openWith(perHead);
  const fields = admin.describe('Account', apiVersion)['fields'] as { name: string }[];
  expect(fields.find(({ name }) => name === 'Per_Head__c')).toMatchObject({
    calculated: true,
    calculatedFormula: 'AnnualRevenue / NumberOfEmployees',
    formulaTreatNullNumberAsZero: true,
    createable: false,
    updateable: false,
    nillable: true,
    defaultedOnCreate: false,
    type: 'double',
    precision: 18,
    scale: 2,
  });
});

test.each([
  ['of a field that is not there', 'Nope__c', 'Error: Field Nope__c does not exist. Check spelling.'],
  ['that is not finished', '1 + (', 'Error: Syntax error'],
  [
    'of another kind than its field',
    'TODAY()',
    'Formula result is data type (Date), incompatible with expected data type (Number).',
  ],
])('a formula %s is refused', (_, formula, said) => {
  expect(() => openOrg().engine.schema.putField('Account', number('Own__c', formula))).toThrow(said);
});

test('a formula that comes back to itself is refused, and what a formula names is not deleted', () => {
  const { engine } = openWith(number('A__c', 'NumberOfEmployees * 2'), number('B__c', 'A__c + 1'));
  expect(() => engine.schema.putField('Account', number('A__c', 'A__c + 1'))).toThrow('refers to itself');
  expect(() => engine.schema.putField('Account', number('A__c', 'B__c'))).toThrow('refers to itself');
  expect(() => engine.schema.dropField('Account', 'A__c')).toThrow(
    'This custom field is referenced elsewhere in salesforce.com : Custom Field - Account.B__c',
  );
  engine.schema.dropField('Account', 'B__c');
  engine.schema.dropField('Account', 'A__c');
});

test('today is a day of the org, and dates and percents come as such', () => {
  const { admin } = openWith(
    field('Due__c', { type: 'date', metadataType: 'Date', formula: 'TODAY() + 1', creatable: false, updatable: false }),
    field('Share__c', {
      type: 'percent',
      precision: 18,
      scale: 1,
      formula: '1 / 8',
      creatable: false,
      updatable: false,
    }),
    field('Big__c', { type: 'boolean', formula: 'NumberOfEmployees > 100', creatable: false, updatable: false }),
  );
  expect(
    admin.query("SELECT Due__c, Share__c, Big__c FROM Account WHERE Name = 'Acme'", { apiVersion }).records,
  ).toMatchObject([{ Due__c: '2026-03-11', Share__c: 12.5, Big__c: true }]);
  expect(column(admin, 'SELECT Name FROM Account WHERE Big__c = TRUE')).toEqual(['Acme']);
});

test('a number beyond all numbers is no value', () => {
  const { admin } = openWith(number('Huge__c', '10 ^ 400'));
  expect(column(admin, "SELECT Huge__c FROM Account WHERE Name = 'Acme'", 'Huge__c')).toEqual([null]);
});
