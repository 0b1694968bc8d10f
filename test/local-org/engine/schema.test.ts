import { expect, test } from 'vitest';
import { addUsageObject, allFields, apiVersion, column, field, grant, idIn, insert, openOrg } from './org.ts';

const text = (name: string, rest = {}) => field(name, { type: 'string', length: 20, ...rest });

test.each([
  ['a name with two underscores in a row', text('A__b__c'), 'can only contain alphanumeric characters'],
  ['a name that starts with a digit', text('1a__c'), 'must begin with a letter'],
  ['a name without its ending', text('Plain'), 'can only contain alphanumeric characters'],
  ['a name of 41 characters', text(`${'a'.repeat(41)}__c`), '(max length=40)'],
  ['a label of 41 characters', text('A__c', { label: 'a'.repeat(41) }), 'Field Label: data value too large'],
  ['no label', text('A__c', { label: ' ' }), 'non-empty label'],
  [
    'a precision of 19',
    field('A__c', { type: 'double', precision: 19, scale: 0 }),
    'Precision must be between 1 and 18',
  ],
  ['a scale above the precision', field('A__c', { type: 'double', precision: 3, scale: 4 }), 'Scale must be'],
  ['a text of 256', text('A__c', { length: 256 }), 'Length must be between 1 and 255'],
  [
    'a lookup to nothing',
    field('A__c', { type: 'reference', referenceTo: ['Nope__c'] }),
    "referenceTo value of 'Nope__c' does not resolve",
  ],
  [
    'a formula of another kind',
    field('A__c', { type: 'double', precision: 18, scale: 0, formula: '"one"' }),
    'Formula result is data type (Text), incompatible with expected data type (Number)',
  ],
])('%s is refused for a field', (_, def, said) => {
  expect(() => openOrg().engine.schema.putField('Account', def)).toThrow(said);
});

test('an object may track twenty fields and hold as many as its edition allows', () => {
  const { engine } = openOrg({ edition: 'Professional Edition' });
  for (let place = 0; place < 100; place++)
    engine.schema.putField('Account', text(`F${place}__c`, { trackHistory: place < 20 }));
  expect(() => engine.schema.putField('Account', text('F20__c', { trackHistory: true }))).toThrow(
    'may track 20 fields',
  );
  expect(() => engine.schema.putField('Account', text('F100__c'))).toThrow(
    'Account may have 100 custom fields in Professional Edition',
  );
});

test('putting the same field again changes nothing, and a new label does', () => {
  const { engine } = openOrg();
  expect(engine.schema.putField('Account', text('A__c'))).toEqual({ created: true, changed: false });
  expect(engine.schema.putField('account', text('A__c'))).toEqual({ created: false, changed: false });
  expect(engine.schema.putField('Account', text('A__c', { label: 'B' }))).toEqual({ created: false, changed: true });
  expect(engine.schema.field('ACCOUNT', 'a__C')?.label).toBe('B');
});

test('a field cannot become unique over rows that are not', () => {
  const org = openOrg();
  org.engine.schema.putField('Account', text('A__c'));
  grant(org, org.admin.user.id, 'A', { fields: { 'Account.A__c': 'edit' } });
  for (const A__c of ['x', 'X']) idIn(insert(org.admin, 'Account', { Name: 'n', A__c }));
  expect(() => org.engine.schema.putField('Account', text('A__c', { unique: true }))).toThrow('hold duplicate values');
  expect(org.engine.schema.field('Account', 'A__c')?.unique).toBe(false);
  expect(org.engine.schema.putField('Account', text('A__c', { unique: true, caseSensitive: true })).changed).toBe(true);
});

test('a dropped field goes with its grants, and its name is free at once', () => {
  const org = openOrg();
  addUsageObject(org.engine);
  const parent = grant(org, org.admin.user.id, 'All', { fields: allFields });
  idIn(insert(org.admin, 'Usage__c', { Key__c: 'A', Sessions__c: 5 }));
  org.engine.schema.dropField('Usage__c', 'Sessions__c');
  org.engine.schema.putField('Usage__c', field('Sessions__c', { type: 'string', length: 5 }));
  expect(
    org.admin.query(`SELECT Id FROM FieldPermissions WHERE ParentId = '${parent}' AND Field = 'Usage__c.Sessions__c'`, {
      apiVersion,
    }).totalSize,
  ).toBe(0);
  expect(() => org.admin.query('SELECT Sessions__c FROM Usage__c', { apiVersion })).toThrow('No such column');
  expect(column(org.engine.system(), 'SELECT Sessions__c FROM Usage__c', 'Sessions__c')).toEqual([null]);
});

test('an object that others point at cannot go; a free one can', () => {
  const { engine } = openOrg();
  addUsageObject(engine);
  engine.schema.putField('Contact', field('Usage__c', { type: 'reference', referenceTo: ['Usage__c'] }));
  expect(() => engine.schema.dropObject('Usage__c')).toThrow('Contact.Usage__c');
  engine.schema.dropField('Contact', 'Usage__c');
  engine.schema.dropObject('Usage__c');
  expect(engine.schema.object('Usage__c')).toBeUndefined();
  expect(() => engine.schema.dropObject('Account')).toThrow('Cannot delete standard object');
});

test('a new checkbox holds its default in the rows that are there', () => {
  const org = openOrg();
  org.engine.schema.putField('Account', field('Vip__c', { type: 'boolean', defaultValue: true }));
  grant(org, org.admin.user.id, 'A', { fields: { 'Account.Vip__c': 'edit' } });
  idIn(insert(org.admin, 'Account', { Name: 'New' }));
  expect(column(org.admin, 'SELECT Vip__c FROM Account', 'Vip__c')).toEqual([true, true, true, true]);
});

test('describe tells each user what that user may do', () => {
  const org = openOrg();
  addUsageObject(org.engine);
  grant(org, org.admin.user.id, 'All', { fields: { ...allFields, 'Usage__c.Sessions__c': 'read' } });
  const described = org.admin.describe('usage__c', apiVersion);
  expect(described).toMatchObject({
    name: 'Usage__c',
    custom: true,
    createable: true,
    queryable: true,
    keyPrefix: 'a00',
    urls: {
      sobject: '/services/data/v67.0/sobjects/Usage__c',
      rowTemplate: '/services/data/v67.0/sobjects/Usage__c/{ID}',
    },
    recordTypeInfos: [{ master: true }],
  });
  const fields = new Map((described['fields'] as { name: string }[]).map((each) => [each.name, each]));
  expect(fields.get('Name')).toMatchObject({
    autoNumber: true,
    createable: false,
    updateable: false,
    nameField: true,
    nillable: false,
  });
  expect(fields.get('Key__c')).toMatchObject({
    externalId: true,
    unique: true,
    caseSensitive: true,
    idLookup: true,
    length: 18,
    type: 'string',
    soapType: 'xsd:string',
  });
  expect(fields.get('Account__c')).toMatchObject({
    type: 'reference',
    referenceTo: ['Account'],
    relationshipName: 'Account__r',
    createable: true,
  });
  expect(fields.get('Sessions__c')).toMatchObject({
    type: 'double',
    precision: 6,
    scale: 0,
    createable: false,
    updateable: false,
  });
  const account = org.admin.describe('Account', apiVersion);
  expect(account['childRelationships']).toContainEqual(
    expect.objectContaining({ childSObject: 'Usage__c', field: 'Account__c', relationshipName: 'Usages__r' }),
  );
  expect(
    (account['fields'] as { name: string; compoundFieldName: string }[]).find(({ name }) => name === 'BillingCity'),
  ).toMatchObject({ compoundFieldName: 'BillingAddress' });
  const globalNames = (org.sync.describeGlobal(apiVersion)['sobjects'] as { name: string }[]).map(({ name }) => name);
  expect(globalNames).toContain('User');
  expect(globalNames).not.toContain('Account');
});

test('a new custom object belongs to the administrator by rows that say so', () => {
  const org = openOrg();
  addUsageObject(org.engine);
  expect(
    column(org.admin, "SELECT Parent.Profile.Name FROM ObjectPermissions WHERE SobjectType = 'Usage__c'", 'Parent'),
  ).toMatchObject([{ Profile: { Name: 'System Administrator' } }]);
});

test('rows of a custom object belong to a user, or to a queue that is made for it', () => {
  const org = openOrg();
  addUsageObject(org.engine);
  const group = (name: string, type: string) =>
    idIn(insert(org.admin, 'Group', { Name: name, DeveloperName: name, Type: type }));
  const [queue, other, plain] = [group('Mine', 'Queue'), group('Others', 'Queue'), group('Plain', 'Regular')];
  idIn(insert(org.admin, 'QueueSobject', { QueueId: queue, SobjectType: 'Usage__c' }));
  const id = idIn(insert(org.admin, 'Usage__c', { OwnerId: queue }));
  const { records } = org.admin.query(`SELECT Owner.Name, Owner.Type FROM Usage__c WHERE Id = '${id}'`, { apiVersion });
  expect(records).toMatchObject([{ Owner: { Name: 'Mine', Type: 'Queue' } }]);
  for (const owner of [other, plain]) {
    expect(insert(org.admin, 'Usage__c', { OwnerId: owner })).toMatchObject({
      status: 'refused',
      errors: [{ code: 'INVALID_OPERATION', message: 'Queue not associated with this SObject type' }],
    });
  }
  const described = org.admin.describe('Usage__c', apiVersion)['fields'] as { name: string }[];
  expect(described.find(({ name }) => name === 'OwnerId')).toMatchObject({
    referenceTo: ['Group', 'User'],
    polymorphicForeignKey: true,
    namePointing: true,
  });
});

test('setup objects take no fields, and users do', () => {
  const { schema } = openOrg().engine;
  expect(() => schema.putField('PermissionSet', text('A__c'))).toThrow(
    'Entity Enumeration Or ID: bad value for restricted picklist field: PermissionSet',
  );
  expect(schema.putField('User', text('A__c')).created).toBe(true);
});

test('an object keeps to the lengths of its words when it changes too', () => {
  const { engine } = openOrg();
  addUsageObject(engine);
  const { fields: _, keyPrefix: __, ...usage } = engine.schema.object('Usage__c')!;
  expect(() => engine.schema.putObject({ ...usage, label: 'a'.repeat(41) })).toThrow('(max length=40)');
  expect(() => engine.schema.putObject({ ...usage, labelPlural: ' ' })).toThrow('non-empty pluralLabel');
});
