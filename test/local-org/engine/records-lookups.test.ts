import { beforeEach, expect, test } from 'vitest';
import { idOf } from '../../../src/local-org/engine/ids.ts';
import { codeOf, column, field, idIn, insert, messageOf, remove, type TestOrg, update, usageOrg } from './org.ts';

let org: TestOrg;
beforeEach(() => {
  org = usageOrg();
});

const [acme, bolt] = [idOf('001', 1), idOf('001', 2)];

test('a lookup takes an Id of 15 characters, or of 18 in any case at its end, and keeps the one form', () => {
  const ids = [acme.slice(0, 15), acme, acme.slice(0, 15) + acme.slice(15).toLowerCase()];
  for (const Account__c of ids) idIn(insert(org.admin, 'Usage__c', { Account__c }));
  expect(column(org.admin, 'SELECT Account__c FROM Usage__c', 'Account__c')).toEqual([acme, acme, acme]);
  const wrongSum = acme.slice(0, 17) + (acme.endsWith('A') ? 'B' : 'A');
  expect(codeOf(insert(org.admin, 'Usage__c', { Account__c: wrongSum }))).toBe('MALFORMED_ID');
});

test('a lookup to another object, to nobody, and to a deleted row are told apart', () => {
  expect(codeOf(insert(org.admin, 'Usage__c', { Account__c: idOf('003', 1) }))).toBe('FIELD_INTEGRITY_EXCEPTION');
  expect(codeOf(insert(org.admin, 'Usage__c', { Account__c: idOf('001', 900) }))).toBe('INVALID_CROSS_REFERENCE_KEY');
  remove(org.admin, 'Account', bolt);
  expect(codeOf(insert(org.admin, 'Usage__c', { Account__c: bolt }))).toBe('ENTITY_IS_DELETED');
});

test('nobody inactive owns a row', () => {
  const { sync, admin, engine } = org;
  idIn(update(engine.system(), 'User', { Id: sync.user.id, IsActive: false }));
  const outcome = insert(admin, 'Usage__c', { OwnerId: sync.user.id });
  expect(codeOf(outcome)).toBe('INACTIVE_OWNER_OR_USER');
  expect(messageOf(outcome)).toBe(`operation performed with inactive user [${sync.user.id}] as owner of usage`);
});

test('an account is below itself neither at once nor by way of others', () => {
  idIn(update(org.admin, 'Account', { Id: acme, ParentId: bolt }));
  expect(codeOf(update(org.admin, 'Account', { Id: bolt, ParentId: acme }))).toBe('CIRCULAR_DEPENDENCY');
  expect(codeOf(update(org.admin, 'Account', { Id: bolt, ParentId: bolt }))).toBe('CIRCULAR_DEPENDENCY');
});

test('a parent is found by an external id: none, one and several are told apart', () => {
  org.engine.schema.putField('Contact', field('Code__c', { type: 'string', length: 10, externalId: true }));
  org.engine.schema.putField('Usage__c', field('Who__c', { type: 'reference', referenceTo: ['Contact'] }));
  const platform = org.engine.system();
  for (const number of [1, 2]) idIn(update(platform, 'Contact', { Id: idOf('003', number), Code__c: 'twin' }));
  idIn(update(platform, 'Contact', { Id: idOf('003', 3), Code__c: 'one' }));
  const writer = platform.writer({
    object: 'Usage__c',
    operation: 'insert',
    columns: ['Who__r.Code__c'],
    cells: 'text',
    dialect: 'bulk',
  });
  expect(codeOf(writer.write(['ONE']))).toBe('done');
  expect(messageOf(writer.write(['Nobody']))).toBe(
    'Foreign key external ID: nobody not found for field Code__c in entity Contact',
  );
  expect(codeOf(writer.write(['twin']))).toBe('DUPLICATE_EXTERNAL_ID');
  expect(() =>
    platform.writer({
      object: 'Usage__c',
      operation: 'insert',
      columns: ['Contact:Who__r.Code__c'],
      cells: 'text',
      dialect: 'bulk',
    }),
  ).toThrow('type is not needed for non polymorphic foreign key references: Who__r');
});

test('a row is refused while somebody else holds it or a row it leads to', () => {
  const { admin, engine } = org;
  const usage = idIn(insert(admin, 'Usage__c', { Key__c: 'A', Account__c: acme }));
  engine.locks.hold('other', [acme]);
  const locked = `unable to obtain exclusive access to this record or 1 records: ${acme}`;
  expect(messageOf(update(admin, 'Account', { Id: acme, Phone: '1' }))).toBe(locked);
  expect(codeOf(insert(admin, 'Usage__c', { Account__c: acme }))).toBe('UNABLE_TO_LOCK_ROW');
  expect(messageOf(update(admin, 'Usage__c', { Id: usage, Key__c: 'B' }))).toBe(locked);
  expect(messageOf(remove(admin, 'Usage__c', usage))).toBe(locked);
  const own = { object: 'Usage__c', operation: 'insert', columns: ['Account__c'], lockOwner: 'other' } as const;
  expect(codeOf(admin.writer({ ...own, cells: 'json', dialect: 'rest' }).write([acme]))).toBe('done');
  expect(codeOf(insert(admin, 'Usage__c', { Account__c: bolt }))).toBe('done');
  engine.locks.release('other');
  expect(codeOf(update(admin, 'Usage__c', { Id: usage, Key__c: 'B' }))).toBe('done');
});
