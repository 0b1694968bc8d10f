import { expect, test } from 'vitest';
import { idOf } from '../../../src/local-org/engine/ids.ts';
import {
  apiVersion,
  codeOf,
  field,
  grant,
  idIn,
  insert,
  messageOf,
  openOrg,
  remove,
  rowsOf,
  update,
  upsert,
  usageOrg,
} from './org.ts';

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

test('rows of a big upsert come out alike, new or known, with their lookups moved or not', () => {
  const org = usageOrg();
  const { admin, engine } = org;
  engine.schema.putField('Usage__c', field('Code__c', { type: 'string', length: 10, unique: true }));
  grant(org, admin.user.id, 'Code', { fields: { 'Usage__c.Code__c': 'edit' } });
  const [acme, bolt, labs] = [idOf('001', 1), idOf('001', 2), idOf('001', 3)];
  idIn(remove(admin, 'Account', labs));
  const writer = admin.writer({
    object: 'Usage__c',
    operation: 'upsert',
    externalId: 'Key__c',
    columns: ['Key__c', 'Account__c', 'Sessions__c', 'Code__c'],
    cells: 'json',
    dialect: 'rest',
  });
  const rows: readonly (readonly [unknown[], unknown])[] = [
    [['a', acme, 1, 'x'], true],
    [['b', bolt, 2, undefined], true],
    [['a', acme, 10, undefined], false],
    [['b', bolt, 20, undefined], false],
    [['c', labs, 3, undefined], 'ENTITY_IS_DELETED'],
    [['c', acme, 3, 'X'], 'DUPLICATE_VALUE'],
    [['c', acme, 3, undefined], true],
    [['a', bolt, undefined, undefined], false],
    [['a', labs, 11, undefined], 'ENTITY_IS_DELETED'],
    [['b', null, 21, undefined], false],
    [['A', acme.slice(0, 15), 4, undefined], true],
    [['b', null, 22, undefined], false],
  ];
  for (const [cells, expected] of rows) {
    const outcome = writer.write(cells);
    expect(outcome.status === 'done' ? outcome.created : codeOf(outcome)).toBe(expected);
  }
  expect(rowsOf(admin, 'SELECT Name, Key__c, Account__c, Sessions__c, Code__c FROM Usage__c ORDER BY Name')).toEqual([
    { Name: 'U-0001', Key__c: 'a', Account__c: bolt, Sessions__c: 10, Code__c: 'x' },
    { Name: 'U-0002', Key__c: 'b', Account__c: null, Sessions__c: 22, Code__c: null },
    { Name: 'U-0003', Key__c: 'c', Account__c: acme, Sessions__c: 3, Code__c: null },
    { Name: 'U-0004', Key__c: 'A', Account__c: acme, Sessions__c: 4, Code__c: null },
  ]);
});
