import { beforeEach, expect, test } from 'vitest';
import { deleteMetadata, readMetadata, writeMetadata } from '../../../src/local-org/engine/metadata/crud.ts';
import { anOrg, deployFiles, gadget, metadata, numberField, type TestOrg } from '../metadata/an-org.ts';

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

const number = { precision: ['18'], scale: ['0'] };

const make = (content: Parameters<typeof writeMetadata>[3][number]) =>
  writeMetadata(org, 'create', 'CustomField', [{ fullName: ['Gadget__c.F__c'], label: ['F'], ...content }], 67)[0]!;

test.each([
  ['1 + 1', 2],
  ['"a" & "b"', 'ab'],
])('the default %s is always %s', (formula, value) => {
  const [type, more] = typeof value === 'number' ? ['Number', number] : ['Text', { length: ['255'] }];
  expect(make({ type: [type], ...more, defaultValue: [formula] }).success).toBe(true);
  expect(org.engine.schema.field('Gadget__c', 'F__c')).toMatchObject({ defaultValue: value });
});

test.each([
  ['TODAY(', 'Error: Syntax error'],
  ['"soon"', 'Formula result is data type (Text), incompatible with expected data type (Date)'],
  ['$User.StartDate__c', 'Defaults that name $User.StartDate__c are not available'],
])('the default %s of a date is refused', (formula, said) => {
  expect(make({ type: ['Date'], defaultValue: [formula] }).errors?.message).toContain(said);
});

test('fields of one deployment come each after those that they name', () => {
  const formula = (name: string, text: string): string =>
    `<fields><fullName>${name}</fullName><label>${name}</label><type>Number</type><precision>18</precision><scale>0</scale>
     <formula>${text}</formula></fields>`;
  const result = deployFiles(org, {
    'objects/Gadget__c.object': gadget(
      formula('A__c', 'B__c + Parts__c') +
        formula('B__c', 'C__c * 2') +
        `<fields><fullName>Parts__c</fullName><label>Parts</label><type>Summary</type>
         <summaryForeignKey>Part__c.Gadget__c</summaryForeignKey><summaryOperation>count</summaryOperation></fields>` +
        numberField('C__c'),
    ),
  });
  expect(result.details?.componentFailures).toEqual([]);
  expect(org.engine.schema.field('Gadget__c', 'A__c')?.formula).toBe('B__c + Parts__c');
});

test('a changed global value set changes the picklists that use it', () => {
  const set = (...values: string[]) => ({
    fullName: ['Colours'],
    masterLabel: ['Colours'],
    sorted: ['false'],
    customValue: values.map((value) => ({ fullName: [value], default: ['false'], label: [value] })),
  });
  expect(writeMetadata(org, 'create', 'GlobalValueSet', [set('Red')], 67)[0]?.success).toBe(true);
  expect(make({ type: ['Picklist'], valueSet: [{ valueSetName: ['Colours'] }] }).success).toBe(true);
  writeMetadata(org, 'update', 'GlobalValueSet', [set('Red', 'Blue')], 67);
  expect(org.engine.schema.field('Gadget__c', 'F__c')?.picklist).toEqual({
    restricted: true,
    values: ['Red', 'Blue'],
    globalSet: 'Colours',
  });
  expect(deleteMetadata(org, 'GlobalValueSet', ['Colours'])[0]?.errors?.message).toContain(
    'Custom Field - Gadget__c.F__c',
  );
});

test.each([
  ['sandbox', 0],
  ['scratch', 0],
  ['developer', 0],
  ['production', 1],
] as const)('what a purging deployment deletes is not kept, but in production: %s', (kind, kept) => {
  org = anOrg({ kind });
  deployFiles(org, { 'objects/Gadget__c.object': gadget('') });
  make({ type: ['Date'] });
  const gone = metadata('Package', '<types><members>Gadget__c.F__c</members><name>CustomField</name></types>');
  deployFiles(org, { 'destructiveChanges.xml': gone }, { purgeOnDelete: true });
  expect(org.engine.schema.field('Gadget__c', 'F__c')).toBeUndefined();
  expect(org.engine.schema.deleted()).toHaveLength(kept);
});

test('a standard field is tracked where its object keeps a history, and is never deleted', () => {
  const track = () =>
    writeMetadata(org, 'update', 'CustomField', [{ fullName: ['Account.Phone'], trackHistory: ['true'] }], 67)[0]!;
  expect(track().errors?.message).toBe('Entity:Account does not have history tracking enabled');
  deployFiles(org, { 'objects/Account.object': metadata('CustomObject', '<enableHistory>true</enableHistory>') });
  expect(track().success).toBe(true);
  expect(readMetadata(org, 'CustomField', ['Account.Phone'])[0]).toMatchObject({ trackHistory: ['true'] });
  expect(deleteMetadata(org, 'CustomField', ['Account.Phone'])[0]?.errors?.message).toContain(
    'Cannot delete standard field',
  );
});

test('a dependent picklist says for which values of the other each of its own is', () => {
  const values = (...names: string[]) => [{ value: names.map((name) => ({ fullName: [name], label: [name] })) }];
  const setting = (name: string, ...offered: string[]) => ({ valueName: [name], controllingFieldValue: offered });
  const put = (name: string, valueSet: object) =>
    writeMetadata(
      org,
      'create',
      'CustomField',
      [{ fullName: [`Gadget__c.${name}`], label: [name], type: ['Picklist'], valueSet: [valueSet as never] }],
      67,
    )[0]!;
  expect(put('Kind__c', { valueSetDefinition: values('Car', 'Bike', 'Boat') }).success).toBe(true);
  const part = {
    controllingField: ['Kind__c'],
    valueSetDefinition: values('Wheel', 'Sail'),
    valueSettings: [setting('Wheel', 'Car', 'Bike'), setting('Sail', 'Boat')],
  };
  expect(put('Part__c', part).success).toBe(true);
  expect(put('Lost__c', { ...part, controllingField: ['Nope__c'] }).errors?.message).toContain('controllingField');
  const described = org.engine.system().describe('Gadget__c', '67.0')['fields'] as { name: string }[];
  expect(described.find(({ name }) => name === 'Part__c')).toMatchObject({
    dependentPicklist: true,
    controllerName: 'Kind__c',
    picklistValues: [
      { value: 'Wheel', validFor: 'wAAA' },
      { value: 'Sail', validFor: 'IAAA' },
    ],
  });
});

test('a field that a validation rule names is not deleted', () => {
  make({ type: ['Date'] });
  const rule = {
    fullName: ['Gadget__c.Not_Late'],
    active: ['true'],
    errorConditionFormula: ['F__c > TODAY()'],
    errorMessage: ['Too late'],
  };
  expect(writeMetadata(org, 'create', 'ValidationRule', [rule], 67)[0]?.success).toBe(true);
  expect(deleteMetadata(org, 'CustomField', ['Gadget__c.F__c'])[0]?.errors?.message).toBe(
    'This custom field is referenced elsewhere in salesforce.com : Validation Rule - Gadget__c.Not_Late',
  );
});
