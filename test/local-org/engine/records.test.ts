import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { idOf } from '../../../src/local-org/engine/ids.ts';
import {
  addUsageObject,
  allFields,
  apiVersion,
  codeOf,
  column,
  field,
  grant,
  idIn,
  insert,
  messageOf,
  openOrg,
  remove,
  sessionOf,
  type TestOrg,
  update,
  upsert,
} from './org.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function usageOrg(): TestOrg {
  const org = openOrg();
  addUsageObject(org.engine);
  grant(org, org.admin.user.id, 'All', { fields: allFields });
  return org;
}

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
  expect(codeOf(writer.write(['k', 'x', undefined, undefined]))).toBe('INVALID_TYPE_ON_FIELD_IN_RECORD');
  expect(writer.write(['k', '7.4', '2026-01-02T03:04:05Z', 'bolt'])).toMatchObject({ status: 'done', created: true });
  expect(writer.write(['k', undefined, null, undefined])).toMatchObject({ status: 'done', created: false });
  expect(
    org.admin.query('SELECT Name, Sessions__c, Last_Seen__c, Account__c FROM Usage__c', { apiVersion }).records,
  ).toMatchObject([{ Name: 'U-0001', Sessions__c: 7, Last_Seen__c: null, Account__c: idOf('001', 2) }]);
  expect(writer.keyOf(['k', '1', undefined, undefined])).toBe('k');
});

test('an upsert finds its row by external id, which a deleted row gives free', () => {
  const org = usageOrg();
  const first = upsert(org.admin, 'Usage__c', 'Key__c', { Key__c: 'A', Account__c: idOf('001', 1), Sessions__c: 3 });
  expect(first).toMatchObject({ status: 'done', created: true });
  expect(upsert(org.admin, 'Usage__c', 'Key__c', { Key__c: 'A', Sessions__c: 4 })).toEqual({
    ...first,
    created: false,
  });
  // Case counts for this key.
  expect(upsert(org.admin, 'Usage__c', 'Key__c', { Key__c: 'a', Sessions__c: 4 })).toMatchObject({ created: true });
  expect(messageOf(insert(org.admin, 'Usage__c', { Key__c: 'A' }))).toBe(
    `duplicate value found: Key__c duplicates value on record with id: ${idIn(first)}`,
  );
  expect(codeOf(upsert(org.admin, 'Usage__c', 'Key__c', { Key__c: null }))).toBe('MISSING_ARGUMENT');
  expect(remove(org.admin, 'Usage__c', idIn(first)).status).toBe('done');
  expect(upsert(org.admin, 'Usage__c', 'Key__c', { Key__c: 'A' })).toMatchObject({ created: true });
  const undelete = org.admin.writer({
    object: 'Usage__c',
    operation: 'undelete',
    columns: ['Id'],
    cells: 'json',
    dialect: 'rest',
  });
  expect(codeOf(undelete.write([idIn(first)]))).toBe('DUPLICATE_VALUE');
});

test('an update names a row that is there', () => {
  const { admin } = openOrg();
  expect(codeOf(update(admin, 'Account', { Id: idOf('001', 99), Name: 'x' }))).toBe('INVALID_CROSS_REFERENCE_KEY');
  expect(codeOf(update(admin, 'Account', { Id: 'x', Name: 'x' }))).toBe('MALFORMED_ID');
  expect(codeOf(update(admin, 'Account', { Name: 'x' }))).toBe('MISSING_ARGUMENT');
  expect(codeOf(update(admin, 'Account', { Id: idOf('001', 1), Name: null }))).toBe('REQUIRED_FIELD_MISSING');
  expect(() => insert(admin, 'Account', { Id: idOf('001', 50), Name: 'x' })).toThrow(
    'cannot specify Id in an insert call',
  );
  expect(() => update(admin, 'Account', { Id: idOf('001', 1), CreatedDate: '2020-01-01T00:00:00Z' })).toThrow(
    'Unable to create/update fields: CreatedDate',
  );
});

test('deleting an account takes its contacts, and empties a lookup', () => {
  const org = usageOrg();
  const usage = idIn(insert(org.admin, 'Usage__c', { Key__c: 'A', Account__c: idOf('001', 1) }));
  org.clock.advance(60_000);
  expect(remove(org.admin, 'Account', idOf('001', 1)).status).toBe('done');
  expect(column(org.admin, 'SELECT LastName FROM Contact ORDER BY LastName', 'LastName')).toEqual(["O'Hara", 'Zed']);
  expect(org.admin.query('SELECT Id FROM Contact', { apiVersion, all: true }).totalSize).toBe(4);
  expect(
    org.admin.query(`SELECT Account__c, SystemModstamp FROM Usage__c WHERE Id = '${usage}'`, { apiVersion }).records,
  ).toMatchObject([{ Account__c: null, SystemModstamp: '2026-03-10T20:31:15.000+0000' }]);
  expect(codeOf(remove(org.admin, 'Account', idOf('001', 1)))).toBe('ENTITY_IS_DELETED');
  expect(() => org.admin.retrieve('Account', { field: 'Id', value: idOf('001', 1) }, undefined, apiVersion)).toThrow(
    'entity is deleted',
  );
  expect(codeOf(insert(org.admin, 'Contact', { LastName: 'x', AccountId: idOf('001', 1) }))).toBe('ENTITY_IS_DELETED');
});

test('a hard delete leaves nothing, and a user is never deleted', () => {
  const { admin } = openOrg();
  const open = (object: string) =>
    admin.writer({ object, operation: 'hardDelete', columns: ['Id'], cells: 'text', dialect: 'bulk' });
  expect(codeOf(open('Contact').write([idOf('003', 4)]))).toBe('done');
  expect(admin.query('SELECT Id FROM Contact', { apiVersion, all: true }).totalSize).toBe(3);
  expect(() => open('User')).toThrow('entity type User does not support hardDelete');
});

test('an update moves the stamps and leaves what is not named alone', () => {
  const { admin, clock } = openOrg();
  clock.advance(3_600_000);
  expect(update(admin, 'Contact', { Id: idOf('003', 1), FirstName: 'Anna' })).toMatchObject({ status: 'done' });
  expect(
    admin.query("SELECT Name, Email, LastModifiedDate FROM Contact WHERE LastName = 'ito'", { apiVersion }).records,
  ).toMatchObject([{ Name: 'Anna Ito', Email: 'ann@acme.example', LastModifiedDate: '2026-03-10T21:30:15.000+0000' }]);
});

test('retrieve finds by external id and says when there are several', () => {
  const { admin } = openOrg();
  expect(admin.retrieve('Contact', { field: 'Email', value: 'ANN@acme.example' }, ['Name'], apiVersion)).toMatchObject({
    Name: 'Ann Ito',
  });
  expect(() => admin.retrieve('Contact', { field: 'Email', value: 'none@x.example' }, undefined, apiVersion)).toThrow(
    'Provided external ID field does not exist or is not accessible: none@x.example',
  );
  idIn(insert(admin, 'Contact', { LastName: 'Two', Email: 'ann@acme.example' }));
  expect(() => admin.retrieve('Contact', { field: 'Email', value: 'ann@acme.example' }, ['Name'], apiVersion)).toThrow(
    idOf('003', 1),
  );
  expect(codeOf(upsert(admin, 'Contact', 'Email', { Email: 'ann@acme.example', LastName: 'x' }))).toBe(
    'DUPLICATE_EXTERNAL_ID',
  );
});

test('a transaction that fails leaves rows, schema and rights as they were', () => {
  const org = openOrg();
  expect(() =>
    org.engine.transaction(() => {
      addUsageObject(org.engine);
      grant(org, org.sync.user.id, 'Sync', { objects: { Account: ['Read'] } });
      idIn(insert(org.admin, 'Account', { Name: 'gone' }));
      expect(org.sync.query('SELECT Id FROM Account', { apiVersion }).totalSize).toBe(4);
      expect(
        org.admin.query("SELECT Id FROM EntityDefinition WHERE QualifiedApiName = 'Usage__c'", { apiVersion })
          .totalSize,
      ).toBe(1);
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(org.engine.schema.object('Usage__c')).toBeUndefined();
  expect(org.admin.query('SELECT COUNT() FROM Account', { apiVersion }).totalSize).toBe(3);
  expect(
    org.admin.query("SELECT Id FROM EntityDefinition WHERE QualifiedApiName = 'Usage__c'", { apiVersion }).totalSize,
  ).toBe(0);
  expect(() => org.sync.query('SELECT Id FROM Account', { apiVersion })).toThrow('is not supported');
  addUsageObject(org.engine);
  expect(org.engine.schema.object('usage__C')?.keyPrefix).toBe('a00');
});

test('a schema made before an inner failure goes with the outer one', () => {
  const { engine } = openOrg();
  const fail = () => {
    throw new Error('no');
  };
  expect(() =>
    engine.transaction(() => {
      addUsageObject(engine);
      expect(() => engine.transaction(fail)).toThrow('no');
      expect(engine.schema.field('Usage__c', 'Key__c')?.unique).toBe(true);
      fail();
    }),
  ).toThrow('no');
  expect(engine.schema.object('Usage__c')).toBeUndefined();
});

test('an org in a file is there again when it is opened again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'));
  folders.push(folder);
  const file = join(folder, 'org.sqlite');
  const org = openOrg({ file });
  addUsageObject(org.engine);
  grant(org, org.admin.user.id, 'All', { fields: allFields });
  const id = idIn(insert(org.admin, 'Usage__c', { Key__c: 'A' }));
  org.engine.documents.put('job', '1', { state: 'Open' });
  org.engine.close();
  const again = openOrg({ file, organizationId: idOf('00D', 5) });
  expect(again.engine.organizationId).toBe(org.engine.organizationId);
  const next = idIn(insert(sessionOf(again.engine, 'admin@heap.local'), 'Usage__c', { Key__c: 'B' }));
  expect(next > id).toBe(true);
  expect(column(again.admin, 'SELECT Name FROM Usage__c')).toEqual(['U-0001', 'U-0002']);
  expect(again.engine.documents.all('job')).toEqual([{ key: '1', value: { state: 'Open' } }]);
  again.engine.close();
});

test('a snapshot brings back rows, schema and documents', () => {
  const org = openOrg();
  const bytes = org.engine.snapshot();
  addUsageObject(org.engine);
  idIn(insert(org.admin, 'Account', { Name: 'New' }));
  org.engine.documents.put('job', '1', {});
  org.engine.restore(bytes);
  expect(org.engine.schema.object('Usage__c')).toBeUndefined();
  expect(column(org.admin, 'SELECT Name FROM Account ORDER BY Name')).toEqual(['Acme', 'acme Labs', 'Bolt & Söhne']);
  expect(org.engine.documents.all('job')).toEqual([]);
  addUsageObject(org.engine);
  expect(insert(org.admin, 'Usage__c', {}).status).toBe('done');
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
