import { unzipSync } from 'fflate';
import { beforeEach, expect, test } from 'vitest';
import { deleteMetadata, readMetadata, writeMetadata } from '../../../src/local-org/engine/metadata/crud.ts';
import { listMetadata } from '../../../src/local-org/engine/metadata/describe-and-list.ts';
import { manifestOf } from '../../../src/local-org/engine/metadata/package/manifest.ts';
import { parseXml } from '../../../src/local-org/engine/metadata/parse-xml.ts';
import { retrieve } from '../../../src/local-org/engine/metadata/retrieve/retrieve.ts';
import { anOrg, deployFiles, gadget, linesOf, metadata, numberField, problemsOf, type TestOrg } from './an-org.ts';

let org: TestOrg;
beforeEach(() => {
  org = anOrg();
  deployFiles(org, { 'objects/Gadget__c.object': gadget(numberField('Size__c')) });
});

/** One file of each type that is kept as it is sent, in the form in which it comes back. */
const files: Readonly<Record<string, string>> = {
  'labels/CustomLabels.labels': metadata(
    'CustomLabels',
    `    <labels>
        <fullName>Hello</fullName>
        <language>en_US</language>
        <protected>true</protected>
        <shortDescription>Hello</shortDescription>
        <value>Hello &amp; welcome</value>
    </labels>`,
  ),
  'staticresources/Logo.resource': 'any bytes at all',
  'staticresources/Logo.resource-meta.xml': metadata(
    'StaticResource',
    '    <cacheControl>Public</cacheControl>\n    <contentType>text/plain</contentType>',
  ),
  'remoteSiteSettings/Heap.remoteSite': metadata(
    'RemoteSiteSetting',
    '    <disableProtocolSecurity>false</disableProtocolSecurity>\n    <isActive>true</isActive>\n    <url>https://heap.example</url>',
  ),
  'settings/Account.settings': metadata(
    'AccountSettings',
    '    <enableAccountOwnerReport>false</enableAccountOwnerReport>',
  ),
  'reportTypes/Gadgets.reportType': metadata(
    'ReportType',
    `    <baseObject>Gadget__c</baseObject>
    <category>other</category>
    <deployed>true</deployed>
    <label>Gadgets</label>
    <sections>
        <columns>
            <checkedByDefault>true</checkedByDefault>
            <field>Size__c</field>
            <table>Gadget__c</table>
        </columns>
        <masterLabel>Gadgets</masterLabel>
    </sections>`,
  ),
  'flexipages/Home.flexipage': metadata('FlexiPage', '    <masterLabel>Home</masterLabel>\n    <type>HomePage</type>'),
  'objects/Rule__mdt.object': metadata(
    'CustomObject',
    `    <fields>
        <fullName>Size__c</fullName>
        <label>Size</label>
        <type>Number</type>
    </fields>
    <label>Rule</label>
    <pluralLabel>Rules</pluralLabel>`,
  ),
  'customMetadata/Rule.One.md': `<?xml version="1.0" encoding="UTF-8"?>
<CustomMetadata xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
    <label>One</label>
    <values>
        <field>Size__c</field>
        <value xsi:type="xsd:double">5.0</value>
    </values>
</CustomMetadata>
`,
};

const types = [
  'CustomLabels',
  'StaticResource',
  'RemoteSiteSetting',
  'Settings',
  'ReportType',
  'FlexiPage',
  'CustomMetadata',
];

function retrieved(...types: readonly (readonly [type: string, ...members: string[]])[]): Record<string, string> {
  const { zipFile } = retrieve(org, {
    unpackaged: { types: new Map(types.map(([type, ...members]) => [type, members])), version: '67.0' },
    packageNames: [],
    singlePackage: true,
  });
  const unzipped = unzipSync(Buffer.from(zipFile, 'base64'));
  return Object.fromEntries(Object.entries(unzipped).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]));
}

test('types that the org has no use for are kept, listed, handed out as they were sent, and deleted', () => {
  const first = deployFiles(org, files);
  expect(problemsOf(first)).toEqual([]);
  expect(linesOf(first)).toContain('created CustomMetadata Rule.One');
  expect(linesOf(first)).toContain('created CustomLabel Hello');
  expect(linesOf(deployFiles(org, files)).filter((line) => !line.startsWith('unchanged'))).toEqual([]);

  const { 'package.xml': manifest, ...back } = retrieved(...types.map((type) => [type, '*'] as const), [
    'CustomObject',
    'Rule__mdt',
  ]);
  expect(back).toEqual(files);
  expect(manifestOf(parseXml(manifest!).content).types.get('Settings')).toEqual(['Account']);

  expect(listMetadata(org, ['StaticResource', 'CustomLabel']).map(({ fileName }) => fileName)).toEqual([
    'staticresources/Logo.resource',
    'labels/CustomLabels.labels',
  ]);
  for (const [type, name] of [
    ['CustomLabel', 'Hello'],
    ['StaticResource', 'Logo'],
    ['RemoteSiteSetting', 'Heap'],
    ['ReportType', 'Gadgets'],
    ['FlexiPage', 'Home'],
    ['CustomObject', 'Rule__mdt'],
  ] as const) {
    expect(deleteMetadata(org, type, [name]), type).toMatchObject([{ success: true }]);
    expect(readMetadata(org, type, [name]), type).toEqual([undefined]);
  }
  expect(readMetadata(org, 'CustomMetadata', ['Rule.One'])).toEqual([undefined]);
});

test('a static resource made by a call holds the bytes that it was sent with', () => {
  const content = Buffer.from('some bytes').toString('base64');
  const resource = { fullName: ['Logo'], content: [content], contentType: ['text/plain'] };
  expect(writeMetadata(org, 'create', 'StaticResource', [resource], 67)).toMatchObject([{ success: true }]);
  expect(readMetadata(org, 'StaticResource', ['Logo'])).toMatchObject([{ content: [content] }]);
  expect(retrieved(['StaticResource', 'Logo'])['staticresources/Logo.resource']).toBe('some bytes');
});

test('one label is asked for by its own name, and comes in the file of all', () => {
  deployFiles(org, files);
  expect(Object.keys(retrieved(['CustomLabel', 'Hello']))).toEqual(['labels/CustomLabels.labels', 'package.xml']);
});

test('settings that a file leaves out stay, and none can be deleted', () => {
  deployFiles(org, files);
  deployFiles(org, {
    'settings/Account.settings': metadata(
      'AccountSettings',
      '<enableContactHistoryTracking>true</enableContactHistoryTracking>',
    ),
  });
  expect(readMetadata(org, 'Settings', ['Account'])).toMatchObject([
    { enableAccountOwnerReport: ['false'], enableContactHistoryTracking: ['true'] },
  ]);
  expect(deleteMetadata(org, 'Settings', ['Account'])[0]!.success).toBe(false);
});

test.each([
  ['a resource without a type', 'staticresources/X.resource', 'bytes', 'Required field is missing: contentType'],
  [
    'an address that is none',
    'remoteSiteSettings/X.remoteSite',
    metadata(
      'RemoteSiteSetting',
      '<disableProtocolSecurity>false</disableProtocolSecurity><isActive>true</isActive><url>heap</url>',
    ),
    'Remote Site URL: Invalid URL: heap',
  ],
  [
    'a report type on nothing',
    'reportTypes/X.reportType',
    metadata(
      'ReportType',
      '<baseObject>Nope__c</baseObject><category>other</category><deployed>true</deployed><label>X</label>',
    ),
    'In field: baseObject - no CustomObject named Nope__c found',
  ],
  [
    'a page of a kind that there is not',
    'flexipages/X.flexipage',
    metadata('FlexiPage', '<masterLabel>X</masterLabel><type>Poster</type>'),
    "'Poster' is not a valid value for the enum 'FlexiPageType', or not available for deploy for this organization",
  ],
  [
    'a record of a type that is not there',
    'customMetadata/Nope.One.md',
    metadata('CustomMetadata', '<label>One</label>'),
    'In field: fullName - no CustomObject named Nope__mdt found',
  ],
  [
    'an app whose utility bar is not there',
    'applications/X.app',
    metadata('CustomApplication', '<label>X</label><utilityBar>Bar</utilityBar>'),
    'In field: utilityBar - no FlexiPage named Bar found',
  ],
  [
    'an odd element',
    'labels/CustomLabels.labels',
    metadata('CustomLabels', '<labels><fullName>X</fullName><colour>red</colour></labels>'),
    'Element {http://soap.sforce.com/2006/04/metadata}colour invalid at this location in type CustomLabel',
  ],
])('%s is refused in words', (_, name, text, words) => {
  expect(problemsOf(deployFiles(org, { [name]: text }))).toEqual([words]);
});

test('a page that an app or a tab stands on is not let go', () => {
  deployFiles(org, files);
  const app = metadata('CustomApplication', '<label>X</label><utilityBar>Home</utilityBar>');
  expect(problemsOf(deployFiles(org, { 'applications/X.app': app }))).toEqual([]);
  expect(deleteMetadata(org, 'FlexiPage', ['Home'])[0]!.errors?.message).toContain(
    'referenced elsewhere in salesforce.com : Custom App - X',
  );
});
