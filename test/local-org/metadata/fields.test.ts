import { beforeEach, expect, test } from 'vitest';
import { readMetadata, writeMetadata } from '../../../src/local-org/engine/metadata/crud.ts';
import { fieldTypes, fieldTypesNotOffered } from '../../../src/local-org/engine/metadata/fields/field-types.ts';
import { anOrg, deployFiles, gadget, type TestOrg } from './an-org.ts';

let org: TestOrg;
beforeEach(() => {
  org = anOrg();
  deployFiles(org, {
    'objects/Gadget__c.object': gadget('<enableHistory>true</enableHistory>'),
    'objects/Part__c.object':
      gadget(`<fields><fullName>Gadget__c</fullName><label>Gadget</label><type>MasterDetail</type>
      <referenceTo>Gadget__c</referenceTo><relationshipName>Parts</relationshipName></fields>`),
  });
});

const picklist = { valueSet: [{ valueSetDefinition: [{ value: [{ fullName: ['A'] }, { fullName: ['B'] }] }] }] };
const samples = {
  AutoNumber: { displayFormat: ['F-{000}'] },
  Checkbox: { defaultValue: ['true'] },
  Currency: { precision: ['18'], scale: ['2'] },
  Date: {},
  DateTime: {},
  Email: { unique: ['true'], externalId: ['true'] },
  Html: { length: ['32768'], visibleLines: ['10'] },
  Location: { scale: ['5'], displayLocationInDecimal: ['true'] },
  LongTextArea: { length: ['1000'], visibleLines: ['3'] },
  Lookup: { referenceTo: ['Account'], relationshipName: ['Gadgets'] },
  MasterDetail: { referenceTo: ['Account'], relationshipName: ['Gadgets'] },
  MultiselectPicklist: { ...picklist, visibleLines: ['4'] },
  Number: { precision: ['18'], scale: ['0'], defaultValue: ['0'] },
  Percent: { precision: ['5'], scale: ['2'] },
  Phone: {},
  Picklist: picklist,
  Summary: { summaryOperation: ['count'], summaryForeignKey: ['Part__c.Gadget__c'] },
  Text: { length: ['255'], defaultValue: ['"none"'] },
  TextArea: {},
  Time: {},
  Url: {},
} as const;

const make = (content: Parameters<typeof writeMetadata>[3][number]) =>
  writeMetadata(org, 'create', 'CustomField', [{ fullName: ['Gadget__c.F__c'], label: ['F'], ...content }], 67)[0]!;

test('every type of field has a sample here', () => {
  expect(Object.keys(samples)).toEqual(Object.keys(fieldTypes));
});

test.each(Object.entries(samples))('a field of type %s is made, and reads back as it was sent', (type, inside) => {
  expect(make({ type: [type], ...inside })).toEqual({ fullName: 'Gadget__c.F__c', success: true });
  expect(readMetadata(org, 'CustomField', ['Gadget__c.F__c'])[0]).toMatchObject({
    type: [type],
    label: ['F'],
    ...inside,
  });
  expect(org.engine.schema.field('Gadget__c', 'F__c')!.type).toBe(fieldTypes[type]!.type);
});

test.each(Object.entries(fieldTypes))('a field of type %s without what it needs is refused', (type, { needs }) => {
  for (const missing of needs) {
    const { [missing]: _, ...rest } = samples[type as keyof typeof samples] as Readonly<
      Record<string, readonly string[]>
    >;
    expect(make({ type: [type], ...rest }).errors?.message).toBe(
      `Must specify '${missing}' for a CustomField of type ${type}`,
    );
  }
});

test.each([...fieldTypesNotOffered])('a field of type %s is not offered', (type) => {
  expect(make({ type: [type] }).errors?.message).toContain('not available for deploy');
});

test.each([
  ['securityClassification', 'Secret', "'Secret' is not a valid value for the enum 'SecurityClassification'"],
  ['businessStatus', 'Old', "'Old' is not a valid value for the enum 'BusinessStatus'"],
  ['length', 'many', "Can not specify 'length'"],
  ['formula', '1 + 1', 'Formula result is data type (Number), incompatible with expected data type (Date)'],
])('%s cannot be %s', (element, value, words) => {
  expect(make({ type: ['Date'], [element]: [value] }).errors?.message).toContain(words);
});

test('a required lookup needs to know what becomes of it', () => {
  const lookup = { type: ['Lookup'], ...samples.Lookup, required: ['true'], deleteConstraint: ['SetNull'] };
  expect(make(lookup).errors?.message).toContain('Cascade or Restrict');
});

test('history is tracked where the object keeps it', () => {
  expect(make({ type: ['Date'], trackHistory: ['true'] }).success).toBe(true);
  expect(org.engine.schema.field('Gadget__c', 'F__c')!.trackHistory).toBe(true);
});
