import { expect, test } from 'vitest';
import type { FieldDef } from '../../../src/local-org/engine/types.ts';
import { apiVersion, column, field, grant, idIn, insert, openOrg, type TestOrg } from './org.ts';

const of = (metadataType: string, rest: Partial<FieldDef> & Pick<FieldDef, 'type'>) =>
  field('F__c', { metadataType, ...rest });
const text = of('Text', { type: 'string', length: 20 });
const number = of('Number', { type: 'double', precision: 10, scale: 0 });

function openWith(first: FieldDef, value?: unknown): TestOrg {
  const org = openOrg();
  org.engine.schema.putField('Account', first);
  grant(org, org.admin.user.id, 'F', { fields: { 'Account.F__c': 'edit' } });
  if (value !== undefined) idIn(insert(org.admin, 'Account', { Name: 'Filled', F__c: value }));
  return org;
}

test.each([
  ['Text', 'Email', text, of('Email', { type: 'email', length: 80 }), 'a@b.example'],
  ['Text', 'LongTextArea', text, of('LongTextArea', { type: 'textarea', length: 1000 }), 'words'],
  [
    'Phone',
    'Text',
    of('Phone', { type: 'phone', length: 40 }),
    of('Text', { type: 'string', length: 40 }),
    '+1 555 0100',
  ],
])('a filled field changes from %s to %s and keeps its values', (_, __, before, after, value) => {
  const { engine, admin } = openWith(before, value);
  expect(engine.schema.putField('Account', after)).toEqual({ created: false, changed: true });
  expect(column(admin, "SELECT F__c FROM Account WHERE Name = 'Filled'", 'F__c')).toEqual([value]);
});

test.each([
  ['Text', 'Number', text, number, 'x'],
  ['Number', 'Text', number, text, 5],
  ['Checkbox', 'Text', of('Checkbox', { type: 'boolean', defaultValue: false }), text, true],
  ['Date', 'DateTime', of('Date', { type: 'date' }), of('DateTime', { type: 'datetime' }), '2026-01-31'],
])('a field changes from %s to %s while it is empty, and not after', (_, __, before, after, value) => {
  expect(openWith(before).engine.schema.putField('Account', after)).toEqual({ created: false, changed: true });
  expect(() => openWith(before, value).engine.schema.putField('Account', after)).toThrow(
    'Cannot change type due to existing data',
  );
});

test('a changed column takes values of its new type', () => {
  const org = openWith(text);
  org.engine.schema.putField('Account', number);
  idIn(insert(org.admin, 'Account', { Name: 'Filled', F__c: 7 }));
  expect(column(org.admin, 'SELECT F__c FROM Account WHERE F__c > 6', 'F__c')).toEqual([7]);
});

test.each([
  [
    'to a lookup',
    text,
    of('Lookup', { type: 'reference', referenceTo: ['Contact'] }),
    'to a Lookup, MasterDetail, or Hierarchy',
  ],
  [
    'from a lookup',
    of('Lookup', { type: 'reference', referenceTo: ['Contact'] }),
    text,
    'from a Lookup, MasterDetail, or Hierarchy',
  ],
  ['to a formula', text, of('Text', { type: 'string', length: 1300, formula: '"x"' }), 'to a Formula'],
  ['from a formula', of('Text', { type: 'string', length: 1300, formula: '"x"' }), text, 'from a Formula'],
  [
    'to another parent',
    of('Lookup', { type: 'reference', referenceTo: ['Contact'] }),
    of('Lookup', { type: 'reference', referenceTo: ['User'] }),
    "Cannot change 'referenceTo'",
  ],
])('a field never changes %s', (_, before, after, said) => {
  expect(() => openWith(before).engine.schema.putField('Account', after)).toThrow(said);
});

test('a text shrinks as far as its values let it', () => {
  const { engine } = openWith(text, 'seven77');
  expect(() => engine.schema.putField('Account', { ...text, length: 6 })).toThrow('existing data is longer');
  expect(engine.schema.putField('Account', { ...text, length: 7 }).changed).toBe(true);
});

test('a number loses digits as far as its values let it', () => {
  const { engine } = openWith(number, 1234);
  expect(() => engine.schema.putField('Account', { ...number, precision: 3 })).toThrow('existing data has more digits');
  expect(engine.schema.putField('Account', { ...number, precision: 4 }).changed).toBe(true);
});

test('a new auto-number numbers the rows that are there', () => {
  const org = openOrg();
  org.engine.schema.putField(
    'Account',
    field('No__c', {
      type: 'string',
      metadataType: 'AutoNumber',
      length: 30,
      autoNumber: { format: 'A-{000}', start: 7 },
      creatable: false,
      updatable: false,
    }),
  );
  grant(org, org.admin.user.id, 'No', { fields: { 'Account.No__c': 'read' } });
  idIn(insert(org.admin, 'Account', { Name: 'Last' }));
  expect(column(org.admin, 'SELECT No__c FROM Account ORDER BY No__c', 'No__c')).toEqual([
    'A-007',
    'A-008',
    'A-009',
    'A-010',
  ]);
});

test('a geolocation is two numbers and a compound of them', () => {
  const org = openOrg();
  org.engine.schema.putField(
    'Account',
    field('Site__c', { type: 'location', metadataType: 'Location', scale: 4, creatable: false, updatable: false }),
  );
  grant(org, org.admin.user.id, 'Site', { fields: { 'Account.Site__c': 'edit' } });
  const id = idIn(
    insert(org.admin, 'Account', { Name: 'Here', Site__Latitude__s: 48.85661, Site__Longitude__s: 2.3522 }),
  );
  const { records } = org.admin.query(`SELECT Site__c, Site__Latitude__s FROM Account WHERE Id = '${id}'`, {
    apiVersion,
  });
  expect(records).toMatchObject([{ Site__Latitude__s: 48.8566, Site__c: { latitude: 48.8566, longitude: 2.3522 } }]);
  org.engine.schema.dropField('Account', 'Site__c');
  expect(org.engine.schema.field('Account', 'Site__Latitude__s')).toBeUndefined();
});

test('a time of day is kept without a date', () => {
  const org = openWith(of('Time', { type: 'time' }), '13:30');
  expect(column(org.admin, "SELECT F__c FROM Account WHERE Name = 'Filled'", 'F__c')).toEqual(['13:30:00.000Z']);
});

test('a number goes on behind the date that comes before it, from where it shall start', () => {
  const org = openOrg();
  const dated = field('No__c', {
    type: 'string',
    metadataType: 'AutoNumber',
    length: 30,
    autoNumber: { format: '{YYYY}-{000}', start: 5 },
    creatable: false,
    updatable: false,
  });
  org.engine.schema.putObject({
    name: 'Bill__c',
    label: 'Bill',
    labelPlural: 'Bills',
    custom: true,
    permissionable: true,
  });
  org.engine.schema.putField('Bill__c', dated);
  grant(org, org.admin.user.id, 'Bills', { fields: { 'Bill__c.No__c': 'read' } });
  for (const name of ['a', 'b']) idIn(insert(org.admin, 'Bill__c', { Name: name }));
  const restarted = openOrg();
  restarted.engine.restore(org.engine.snapshot());
  idIn(insert(restarted.admin, 'Bill__c', { Name: 'c' }));
  expect(column(restarted.admin, 'SELECT No__c FROM Bill__c ORDER BY Name', 'No__c')).toEqual([
    '2026-005',
    '2026-006',
    '2026-007',
  ]);
});

test('a default that is a formula is worked out for each row', () => {
  const org = openWith(of('Date', { type: 'date', defaultFormula: 'TODAY() + 30' }));
  idIn(insert(org.admin, 'Account', { Name: 'Early' }));
  org.clock.advance(86_400_000);
  idIn(insert(org.admin, 'Account', { Name: 'Late' }));
  expect(column(org.admin, 'SELECT F__c FROM Account WHERE F__c != NULL ORDER BY F__c', 'F__c')).toEqual([
    '2026-04-09',
    '2026-04-10',
  ]);
  const fields = org.admin.describe('Account', apiVersion)['fields'] as { name: string }[];
  expect(fields.find(({ name }) => name === 'F__c')).toMatchObject({
    defaultValue: null,
    defaultValueFormula: 'TODAY() + 30',
    defaultedOnCreate: true,
  });
});
