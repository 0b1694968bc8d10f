import { expect, test } from 'vitest';
import { addUsageObject, apiVersion, column, field, openOrg } from './org.ts';

const globalNames = (org: ReturnType<typeof openOrg>) =>
  (org.admin.describeGlobal(apiVersion)['sobjects'] as { name: string }[]).map(({ name }) => name);

test('accounts and contacts have a history from the first day, and a custom object when it asks for one', () => {
  const org = openOrg();
  addUsageObject(org.engine);
  expect(globalNames(org)).toEqual(expect.arrayContaining(['AccountHistory', 'ContactHistory']));
  expect(globalNames(org)).not.toContain('Usage__History');
  const { fields: _, keyPrefix: __, ...usage } = org.engine.schema.object('Usage__c')!;
  org.engine.schema.putObject({ ...usage, enableHistory: true });
  expect(globalNames(org)).toContain('Usage__History');
  expect(
    column(org.admin, 'SELECT Id, ParentId, Field, OldValue, NewValue, DataType FROM Usage__History', 'Id'),
  ).toEqual([]);
  org.engine.schema.putObject({ ...usage, enableHistory: false });
  expect(globalNames(org)).not.toContain('Usage__History');
});

test('a history is read and never written', () => {
  const { admin } = openOrg();
  const described = admin.describe('AccountHistory', apiVersion);
  expect(described).toMatchObject({
    keyPrefix: '017',
    createable: false,
    updateable: false,
    deletable: false,
    queryable: true,
    custom: false,
    associateEntityType: 'History',
    associateParentEntity: 'Account',
  });
  const names = (described['fields'] as { name: string }[]).map(({ name }) => name);
  expect(names).toEqual([
    'Id',
    'IsDeleted',
    'AccountId',
    'CreatedById',
    'CreatedDate',
    'Field',
    'DataType',
    'OldValue',
    'NewValue',
  ]);
  expect(admin.describe('Account', apiVersion)['childRelationships']).toContainEqual(
    expect.objectContaining({ childSObject: 'AccountHistory', field: 'AccountId', relationshipName: 'Histories' }),
  );
});

test('who does not see an object does not see its history', () => {
  const { sync } = openOrg();
  expect(() => sync.describe('AccountHistory', apiVersion)).toThrow('The requested resource does not exist');
});

test('formulas and auto-numbers are not tracked, and nothing refers to a history', () => {
  const { schema } = openOrg().engine;
  const numbered = field('No__c', { type: 'string', length: 30, autoNumber: { format: '{0}' }, trackHistory: true });
  expect(() => schema.putField('Account', numbered)).toThrow('are not tracked');
  const formula = field('F__c', { type: 'string', length: 1300, formula: '"x"', trackHistory: true });
  expect(() => schema.putField('Account', formula)).toThrow('are not tracked');
  const lookup = field('L__c', { type: 'reference', referenceTo: ['AccountHistory'] });
  expect(() => schema.putField('Account', lookup)).toThrow("'AccountHistory' does not resolve to a valid sObject type");
  expect(() => schema.putField('AccountHistory', field('A__c', { type: 'date' }))).toThrow(
    "'AccountHistory' is not supported",
  );
});

test('standard fields are tracked, up to twenty with the custom ones', () => {
  const { engine } = openOrg();
  const { schema } = engine;
  const track = (name: string) => schema.putField('Account', { ...schema.field('Account', name)!, trackHistory: true });
  expect(track('Phone')).toEqual({ created: false, changed: true });
  expect(track('Phone')).toEqual({ created: false, changed: false });
  expect(() => track('CreatedDate')).toThrow('Cannot track history of the field CreatedDate');
  for (let place = 0; place < 19; place++) {
    schema.putField('Account', field(`F${place}__c`, { type: 'date', trackHistory: true }));
  }
  expect(() => track('Fax')).toThrow('may track 20 fields');
  const again = openOrg().engine;
  again.restore(engine.snapshot());
  expect(again.schema.field('Account', 'Phone')).toMatchObject({ trackHistory: true, label: 'Account Phone' });
});
