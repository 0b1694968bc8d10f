import { beforeEach, expect, test } from 'vitest';
import type { FieldDef, RowOutcome } from '../../../src/local-org/engine/types.ts';
import { codeOf, column, field, grant, idIn, insert, messageOf, rowsOf, type TestOrg, usageOrg } from './org.ts';

let org: TestOrg;
beforeEach(() => {
  org = usageOrg();
});

function add(def: FieldDef): void {
  org.engine.schema.putField('Usage__c', def);
  grant(org, org.admin.user.id, `May_${def.name.replaceAll('__', '_')}x`, {
    fields: { [`Usage__c.${def.name}`]: 'edit' },
  });
}

/** What is kept of a cell, or what the row is refused with. */
function kept(name: string, cell: unknown, cells: 'text' | 'json' = 'json', allowTruncation = false): unknown {
  const writer = org.admin.writer({
    object: 'Usage__c',
    operation: 'insert',
    columns: [name],
    cells,
    dialect: 'rest',
    allowTruncation,
  });
  const outcome: RowOutcome = writer.write([cell]);
  if (outcome.status === 'refused') return codeOf(outcome);
  return rowsOf(org.admin, `SELECT ${name} FROM Usage__c WHERE Id = '${outcome.id}'`)[0]?.[name];
}

test('datetimes come with an offset, with a Z or with neither, and are kept in UTC to the second', () => {
  expect(kept('Last_Seen__c', '2026-01-02T03:04:05.999Z')).toBe('2026-01-02T03:04:05.000+0000');
  expect(kept('Last_Seen__c', '2026-01-02T03:04:05+02:00')).toBe('2026-01-02T01:04:05.000+0000');
  expect(kept('Last_Seen__c', '2026-01-02T03:04:05.000-0330')).toBe('2026-01-02T06:34:05.000+0000');
  expect(kept('Last_Seen__c', '2026-01-02T03:04:05')).toBe('2026-01-02T03:04:05.000+0000');
  expect(kept('Last_Seen__c', '2026-01-02', 'text')).toBe('INVALID_TYPE_ON_FIELD_IN_RECORD');
  expect(kept('Last_Seen__c', '2026-01-02 03:04:05', 'text')).toBe('INVALID_TYPE_ON_FIELD_IN_RECORD');
  expect(kept('Last_Seen__c', '2026-01-02')).toBe('JSON_PARSER_ERROR');
  expect(kept('Last_Seen__c', '2026-02-30T00:00:00Z')).toBe('JSON_PARSER_ERROR');
  expect(kept('Last_Seen__c', '2026-01-02T24:00:00Z', 'text')).toBe('INVALID_TYPE_ON_FIELD_IN_RECORD');
  expect(kept('Last_Seen__c', '1500-01-01T00:00:00Z')).toBe('FIELD_INTEGRITY_EXCEPTION');
});

test('dates are days between 1700 and 4000', () => {
  add(field('Day__c', { type: 'date' }));
  expect(kept('Day__c', '2028-02-29')).toBe('2028-02-29');
  expect(kept('Day__c', '2026-02-29')).toBe('JSON_PARSER_ERROR');
  expect(kept('Day__c', '2026-01-02T23:00:00Z')).toBe('2026-01-02');
  expect(kept('Day__c', '4001-01-01')).toBe('FIELD_INTEGRITY_EXCEPTION');
  expect(kept('Day__c', '02.01.2026', 'text')).toBe('INVALID_TYPE_ON_FIELD_IN_RECORD');
});

test('numbers are rounded half away from zero at their scale, and refused beyond their digits', () => {
  add(field('Rate__c', { type: 'double', precision: 5, scale: 2 }));
  expect(kept('Rate__c', 1.005)).toBe(1.01);
  expect(kept('Rate__c', -2.345)).toBe(-2.35);
  expect(kept('Rate__c', '1e2')).toBe(100);
  expect(kept('Rate__c', -0.001)).toBe(0);
  expect(kept('Rate__c', 999.994)).toBe(999.99);
  expect(kept('Rate__c', 999.996)).toBe('NUMBER_OUTSIDE_VALID_RANGE');
  expect(kept('Rate__c', '1e999')).toBe('NUMBER_OUTSIDE_VALID_RANGE');
  expect(kept('Rate__c', '1,5', 'text')).toBe('INVALID_TYPE_ON_FIELD_IN_RECORD');
  expect(kept('Rate__c', '', 'text')).toBeNull();
  expect(kept('Rate__c', true)).toBe('JSON_PARSER_ERROR');
});

test('texts are trimmed, lose what cannot be printed, and are refused or cut off when too long', () => {
  expect(kept('Key__c', '\t a b  ')).toBe('a b');
  expect(kept('Key__c', 'a\u0000\u0007b')).toBe('ab');
  expect(kept('Key__c', ' \u00a0 ')).toBeNull();
  expect(kept('Key__c', 'x'.repeat(19))).toBe('STRING_TOO_LONG');
  expect(kept('Key__c', 'y'.repeat(19), 'json', true)).toBe('y'.repeat(18));
  expect(kept('Key__c', `${'z'.repeat(17)}😀`, 'json', true)).toBe('z'.repeat(17));
});

test('several values of a picklist are kept once each and in the order of the list', () => {
  const values = ['Red', 'Green', 'Blue'];
  add(field('Tags__c', { type: 'multipicklist', length: 4099, picklist: { restricted: false, values } }));
  expect(kept('Tags__c', 'blue; Red ;;Blue;Other')).toBe('Red;Blue;Other');
  expect(kept('Tags__c', ' ; ')).toBeNull();
});

test('checkboxes take words in any case from CSV, and in small letters from JSON', () => {
  add(field('Open__c', { type: 'boolean', defaultValue: true }));
  expect(kept('Open__c', 'FALSE', 'text')).toBe(false);
  expect(kept('Open__c', '1', 'text')).toBe(true);
  expect(kept('Open__c', 'FALSE')).toBe('JSON_PARSER_ERROR');
  expect(kept('Open__c', 'false')).toBe(false);
  expect(
    column(
      org.admin,
      `SELECT Open__c FROM Usage__c WHERE Id = '${idIn(insert(org.admin, 'Usage__c', {}))}'`,
      'Open__c',
    ),
  ).toEqual([true]);
});

test('an auto-number is never given, and a field named twice is refused', () => {
  expect(() => insert(org.admin, 'Usage__c', { Name: 'U-9' })).toThrow('Unable to create/update fields: Name');
  expect(() => insert(org.admin, 'Usage__c', { Key__c: 'a', key__c: 'b' })).toThrow('Duplicate field name: Key__c');
  expect(() => insert(org.admin, 'Account', { Name: 'x', SystemModstamp: '2026-01-01T00:00:00Z' })).toThrow(
    'Unable to create/update fields: SystemModstamp',
  );
});

test('all required fields that are lacking are named at once', () => {
  add(field('Must__c', { type: 'string', length: 10, required: true, permissionable: true }));
  add(field('Also__c', { type: 'double', precision: 3, scale: 0, required: true }));
  expect(messageOf(insert(org.admin, 'Usage__c', { Must__c: '  ' }))).toMatch(
    /^Required fields are missing: \[(Must__c, Also__c|Also__c, Must__c)\]$/,
  );
});
