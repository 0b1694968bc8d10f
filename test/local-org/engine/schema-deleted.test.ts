import { expect, test } from 'vitest';
import { addUsageObject, apiVersion, column, field, grant, idIn, insert, openOrg } from './org.ts';

const text = (name: string) => field(name, { type: 'string', length: 20 });
const days = (count: number) => count * 86_400_000;

test('the name of a deleted field is free at once, and what it held is gone', () => {
  const org = openOrg();
  const { schema } = org.engine;
  schema.putField('Account', text('A__c'));
  grant(org, org.admin.user.id, 'A', { fields: { 'Account.A__c': 'edit' } });
  idIn(insert(org.admin, 'Account', { Name: 'Filled', A__c: 'x' }));
  schema.dropField('Account', 'A__c');
  expect(schema.putField('Account', text('A__c')).created).toBe(true);
  grant(org, org.admin.user.id, 'Again', { fields: { 'Account.A__c': 'edit' } });
  expect(column(org.admin, "SELECT A__c FROM Account WHERE Name = 'Filled'", 'A__c')).toEqual([null]);
});

test('a deleted field goes by another name, and each of its namesakes by one more', () => {
  const { engine } = openOrg();
  for (let time = 0; time < 3; time++) {
    engine.schema.putField('Account', text('A__c'));
    engine.schema.dropField('Account', 'A__c');
  }
  expect(engine.schema.deleted()).toMatchObject([
    { object: 'Account', field: 'A_del__c', was: 'A__c', deletedDate: new Date('2026-03-10T20:30:15.750Z') },
    { object: 'Account', field: 'A_del1__c', was: 'A__c' },
    { object: 'Account', field: 'A_del2__c', was: 'A__c' },
  ]);
  expect(engine.schema.field('Account', 'A_del__c')).toBeUndefined();
});

test('a deleted field keeps its slot for fifteen days, unless it is purged', () => {
  const { engine, clock } = openOrg({ edition: 'Professional Edition' });
  const { schema } = engine;
  for (let place = 0; place < 100; place++) schema.putField('Account', text(`F${place}__c`));
  schema.dropField('Account', 'F0__c');
  expect(() => schema.putField('Account', text('New__c'))).toThrow('may have 100 custom fields');
  clock.advance(days(15) + 1000);
  expect(schema.deleted()).toEqual([]);
  schema.putField('Account', text('New__c'));
  schema.dropField('Account', 'New__c', { purge: true });
  expect(schema.deleted()).toEqual([]);
  schema.putField('Account', text('Newer__c'));
});

test('a deleted object is kept in the list with its name, and takes its place', () => {
  const { engine, clock } = openOrg({ edition: 'Professional Edition' });
  const { schema } = engine;
  addUsageObject(engine);
  schema.dropField('Usage__c', 'Sessions__c');
  schema.dropObject('Usage__c');
  expect(schema.deleted()).toMatchObject([{ object: 'Usage_del__c', was: 'Usage__c' }]);
  const make = (name: string) =>
    schema.putObject({ name, label: name, labelPlural: name, custom: true, permissionable: true });
  for (let place = 0; place < 49; place++) make(`O${place}__c`);
  expect(() => make('Usage__c')).toThrow('Professional Edition may have 50 custom objects');
  clock.advance(days(16));
  make('Usage__c');
});

test('deleted fields are known after a restart, and undone with their transaction', () => {
  const { engine } = openOrg();
  engine.schema.putField('Account', text('A__c'));
  expect(() =>
    engine.transaction(() => {
      engine.schema.dropField('Account', 'A__c');
      throw new Error('No after all');
    }),
  ).toThrow('No after all');
  expect(engine.schema.deleted()).toEqual([]);
  expect(engine.schema.field('Account', 'A__c')).toBeDefined();
  engine.schema.dropField('Account', 'A__c');
  const again = openOrg().engine;
  again.restore(engine.snapshot());
  expect(again.schema.deleted()).toHaveLength(1);
});

test('a deleted field is in no describe', () => {
  const org = openOrg();
  org.engine.schema.putField('Account', text('A__c'));
  grant(org, org.admin.user.id, 'A', { fields: { 'Account.A__c': 'read' } });
  org.engine.schema.dropField('Account', 'A__c');
  const names = (org.admin.describe('Account', apiVersion)['fields'] as { name: string }[]).map(({ name }) => name);
  expect(names.filter((name) => name.endsWith('__c'))).toEqual([]);
});
