import { expect, test } from 'vitest';
import type { FieldDef } from '../../../src/local-org/engine/types.ts';
import {
  apiVersion,
  codeOf,
  column,
  field,
  grant,
  idIn,
  insert,
  openOrg,
  remove,
  sample,
  type TestOrg,
  update,
} from './org.ts';

const master = (name: string, target: string, rest: Partial<FieldDef> = {}) =>
  field(name, {
    type: 'reference',
    metadataType: 'MasterDetail',
    length: 18,
    referenceTo: [target],
    relationshipName: name.replace('__c', '__r'),
    childRelationshipName: `Of_${name.replace('__c', '')}`,
    required: true,
    permissionable: false,
    updatable: false,
    deleteConstraint: 'Cascade',
    masterDetail: { order: 0, reparentable: false, writeRequiresMasterRead: false },
    ...rest,
  });

const rollUp = (
  name: string,
  operation: 'count' | 'sum' | 'min' | 'max',
  rest: Partial<NonNullable<FieldDef['summary']>> = {},
) =>
  field(name, {
    type: 'double',
    metadataType: 'Summary',
    precision: 18,
    scale: 0,
    creatable: false,
    updatable: false,
    summary: { operation, child: 'Line__c', foreignKey: 'Account__c', filters: [], ...rest },
  });

function addObject({ engine }: TestOrg, name: string): void {
  engine.schema.putObject({
    name,
    label: name,
    labelPlural: name,
    custom: true,
    permissionable: true,
    sharingModel: 'ReadWrite',
  });
}

/** An org whose lines belong to accounts. */
function openWithLines(...rollUps: readonly FieldDef[]): TestOrg {
  const org = openOrg();
  addObject(org, 'Line__c');
  org.engine.schema.putField('Line__c', master('Account__c', 'Account'));
  org.engine.schema.putField('Line__c', field('Amount__c', { type: 'double', precision: 10, scale: 2 }));
  org.engine.schema.putField('Line__c', field('Kind__c', { type: 'string', length: 20 }));
  for (const each of rollUps) org.engine.schema.putField('Account', each);
  grant(org, org.admin.user.id, 'Lines', {
    fields: {
      'Line__c.Amount__c': 'edit',
      'Line__c.Kind__c': 'edit',
      ...Object.fromEntries(rollUps.map(({ name }) => [`Account.${name}`, 'read'])),
    },
  });
  return org;
}

const acme = sample.Account[0]!.Id;
const bolt = sample.Account[1]!.Id;

test('a detail has no owner, is shared as its master is, and needs one', () => {
  const { engine, admin } = openWithLines();
  expect(engine.schema.object('Line__c')).toMatchObject({ sharingModel: 'ControlledByParent' });
  expect(engine.schema.field('Line__c', 'OwnerId')).toBeUndefined();
  expect(codeOf(insert(admin, 'Line__c', { Name: 'x' }))).toBe('REQUIRED_FIELD_MISSING');
  const fields = admin.describe('Line__c', apiVersion)['fields'] as { name: string }[];
  expect(fields.find(({ name }) => name === 'Account__c')).toMatchObject({
    cascadeDelete: true,
    nillable: false,
    permissionable: false,
    relationshipOrder: 0,
    updateable: false,
    writeRequiresMasterRead: false,
  });
});

test('a detail goes with its master, and stays with it', () => {
  const { admin } = openWithLines();
  const id = idIn(insert(admin, 'Line__c', { Name: 'x', Account__c: acme }));
  expect(() => update(admin, 'Line__c', { Id: id, Account__c: bolt })).toThrow(
    'Unable to create/update fields: Account__c',
  );
  expect(codeOf(remove(admin, 'Account', acme))).toBe('done');
  expect(column(admin, 'SELECT Id FROM Line__c', 'Id')).toEqual([]);
});

test('roll-ups draw together the living details of a master', () => {
  const { admin } = openWithLines(
    rollUp('Lines__c', 'count'),
    rollUp('Total__c', 'sum', { field: 'Amount__c' }),
    rollUp('Least__c', 'min', { field: 'Amount__c' }),
    rollUp('Paid__c', 'sum', {
      field: 'Amount__c',
      filters: [{ field: 'Kind__c', operation: 'equals', value: 'paid,settled' }],
    }),
  );
  for (const [amount, kind] of [
    [10, 'Paid'],
    [20, 'open'],
    [5, 'settled'],
  ] as const) {
    idIn(insert(admin, 'Line__c', { Name: 'x', Account__c: acme, Amount__c: amount, Kind__c: kind }));
  }
  const gone = idIn(insert(admin, 'Line__c', { Name: 'x', Account__c: acme, Amount__c: 1 }));
  idIn({ ...remove(admin, 'Line__c', gone) });
  const soql = (name: string) => `SELECT Lines__c, Total__c, Least__c, Paid__c FROM Account WHERE Name = '${name}'`;
  expect(admin.query(soql('Acme'), { apiVersion }).records).toMatchObject([
    { Lines__c: 3, Total__c: 35, Least__c: 5, Paid__c: 15 },
  ]);
  expect(admin.query(soql('acme Labs'), { apiVersion }).records).toMatchObject([
    { Lines__c: 0, Total__c: 0, Least__c: null, Paid__c: 0 },
  ]);
  expect(column(admin, 'SELECT Name FROM Account WHERE Lines__c > 0')).toEqual(['Acme']);
});

test.each([
  [
    'of nothing that is there',
    rollUp('R__c', 'count', { child: 'Nope__c' }),
    'no CustomField named Nope__c.Account__c',
  ],
  ['of no field', rollUp('R__c', 'sum'), "Must specify 'summarizedField'"],
  ['of a text', rollUp('R__c', 'sum', { field: 'Kind__c' }), 'cannot be summarized by sum'],
  ['that counts a field', rollUp('R__c', 'count', { field: 'Amount__c' }), "Can not specify 'summarizedField'"],
  [
    'that asks what cannot be asked',
    rollUp('R__c', 'count', { filters: [{ field: 'Kind__c', operation: 'like', value: 'x' }] }),
    "'like' is not a valid value for the enum 'FilterOperation'",
  ],
])('a roll-up %s is refused', (_, summary, said) => {
  expect(() => openWithLines(summary)).toThrow(said);
});

test('what a roll-up uses is neither deleted nor made a lookup', () => {
  const { engine } = openWithLines(rollUp('Lines__c', 'count'));
  expect(() => engine.schema.dropField('Line__c', 'Account__c')).toThrow('Custom Field - Account.Lines__c');
  const { masterDetail: _, ...lookup } = master('Account__c', 'Account', {
    metadataType: 'Lookup',
    deleteConstraint: 'SetNull',
    required: false,
  });
  expect(() => engine.schema.putField('Line__c', lookup)).toThrow('the roll-up summary field Lines__c uses it');
  engine.schema.dropField('Account', 'Lines__c');
  engine.schema.putField('Line__c', lookup);
  expect(engine.schema.object('Line__c')).toMatchObject({ sharingModel: 'ReadWrite' });
  expect(engine.schema.field('Line__c', 'OwnerId')).toBeDefined();
});

test('a master cannot be found for a standard object, for rows that are there, or three times', () => {
  const org = openOrg();
  const { schema } = org.engine;
  addObject(org, 'Line__c');
  expect(() => schema.putField('Contact', master('A__c', 'Account'))).toThrow('only possible on a custom object');
  expect(() => schema.putField('Line__c', master('A__c', 'User'))).toThrow('cannot reference User');
  expect(() => schema.putField('Line__c', master('A__c', 'Line__c'))).toThrow('detail of itself');
  idIn(insert(org.admin, 'Line__c', { Name: 'x' }));
  expect(() => schema.putField('Line__c', master('A__c', 'Account'))).toThrow('an object that has records');
  addObject(org, 'Other__c');
  schema.putField('Other__c', master('A__c', 'Account'));
  schema.putField('Other__c', master('B__c', 'Account'));
  expect(() => schema.putField('Other__c', master('C__c', 'Account'))).toThrow(
    'may have 2 master-detail relationships',
  );
});

test('a lookup becomes a master only when every row has one', () => {
  const org = openOrg();
  const { schema } = org.engine;
  addObject(org, 'Line__c');
  const lookup = field('Account__c', {
    type: 'reference',
    metadataType: 'Lookup',
    referenceTo: ['Account'],
    relationshipName: 'Account__r',
    childRelationshipName: 'Lines',
    deleteConstraint: 'SetNull',
  });
  schema.putField('Line__c', lookup);
  grant(org, org.admin.user.id, 'Line', { fields: { 'Line__c.Account__c': 'edit' } });
  const id = idIn(insert(org.admin, 'Line__c', { Name: 'x' }));
  expect(() => schema.putField('Line__c', master('Account__c', 'Account'))).toThrow('every record needs a value');
  idIn(update(org.admin, 'Line__c', { Id: id, Account__c: acme }));
  expect(schema.putField('Line__c', master('Account__c', 'Account'))).toEqual({ created: false, changed: true });
  expect(column(org.admin, 'SELECT Account__c FROM Line__c', 'Account__c')).toEqual([acme]);
});
