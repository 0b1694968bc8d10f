import { beforeEach, expect, test } from 'vitest';
import { readMetadata, writeMetadata } from '../../../src/local-org/engine/metadata/crud.ts';
import { literal, selectRows, writeRows } from '../../../src/local-org/engine/metadata/rows.ts';
import { anOrg, deployFiles, gadget, linesOf, metadata, numberField, problemsOf, type TestOrg } from './an-org.ts';

let org: TestOrg;
beforeEach(() => {
  org = anOrg();
  deployFiles(org, {
    'objects/Gadget__c.object': gadget(
      numberField('Size__c') + numberField('Weight__c') + numberField('Must__c', '<required>true</required>'),
    ),
  });
});

const set = (inside: string): Readonly<Record<string, string>> => ({
  'permissionsets/Crew.permissionset': metadata('PermissionSet', `<label>Crew</label>${inside}`),
});

const field = (name: string, editable = true): string =>
  `<fieldPermissions><editable>${editable}</editable><field>${name}</field><readable>true</readable></fieldPermissions>`;

const object = (name: string, ...rights: string[]): string =>
  `<objectPermissions>${['allowCreate', 'allowDelete', 'allowEdit', 'allowRead', 'modifyAllRecords', 'viewAllRecords']
    .map((right) => `<${right}>${rights.includes(right)}</${right}>`)
    .join('')}<object>${name}</object></objectPermissions>`;

const fieldsOfCrew = (): string[] =>
  selectRows(org, "SELECT Field, PermissionsEdit FROM FieldPermissions WHERE Parent.Name = 'Crew' ORDER BY Field").map(
    (row) => `${row['Field']} ${row['PermissionsEdit']}`,
  );

test('a new field is granted to nobody', () => {
  expect(selectRows(org, "SELECT Id FROM FieldPermissions WHERE SobjectType = 'Gadget__c'")).toEqual([]);
});

test('a deployment replaces the whole set, and the same again changes nothing', () => {
  const whole = set(
    field('Gadget__c.Size__c') + field('Gadget__c.Weight__c', false) + object('Gadget__c', 'allowRead'),
  );
  expect(linesOf(deployFiles(org, whole))).toEqual(['created PermissionSet Crew']);
  expect(linesOf(deployFiles(org, whole))).toEqual(['unchanged PermissionSet Crew']);
  expect(fieldsOfCrew()).toEqual(['Gadget__c.Size__c true', 'Gadget__c.Weight__c false']);
  expect(linesOf(deployFiles(org, set(field('Gadget__c.Weight__c'))))).toEqual(['changed PermissionSet Crew']);
  expect(fieldsOfCrew()).toEqual(['Gadget__c.Weight__c true']);
  expect(selectRows(org, "SELECT Id FROM ObjectPermissions WHERE Parent.Name = 'Crew'")).toEqual([]);
});

test('grants added as rows show in the metadata', () => {
  deployFiles(org, set(''));
  const [row] = selectRows(org, `SELECT Id FROM PermissionSet WHERE Name = ${literal('Crew')}`);
  writeRows(org, 'FieldPermissions', 'insert', [
    {
      ParentId: row!['Id'],
      SobjectType: 'Gadget__c',
      Field: 'Gadget__c.Size__c',
      PermissionsRead: true,
      PermissionsEdit: false,
    },
  ]);
  expect(readMetadata(org, 'PermissionSet', ['Crew'])[0]).toMatchObject({
    fieldPermissions: [{ editable: ['false'], field: ['Gadget__c.Size__c'], readable: ['true'] }],
  });
});

test.each([
  ['a required field', field('Gadget__c.Must__c'), 'You cannot deploy to a required field: Gadget__c.Must__c'],
  ['the name', field('Gadget__c.Name'), 'You cannot deploy to a required field: Gadget__c.Name'],
  ['an unknown field', field('Gadget__c.Nope__c'), 'In field: field - no CustomField named Gadget__c.Nope__c found'],
  ['an unknown object', object('Nope__c', 'allowRead'), 'In field: object - no CustomObject named Nope__c found'],
  [
    'an unknown permission',
    '<userPermissions><enabled>true</enabled><name>Fly</name></userPermissions>',
    'Unknown user permission: Fly',
  ],
  [
    'an unknown tab',
    '<tabSettings><tab>Nope__c</tab><visibility>Visible</visibility></tabSettings>',
    'In field: tab - no CustomTab named Nope__c found',
  ],
  [
    'a class',
    '<classAccesses><apexClass>A</apexClass><enabled>true</enabled></classAccesses>',
    'In field: apexClass - no ApexClass named A found',
  ],
  [
    'create without read',
    object('Gadget__c', 'allowCreate'),
    'Permission Create Gadget__c depends on permission(s): Read Gadget__c',
  ],
  [
    'contacts without accounts',
    object('Contact', 'allowRead'),
    'Permission Read Contact depends on permission(s): Read Account',
  ],
])('%s is refused', (_, inside, words) => {
  expect(problemsOf(deployFiles(org, set(inside)))).toEqual([words]);
});

test('contacts may stand before accounts in the file', () => {
  const both = object('Contact', 'allowRead') + object('Account', 'allowRead');
  expect(problemsOf(deployFiles(org, set(both)))).toEqual([]);
});

test('system permissions are switched by columns of the set', () => {
  deployFiles(org, set('<userPermissions><enabled>true</enabled><name>ModifyMetadata</name></userPermissions>'));
  const permissions = (): unknown =>
    selectRows(org, "SELECT PermissionsModifyMetadata FROM PermissionSet WHERE Name = 'Crew'")[0]![
      'PermissionsModifyMetadata'
    ];
  expect(permissions()).toBe(true);
  deployFiles(org, set(''));
  expect(permissions()).toBe(false);
});

test('a set of the same name, made anew as a row, has none of the settings of the earlier one', () => {
  deployFiles(org, set('<tabSettings><tab>standard-Account</tab><visibility>Visible</visibility></tabSettings>'));
  const [row] = selectRows(org, "SELECT Id FROM PermissionSet WHERE Name = 'Crew'");
  writeRows(org, 'PermissionSet', 'delete', [{ Id: row!['Id'] }]);
  writeRows(org, 'PermissionSet', 'insert', [{ Name: 'Crew', Label: 'Crew' }]);
  expect(readMetadata(org, 'PermissionSet', ['Crew'])[0]).not.toHaveProperty('tabSettings');
});

test('a profile is merged, not replaced', () => {
  const profile = (inside: string): Readonly<Record<string, string>> => ({
    'profiles/Admin.profile': metadata('Profile', inside),
  });
  expect(linesOf(deployFiles(org, profile(field('Gadget__c.Size__c'))))).toEqual(['changed Profile Admin']);
  deployFiles(org, profile(field('Gadget__c.Weight__c')));
  const [content] = readMetadata(org, 'Profile', ['Admin']);
  expect(content).toMatchObject({ custom: ['false'], userLicense: ['Salesforce'] });
  const names = content!['fieldPermissions']!.map((entry) => (entry as { field: string[] }).field[0]);
  expect(names).toEqual(expect.arrayContaining(['Gadget__c.Size__c', 'Gadget__c.Weight__c']));
});

test('a user who may make fields may not make permission sets', () => {
  deployFiles(org, {
    'permissionsets/Maker.permissionset': metadata(
      'PermissionSet',
      `<label>Maker</label>${[
        'ApiEnabled',
        'CustomizeApplication',
        'ManageCustomPermissions',
        'ModifyMetadata',
        'ViewRoles',
        'ViewSetup',
      ]
        .map((name) => `<userPermissions><enabled>true</enabled><name>${name}</name></userPermissions>`)
        .join('')}`,
    ),
  });
  const [maker] = selectRows(org, "SELECT Id FROM PermissionSet WHERE Name = 'Maker'");
  const userId = org.engine.userByUsername('heap-sync@heap.local')!.id;
  writeRows(org, 'PermissionSetAssignment', 'insert', [{ AssigneeId: userId, PermissionSetId: maker!['Id'] }]);
  const user = org.as('heap-sync@heap.local');
  expect(linesOf(deployFiles(user, { 'objects/Gadget__c.object': gadget(numberField('New__c')) }))).toContain(
    'created CustomField Gadget__c.New__c',
  );
  expect(deployFiles(user, set('')).status).toBe('Failed');
  expect(
    writeMetadata(user, 'create', 'PermissionSet', [{ fullName: ['Crew'], label: ['Crew'] }], 67)[0]!.success,
  ).toBe(false);
});
