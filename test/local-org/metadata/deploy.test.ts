import { beforeEach, expect, test } from 'vitest';
import { deleteMetadata, readMetadata, writeMetadata } from '../../../src/local-org/engine/metadata/crud.ts';
import { deployRecentValidation, deployStatus } from '../../../src/local-org/engine/metadata/deploy/deploy.ts';
import { parseXml } from '../../../src/local-org/engine/metadata/parse-xml.ts';
import { anOrg, deployFiles, gadget, linesOf, metadata, numberField, problemsOf, type TestOrg } from './an-org.ts';

let org: TestOrg;
beforeEach(() => {
  org = anOrg();
});

const manifest = (type: string, ...members: string[]): string =>
  metadata('Package', `<types>${members.map((m) => `<members>${m}</members>`).join('')}<name>${type}</name></types>`);

test('an object comes with its fields, and the same again changes nothing', () => {
  const files = { 'objects/Gadget__c.object': gadget(numberField('Size__c')) };
  const first = deployFiles(org, files);
  expect(first).toMatchObject({ status: 'Succeeded', success: true, done: true, numberComponentsDeployed: 2 });
  expect(linesOf(first)).toEqual(['created CustomObject Gadget__c', 'created CustomField Gadget__c.Size__c']);
  expect(linesOf(deployFiles(org, files))).toEqual([
    'unchanged CustomObject Gadget__c',
    'unchanged CustomField Gadget__c.Size__c',
  ]);
});

test('what a file says anew is changed, and what it leaves out stays', () => {
  deployFiles(org, {
    'objects/Gadget__c.object': gadget(numberField('Size__c', '<description>How big</description>')),
  });
  const again = deployFiles(org, {
    'objects/Gadget__c.object': gadget(numberField('Size__c', '<inlineHelpText>In mm</inlineHelpText>')),
  });
  expect(linesOf(again)).toContain('changed CustomField Gadget__c.Size__c');
  expect(org.engine.schema.field('Gadget__c', 'Size__c')).toMatchObject({ description: 'How big', helpText: 'In mm' });
});

test('standard fields in a file stay as the platform has them', () => {
  const file = metadata('CustomObject', `<fields><fullName>Industry</fullName></fields>${numberField('Size__c')}`);
  expect(linesOf(deployFiles(org, { 'objects/Account.object': file }))).toEqual([
    'unchanged CustomObject Account',
    'unchanged CustomField Account.Industry',
    'created CustomField Account.Size__c',
  ]);
});

test('package.xml is listed as a component without a type', () => {
  const { details } = deployFiles(org, { 'objects/Gadget__c.object': gadget() });
  expect(details!.componentSuccesses[0]).toMatchObject({ fullName: 'package.xml', componentType: '', changed: true });
});

test('a validation tells what would happen, and changes nothing', () => {
  const result = deployFiles(org, { 'objects/Gadget__c.object': gadget() }, { checkOnly: true });
  expect(linesOf(result)).toEqual(['created CustomObject Gadget__c']);
  expect(result).toMatchObject({ checkOnly: true, status: 'Succeeded' });
  expect(org.engine.schema.object('Gadget__c')).toBeUndefined();
});

test('a validation can be deployed for ten days, once, under another Id', () => {
  const { id } = deployFiles(org, { 'objects/Gadget__c.object': gadget() }, { checkOnly: true });
  const deployed = deployRecentValidation(org, id, '67.0');
  expect(deployed).toMatchObject({ status: 'Pending', done: false, checkOnly: false });
  expect(deployed.id).not.toBe(id);
  expect(deployStatus(org, deployed.id, false)).toMatchObject({ status: 'Succeeded', done: true });
  expect(org.engine.schema.object('Gadget__c')).toBeDefined();
  expect(() => deployRecentValidation(org, id, '67.0')).toThrow('cannot be quick-deployed');
  const late = deployFiles(org, { 'objects/Gadget__c.object': gadget() }, { checkOnly: true });
  org.clock.advance(11 * 86_400_000);
  expect(() => deployRecentValidation(org, late.id, '67.0')).toThrow('cannot be quick-deployed');
});

test('one refused component takes everything back with rollbackOnError', () => {
  const files = { 'objects/Gadget__c.object': gadget(numberField('Size__c') + numberField('No__Good__c')) };
  const result = deployFiles(org, files);
  expect(result).toMatchObject({ status: 'Failed', success: false, numberComponentErrors: 1 });
  expect(org.engine.schema.object('Gadget__c')).toBeUndefined();
});

test('without rollbackOnError the good ones stay', () => {
  const files = { 'objects/Gadget__c.object': gadget(numberField('Size__c') + numberField('No__Good__c')) };
  const result = deployFiles(org, files, { rollbackOnError: false });
  expect(result.status).toBe('SucceededPartial');
  expect(org.engine.schema.field('Gadget__c', 'Size__c')).toBeDefined();
  expect(org.engine.schema.field('Gadget__c', 'No__Good__c')).toBeUndefined();
});

test('a refused field is shown at its line of the file', () => {
  const { details } = deployFiles(org, { 'objects/Gadget__c.object': gadget(`\n\n  ${numberField('No__Good__c')}`) });
  expect(details!.componentFailures[0]).toMatchObject({
    componentType: 'CustomField',
    fullName: 'Gadget__c.No__Good__c',
    fileName: 'objects/Gadget__c.object',
    lineNumber: 6,
    columnNumber: 3,
    problemType: 'Error',
  });
});

test('details are given only when asked for', () => {
  const { id } = deployFiles(org, { 'objects/Gadget__c.object': gadget() });
  expect(deployStatus(org, id, false).details).toBeUndefined();
  expect(deployStatus(org, id, true).details).toBeDefined();
  expect(() => deployStatus(org, '0Af000000000000AAA', true)).toThrow('invalid deployment id');
});

test('deletions come before the rest, and an absent one is a warning', () => {
  deployFiles(org, { 'objects/Gadget__c.object': gadget(numberField('Size__c')) });
  const result = deployFiles(org, {
    'destructiveChanges.xml': manifest('CustomField', 'Gadget__c.Size__c', 'Gadget__c.Never__c'),
  });
  expect(result.status).toBe('Succeeded');
  expect(linesOf(result)).toEqual([
    'deleted CustomField Gadget__c.Size__c',
    'unchanged CustomField destructiveChanges.xml: No CustomField named: Gadget__c.Never__c found',
  ]);
  expect(result.details!.componentSuccesses.at(-1)!.problemType).toBe('Warning');
  expect(org.engine.schema.field('Gadget__c', 'Size__c')).toBeUndefined();
});

test('an object that goes takes its views, layouts and tab along', () => {
  const files = {
    'objects/Gadget__c.object': gadget(
      '<listViews><fullName>All</fullName><label>All</label><filterScope>Everything</filterScope></listViews>',
    ),
    'tabs/Gadget__c.tab': metadata('CustomTab', '<customObject>true</customObject><motif>Custom15: People</motif>'),
  };
  deployFiles(org, files);
  deployFiles(org, { 'destructiveChangesPost.xml': manifest('CustomObject', 'Gadget__c') });
  expect(org.engine.schema.object('Gadget__c')).toBeUndefined();
  expect(linesOf(deployFiles(org, files)).every((line) => line.startsWith('created'))).toBe(true);
});

test('a field that goes is taken off layouts and list views', () => {
  deployFiles(org, {
    'objects/Gadget__c.object': gadget(
      `${numberField('Size__c')}<listViews><fullName>All</fullName><columns>NAME</columns><columns>Size__c</columns><label>All</label><filterScope>Everything</filterScope></listViews>`,
    ),
    'layouts/Gadget__c-Gadget Layout.layout': metadata(
      'Layout',
      `<layoutSections><layoutColumns>${['Name', 'Size__c']
        .map((field) => `<layoutItems><behavior>Edit</behavior><field>${field}</field></layoutItems>`)
        .join('')}</layoutColumns><style>OneColumn</style></layoutSections>`,
    ),
  });
  expect(deleteMetadata(org, 'CustomField', ['Gadget__c.Size__c'])).toMatchObject([{ success: true }]);
  const [view] = readMetadata(org, 'ListView', ['Gadget__c.All']);
  expect(view!['columns']).toEqual(['NAME']);
  const [layout] = readMetadata(org, 'Layout', ['Gadget__c-Gadget Layout']);
  expect(JSON.stringify(layout)).not.toContain('Size__c');
  expect(JSON.stringify(layout)).toContain('"Name"');
});

test('a field or compact layout that something stands on is not let go', () => {
  deployFiles(org, {
    'objects/Gadget__c.object': gadget(
      `<compactLayoutAssignment>Short</compactLayoutAssignment>${numberField('Size__c')}<compactLayouts><fullName>Short</fullName><fields>Size__c</fields><label>Short</label></compactLayouts>`,
    ),
  });
  const message = (type: string, name: string): unknown => deleteMetadata(org, type, [name])[0]!.errors?.message;
  expect(message('CustomField', 'Gadget__c.Size__c')).toContain(
    'referenced elsewhere in salesforce.com : Compact Layout',
  );
  expect(message('CompactLayout', 'Gadget__c.Short')).toContain(
    'referenced elsewhere in salesforce.com : Custom Object',
  );
});

test('an object made by a call brings the fields it is sent with', () => {
  const text = gadget(numberField('Size__c'));
  const content = { ...parseXml(text).content, fullName: ['Gadget__c'] };
  expect(writeMetadata(org, 'create', 'CustomObject', [content], 67)).toMatchObject([{ success: true }]);
  expect(org.engine.schema.field('Gadget__c', 'Size__c')).toBeDefined();
  expect(writeMetadata(org, 'update', 'CustomObject', [{ fullName: ['Nope__c'] }], 67)).toMatchObject([
    { success: false, errors: { statusCode: 'INVALID_CROSS_REFERENCE_KEY' } },
  ]);
});

test('a name with blanks is no API name', () => {
  const [result] = writeMetadata(org, 'create', 'PermissionSet', [{ fullName: ['My Set'], label: ['My Set'] }], 67);
  expect(result!.errors!.message).toContain('The Permission Set API Name can only contain underscores');
});

test('lookups between two new objects deploy whichever file comes first', () => {
  const lookup = (to: string): string =>
    `<fields><fullName>Other__c</fullName><label>Other</label><type>Lookup</type><referenceTo>${to}</referenceTo>
     <relationshipName>Others</relationshipName></fields>`;
  const result = deployFiles(org, {
    'objects/A__c.object': gadget(lookup('B__c')),
    'objects/B__c.object': gadget(lookup('A__c')),
  });
  expect(problemsOf(result)).toEqual([]);
});

test.each([
  [
    'Can not specify',
    numberField('F__c', '<length>5</length>'),
    "Can not specify 'length' for a CustomField of type Number",
  ],
  [
    'a number without scale',
    '<fields><fullName>F__c</fullName><label>F</label><type>Number</type><precision>3</precision></fields>',
    "Must specify 'scale' for a CustomField of type Number",
  ],
  [
    'no such type',
    '<fields><fullName>F__c</fullName><label>F</label><type>Numbr</type></fields>',
    "'Numbr' is not a valid value for the enum 'FieldType'",
  ],
  ['no type', '<fields><fullName>F__c</fullName><label>F</label></fields>', 'Required field is missing: type'],
  [
    'an odd element',
    numberField('F__c', '<colour>red</colour>'),
    'Element {http://soap.sforce.com/2006/04/metadata}colour invalid at this location in type CustomField',
  ],
  [
    'history where there is none',
    numberField('F__c', '<trackHistory>true</trackHistory>'),
    'Entity:Gadget__c does not have history tracking enabled',
  ],
  [
    'a lookup to nowhere',
    '<fields><fullName>F__c</fullName><label>F</label><type>Lookup</type><referenceTo>Nope__c</referenceTo><relationshipName>Fs</relationshipName></fields>',
    "referenceTo value of 'Nope__c' does not resolve to a valid sObject type",
  ],
])('%s is refused in words', (_, field, words) => {
  expect(problemsOf(deployFiles(org, { 'objects/Gadget__c.object': gadget(field) }))).toEqual([words]);
});

test.each([
  ['<pluralLabel>G</pluralLabel>', 'Must specify a non-empty label for the CustomObject'],
  ['<label>G</label>', 'Must specify a non-empty plural label for the CustomObject'],
  ['<label>G</label><pluralLabel>G</pluralLabel>', 'Must specify a nameField of type Text or AutoNumber'],
])('a new object with only %s is refused', (inside, words) => {
  expect(problemsOf(deployFiles(org, { 'objects/Gadget__c.object': metadata('CustomObject', inside) }))).toEqual([
    words,
  ]);
});

test('a layout, an app or a view that names what is not there is refused', () => {
  const result = deployFiles(org, {
    'objects/Gadget__c.object': gadget(
      '<listViews><fullName>All</fullName><columns>Nope__c</columns><label>All</label><filterScope>Everything</filterScope></listViews>',
    ),
    'layouts/Gadget__c-Gadget Layout.layout': metadata('Layout', ''),
    'applications/App.app': metadata('CustomApplication', '<label>App</label><tabs>Nope__c</tabs>'),
  });
  expect(problemsOf(result).sort()).toEqual([
    'Could not resolve list view column: Nope__c',
    'In field: tabs - no CustomTab named Nope__c found',
    'Layout must contain an item for required layout field: Name',
  ]);
});

test('the Metadata API is closed to a user without its permission', () => {
  expect(() => deployFiles(org.as('heap-sync@heap.local'), {})).toThrow('ModifyAllData or ModifyMetadata');
});
