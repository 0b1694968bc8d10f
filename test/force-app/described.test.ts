import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseStringPromise } from 'xml2js';

const forceApp = resolve(import.meta.dirname, '../../force-app');
const project = JSON.parse(readFileSync(resolve(forceApp, '../sfdx-project.json'), 'utf8'));

const files = readdirSync(forceApp, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));
const ending = (suffix: string): string[] => files.filter((file) => file.endsWith(`.${suffix}-meta.xml`));

async function read(file: string): Promise<Record<string, unknown>> {
  const parsed = await parseStringPromise(readFileSync(file, 'utf8'), { explicitArray: false });
  return Object.values(parsed)[0] as Record<string, unknown>;
}

test('the project has two package directories, the package by default, and names no login host', () => {
  expect(project.packageDirectories).toEqual([
    expect.objectContaining({ path: 'force-app/package', default: true }),
    expect.objectContaining({ path: 'force-app/access' }),
  ]);
  expect(project.sourceApiVersion).toBe('67.0');
  expect(project).not.toHaveProperty('sfdcLoginUrl');
});

test.each(ending('field').map((file) => [basename(file), file]))(
  '%s says what it is, to whom, and how secret',
  async (_, file) => {
    const field = await read(file!);
    expect(String(field['description']).length).toBeGreaterThan(40);
    expect(String(field['description']).length).toBeLessThanOrEqual(1000);
    expect(String(field['inlineHelpText']).length).toBeGreaterThan(20);
    expect(String(field['inlineHelpText']).length).toBeLessThanOrEqual(510);
    expect(field['securityClassification']).toBe('Internal');
    expect(field['businessStatus']).toBe('Active');
  },
);

test.each(ending('object').map((file) => [basename(file), file]))(
  '%s is deployed, reportable, searchable and keeps history',
  async (_, file) => {
    const object = await read(file!);
    expect(object).toMatchObject({
      deploymentStatus: 'Deployed',
      enableReports: 'true',
      enableSearch: 'true',
      enableHistory: 'true',
      sharingModel: 'Read',
    });
    expect(String(object['description']).length).toBeLessThanOrEqual(1000);
  },
);

test.each(ending('permissionset').map((file) => [basename(file), file]))(
  '%s is described in at most 255 characters',
  async (_, file) => {
    const { label, description } = await read(file!);
    expect(label).toMatch(/^Heap /);
    expect(String(description).length).toBeGreaterThan(40);
    expect(String(description).length).toBeLessThanOrEqual(255);
  },
);

test('the packaged permission sets hold nothing that a package cannot bring', async () => {
  for (const file of ending('permissionset').filter((file) => file.includes('/package/'))) {
    const set = await read(file);
    expect(set).not.toHaveProperty('userPermissions');
    for (const { object } of set['objectPermissions'] as { object: string }[]) expect(object).toMatch(/__c$/);
  }
});

test('the connecting user holds exactly what the documentation of the integration lists', async () => {
  const set = await read(ending('permissionset').find((file) => file.includes('Heap_Connecting_User'))!);
  const rights = (set['objectPermissions'] as Record<string, string>[]).map(({ object, ...flags }) => [
    object,
    Object.entries(flags)
      .filter(([, value]) => value === 'true')
      .map(([name]) => name)
      .sort(),
  ]);
  const all = ['allowCreate', 'allowDelete', 'allowEdit', 'allowRead', 'modifyAllRecords', 'viewAllRecords'];
  expect(Object.fromEntries(rights)).toEqual({
    Account: ['allowRead', 'viewAllRecords'],
    Contact: ['allowRead', 'viewAllRecords'],
    Heap_Account_Usage__c: all,
    Heap_Contact_Usage__c: all,
  });
  expect(set['userPermissions']).toEqual(
    ['ApiEnabled', 'CustomizeApplication', 'ManageCustomPermissions', 'ModifyMetadata', 'ViewRoles', 'ViewSetup'].map(
      (name) => ({ enabled: 'true', name }),
    ),
  );
  expect(
    (set['fieldPermissions'] as Record<string, string>[]).map(({ field, editable }) => `${field} ${editable}`),
  ).toEqual([
    'Contact.Email false',
    'Heap_Account_Usage__c.Account_Id__c true',
    'Heap_Account_Usage__c.Account__c true',
    'Heap_Contact_Usage__c.Contact_Id__c true',
    'Heap_Contact_Usage__c.Contact__c true',
  ]);
});
