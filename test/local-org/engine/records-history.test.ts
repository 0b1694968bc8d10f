import { beforeEach, expect, test } from 'vitest';
import { idOf } from '../../../src/local-org/engine/ids.ts';
import { field, grant, idIn, insert, remove, rowsOf, type TestOrg, update, usageOrg } from './org.ts';

let org: TestOrg;
let id: string;

const history = (where = '') =>
  rowsOf(org.admin, `SELECT ParentId, Field, DataType, OldValue, NewValue FROM Usage__History ${where} ORDER BY Id`);

beforeEach(() => {
  org = usageOrg();
  const { schema } = org.engine;
  const { fields: _, keyPrefix: __, ...settings } = schema.object('Usage__c')!;
  schema.putObject({ ...settings, enableHistory: true });
  for (const name of ['Sessions__c', 'Account__c', 'Last_Seen__c'])
    schema.putField('Usage__c', { ...schema.field('Usage__c', name)!, trackHistory: true });
  schema.putField(
    'Usage__c',
    field('Story__c', { type: 'textarea', length: 32_000, metadataType: 'LongTextArea', trackHistory: true }),
  );
  grant(org, org.admin.user.id, 'Story', { fields: { 'Usage__c.Story__c': 'edit' } });
  id = idIn(insert(org.admin, 'Usage__c', { Key__c: 'A', Sessions__c: 3 }));
});

test('a new row is noted, and each change of a tracked field with what was and what is', () => {
  idIn(update(org.admin, 'Usage__c', { Id: id, Sessions__c: 4, Key__c: 'B', Last_Seen__c: '2026-01-02T03:04:05Z' }));
  idIn(update(org.admin, 'Usage__c', { Id: id, Sessions__c: 4 }));
  expect(history()).toEqual([
    { ParentId: id, Field: 'created', DataType: 'Text', OldValue: null, NewValue: null },
    { ParentId: id, Field: 'Sessions__c', DataType: 'Double', OldValue: 3, NewValue: 4 },
    {
      ParentId: id,
      Field: 'Last_Seen__c',
      DataType: 'DateTime',
      OldValue: null,
      NewValue: '2026-01-02T03:04:05.000+0000',
    },
  ]);
});

test('a lookup is noted twice, by name and by Id, and a long text without its values', () => {
  idIn(update(org.admin, 'Usage__c', { Id: id, Account__c: idOf('001', 1), Story__c: 'long' }));
  const where = "WHERE Field != 'created'";
  expect(history(where).map(({ ParentId: _, ...row }) => row)).toEqual([
    { Field: 'Account__c', DataType: 'Text', OldValue: null, NewValue: 'Acme' },
    { Field: 'Account__c', DataType: 'EntityId', OldValue: null, NewValue: idOf('001', 1) },
    { Field: 'Story__c', DataType: 'MultiLineText', OldValue: null, NewValue: null },
  ]);
});

test('history goes with its field, with its row, and after eighteen months', () => {
  idIn(update(org.admin, 'Usage__c', { Id: id, Sessions__c: 9, Last_Seen__c: '2026-01-02T03:04:05Z' }));
  org.engine.schema.dropField('Usage__c', 'Sessions__c');
  expect(history().map(({ Field }) => Field)).toEqual(['created', 'Last_Seen__c']);
  const other = idIn(insert(org.admin, 'Usage__c', { Key__c: 'Z' }));
  idIn(remove(org.admin, 'Usage__c', id));
  expect(history().map(({ ParentId }) => ParentId)).toEqual([other]);
  org.clock.advance(570 * 24 * 3_600_000);
  expect(history()).toEqual([]);
});
