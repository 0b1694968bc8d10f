import { strToU8, zipSync } from 'fflate';
import { LOCAL_CONNECTING_USER } from '../../src/context/local-org.ts';
import type { LocalOrg } from '../../src/local-org/index.ts';
import { deleteRows, insertRows } from '../../src/salesforce/collections.ts';
import { queryAll } from '../../src/salesforce/query.ts';
import { openSmallGround, type SmallGround } from './small-ground.ts';

/** The object rights of Heap's own instructions, as the API names them. */
export const RIGHTS = ['Read', 'Create', 'Edit', 'Delete', 'ViewAllRecords', 'ModifyAllRecords'] as const;
export type Right = (typeof RIGHTS)[number];

export const [ACCOUNT_USAGE, CONTACT_USAGE] = ['Heap_Account_Usage__c', 'Heap_Contact_Usage__c'];
export const OWN_FIELDS = [
  `${ACCOUNT_USAGE}.Account_Id__c`,
  `${ACCOUNT_USAGE}.Account__c`,
  `${CONTACT_USAGE}.Contact_Id__c`,
  `${CONTACT_USAGE}.Contact__c`,
];

export interface Minimum {
  readonly system: readonly string[];
  readonly objects: Readonly<Record<string, readonly Right[]>>;
  readonly read: readonly string[];
  readonly edit: readonly string[];
}

/** "To send data from SFDC into Heap only", with the fields that are chosen. */
export const PULL_ONLY: Minimum = {
  system: ['ApiEnabled'],
  objects: { Account: ['Read', 'ViewAllRecords'], Contact: ['Read', 'ViewAllRecords'] },
  read: ['Contact.Email', 'Contact.AccountId', 'Contact.Title', 'Account.Industry'],
  edit: [],
};

/** Step 2, both ways. Setup adds the three that Customize Application depends on by itself. */
export const BOTH_WAYS: Minimum = {
  system: ['ApiEnabled', 'CustomizeApplication', 'ManageCustomPermissions', 'ModifyMetadata', 'ViewRoles', 'ViewSetup'],
  objects: { ...PULL_ONLY.objects, [ACCOUNT_USAGE]: RIGHTS, [CONTACT_USAGE]: RIGHTS },
  read: PULL_ONLY.read,
  edit: [...OWN_FIELDS, `${ACCOUNT_USAGE}.Sessions__c`, `${CONTACT_USAGE}.Sessions__c`],
};

/** What a pull of one field of each level needs in the configuration. */
export const PULL = `environments: { here: { org: local, heap: local } }
pull: { contact: [Title], account: [Industry] }`;

/** An account with one contact, whom Heap knows and has seen, and a configuration that pulls. */
export async function openGroundOfAnn(): Promise<SmallGround> {
  const ground = await openSmallGround({ more: PULL });
  const acme = ground.make('Account', { Name: 'Acme', Industry: 'Media' });
  ground.make('Contact', { LastName: 'Ann', Email: 'ann@acme.example', Title: 'CTO', AccountId: acme });
  await ground.heap(
    [{ user_id: 1, identity: 'ann', email: 'ann@acme.example' }],
    [{ user: 1, time: '2026-06-29T12:00:00Z' }],
  );
  return ground;
}

/** Takes every permission set of ours from the connecting user, and gives one of the test's own. */
export async function giveNothingElse({ admin, local }: SmallGround, minimum: Minimum): Promise<void> {
  give(local, minimum);
  const of = `Assignee.Username = '${LOCAL_CONNECTING_USER}' AND PermissionSet.IsOwnedByProfile = false`;
  const rows = await queryAll<{ Id: string }>(admin, `SELECT Id FROM PermissionSetAssignment WHERE ${of}`);
  await deleteRows(
    admin,
    rows.map(({ Id }) => Id),
  );
  const [user] = await queryAll<{ Id: string }>(
    admin,
    `SELECT Id FROM User WHERE Username = '${LOCAL_CONNECTING_USER}'`,
  );
  const [set] = await queryAll<{ Id: string }>(admin, "SELECT Id FROM PermissionSet WHERE Name = 'Minimum'");
  const [given] = await insertRows(admin, 'PermissionSetAssignment', [
    { AssigneeId: user!.Id, PermissionSetId: set!.Id },
  ]);
  if (given?.status !== 'accepted') throw new Error('The permission set was not assigned.');
}

/** A permission set that is deployed again is what its file says and no more; one that depends on what is missing is refused. */
export function give({ control }: Pick<LocalOrg, 'control'>, { system, objects, read, edit }: Minimum): void {
  const flags: Readonly<Record<Right, string>> = {
    Create: 'allowCreate',
    Delete: 'allowDelete',
    Edit: 'allowEdit',
    Read: 'allowRead',
    ModifyAllRecords: 'modifyAllRecords',
    ViewAllRecords: 'viewAllRecords',
  };
  const field = (name: string, editable: boolean) =>
    `<fieldPermissions><editable>${editable}</editable><field>${name}</field><readable>true</readable></fieldPermissions>`;
  const object = ([name, rights]: readonly [string, readonly Right[]]) =>
    rights.length === 0
      ? ''
      : `<objectPermissions>${RIGHTS.map((right) => `<${flags[right]}>${rights.includes(right)}</${flags[right]}>`).join('')}<object>${name}</object></objectPermissions>`;
  const xml = [
    ...read.map((name) => field(name, false)),
    ...edit.map((name) => field(name, true)),
    '<label>Minimum</label>',
    ...Object.entries(objects).map(object),
    ...system.map((name) => `<userPermissions><enabled>true</enabled><name>${name}</name></userPermissions>`),
  ].join('');
  const files = {
    'package.xml':
      '<Package xmlns="http://soap.sforce.com/2006/04/metadata"><types><members>Minimum</members><name>PermissionSet</name></types><version>67.0</version></Package>',
    'permissionsets/Minimum.permissionset': `<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">${xml}</PermissionSet>`,
  };
  const parts = Object.entries(files).map(([name, text]) => [name, strToU8(text)] as const);
  const { status, details } = control.deploy(zipSync(Object.fromEntries(parts)));
  if (status !== 'Succeeded') throw new Error(`The permission set was refused: ${JSON.stringify(details)}`);
}
