import { expect, test } from 'vitest';
import { idOf } from '../../../src/local-org/engine/ids.ts';
import { apiVersion, codeOf, column, field, grant, idIn, insert, messageOf, openOrg, update, usageOrg } from './org.ts';

test('a new row gets its Id, owner and audit fields, to the whole second', () => {
  const { admin } = openOrg();
  const id = idIn(insert(admin, 'Account', { name: '  New  ', Phone: '' }));
  expect(id).toMatch(/^001.{15}$/);
  expect(
    admin.retrieve(
      'Account',
      { field: 'Id', value: id.slice(0, 15) },
      ['Id', 'Name', 'Phone', 'OwnerId', 'CreatedDate', 'IsDeleted'],
      apiVersion,
    ),
  ).toEqual({
    attributes: { type: 'Account', url: `/services/data/v67.0/sobjects/Account/${id}` },
    Id: id,
    Name: 'New',
    Phone: null,
    OwnerId: admin.user.id,
    CreatedDate: '2026-03-10T20:30:15.000+0000',
    IsDeleted: false,
  });
});

test('values are held against their types, in words of the platform', () => {
  const org = usageOrg();
  const { admin } = org;
  const account = (row: Record<string, unknown>) => messageOf(insert(admin, 'Account', { Name: 'x', ...row }));
  expect(messageOf(insert(admin, 'Contact', { FirstName: 'x' }))).toBe('Required fields are missing: [LastName]');
  expect(account({ Name: 'x'.repeat(256) })).toMatch(/^Account Name: data value too large: x{100} \(max length=255\)$/);
  expect(account({ NumberOfEmployees: 'many' })).toMatch(
    /^Cannot deserialize instance of int from VALUE_STRING value many/,
  );
  expect(account({ NumberOfEmployees: 1.5 })).toMatch(/VALUE_NUMBER_FLOAT/);
  expect(account({ Name: 5 })).toMatch(/^Cannot deserialize instance of string from VALUE_NUMBER_INT value 5/);
  expect(account({ ParentId: 'abc' })).toBe('Parent Account ID: id value of incorrect type: abc');
  expect(account({ ParentId: idOf('003', 1) })).toBe(
    `Parent Account ID: id value of incorrect type: ${idOf('003', 1)}`,
  );
  expect(account({ ParentId: idOf('001', 77) })).toBe('invalid cross reference id');
  expect(codeOf(insert(admin, 'Contact', { LastName: 'x', Email: 'nobody' }))).toBe('INVALID_EMAIL_ADDRESS');
  expect(codeOf(insert(admin, 'Contact', { LastName: 'x', Birthdate: '2026-02-30' }))).toBe('JSON_PARSER_ERROR');
  expect(codeOf(insert(admin, 'Usage__c', { Sessions__c: 1_000_000 }))).toBe('NUMBER_OUTSIDE_VALID_RANGE');
  expect(codeOf(insert(admin, 'Usage__c', { Sessions__c: '42' }))).toBe('done');
  expect(codeOf(insert(admin, 'Usage__c', { Last_Seen__c: '2026-01-02T17:38:59.000+0100' }))).toBe('done');
  expect(column(admin, 'SELECT Last_Seen__c FROM Usage__c WHERE Last_Seen__c != null', 'Last_Seen__c')).toEqual([
    '2026-01-02T16:38:59.000+0000',
  ]);
});

test('cells of a CSV are read as texts', () => {
  const org = usageOrg();
  org.engine.schema.putField(
    'Account',
    field('Ext__c', { type: 'string', length: 20, externalId: true, unique: true }),
  );
  grant(org, org.admin.user.id, 'Ext', { fields: { 'Account.Ext__c': 'edit' } });
  expect(codeOf(update(org.admin, 'Account', { Id: idOf('001', 2), Ext__c: 'BOLT' }))).toBe('done');
  const open = (path: string) =>
    org.admin.writer({
      object: 'usage__c',
      operation: 'upsert',
      externalId: 'key__c',
      columns: ['KEY__C', 'sessions__c', 'last_seen__c', path],
      cells: 'text',
      dialect: 'bulk',
    });
  expect(() => open('Account__r.Industry')).toThrow('InvalidBatch : Field name not found : Account__r.Industry');
  expect(() => open('Nobody__r.Ext__c')).toThrow('InvalidBatch : Unable to find relationship: Nobody__r');
  const writer = open('Account__r.Ext__c');
  expect(messageOf(writer.write(['k', '1', undefined, 'Nobody']))).toBe(
    'Foreign key external ID: nobody not found for field Ext__c in entity Account',
  );
  expect(messageOf(writer.write(['k', 'x', undefined, undefined]))).toBe(
    "Failed to deserialize field at col 1. Due to, 'x' is not a valid value for the type xsd:double",
  );
  expect(writer.write(['k', '7.4', '2026-01-02T03:04:05Z', 'bolt'])).toMatchObject({ status: 'done', created: true });
  expect(writer.write(['k', undefined, null, undefined])).toMatchObject({ status: 'done', created: false });
  expect(
    org.admin.query('SELECT Name, Sessions__c, Last_Seen__c, Account__c FROM Usage__c', { apiVersion }).records,
  ).toMatchObject([{ Name: 'U-0001', Sessions__c: 7, Last_Seen__c: null, Account__c: idOf('001', 2) }]);
  expect(writer.keyOf(['k', '1', undefined, undefined])).toBe('k');
});

test('picklists that are restricted take their values only, in their own case', () => {
  const org = openOrg();
  org.engine.schema.putField(
    'Account',
    field('Tier__c', { type: 'picklist', length: 255, picklist: { restricted: true, values: ['Gold', 'Silver'] } }),
  );
  org.engine.schema.putField(
    'Account',
    field('Tags__c', { type: 'multipicklist', picklist: { restricted: true, values: ['A', 'B', 'C'] } }),
  );
  grant(org, org.admin.user.id, 'T', { fields: { 'Account.Tier__c': 'edit', 'Account.Tags__c': 'edit' } });
  expect(messageOf(update(org.admin, 'Account', { Id: idOf('001', 1), Tier__c: 'Tin' }))).toBe(
    'Tier: bad value for restricted picklist field: Tin',
  );
  expect(codeOf(update(org.admin, 'Account', { Id: idOf('001', 1), Tier__c: 'gold', Tags__c: 'a;C' }))).toBe('done');
  expect(
    org.admin.query("SELECT Tier__c FROM Account WHERE Tags__c INCLUDES ('A;C') AND Tags__c EXCLUDES ('B')", {
      apiVersion,
    }).records,
  ).toMatchObject([{ Tier__c: 'Gold' }]);
});
