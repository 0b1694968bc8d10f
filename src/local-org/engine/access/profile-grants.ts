import type { ObjectDef, Schema, Session } from '../types.ts';
import { permissionName } from './rights.ts';
import { systemPermissionNames } from './system-permissions.ts';

export interface ProfileGrants {
  readonly name: string;
  /** The licence that its users take up. */
  readonly licence: string;
  /** Name of the permission set that belongs to the profile. */
  readonly setName: string;
  readonly system: readonly string[];
  readonly objects: readonly string[];
  readonly allStandardFields: boolean;
}

const all = ['Read', 'Create', 'Edit', 'Delete', 'ViewAllRecords', 'ModifyAllRecords'];

const notFromTheStart: ReadonlySet<string> = new Set(['ApiUserOnly', 'BulkApiHardDelete', 'CreateAuditFields']);

/** The profiles of a new org, and what each of them gives. */
export const standardProfiles: readonly ProfileGrants[] = [
  {
    name: 'System Administrator',
    licence: 'Salesforce',
    setName: 'X00e_System_Administrator',
    system: systemPermissionNames.filter((permission) => !notFromTheStart.has(permission)),
    objects: all,
    allStandardFields: true,
  },
  {
    name: 'Standard User',
    licence: 'Salesforce',
    setName: 'X00e_Standard_User',
    system: ['ApiEnabled'],
    objects: ['Read', 'Create', 'Edit', 'Delete'],
    allStandardFields: true,
  },
  {
    name: 'Minimum Access - Salesforce',
    licence: 'Salesforce',
    setName: 'X00e_Minimum_Access',
    system: [],
    objects: [],
    allStandardFields: false,
  },
  {
    name: 'Minimum Access - API Only Integrations',
    licence: 'Salesforce Integration',
    setName: 'X00e_API_Only_Integrations',
    system: ['ApiEnabled', 'ApiUserOnly'],
    objects: [],
    allStandardFields: false,
  },
];

/** Gives rights on an object to the permission set, by ordinary rows. */
function grantObject(platform: Session, parentId: string, object: ObjectDef, rights: readonly string[]): void {
  if (rights.length === 0) return;
  platform
    .writer({
      object: 'ObjectPermissions',
      operation: 'insert',
      columns: ['ParentId', 'SobjectType', ...rights.map((right) => `Permissions${right}`)],
      cells: 'json',
      dialect: 'rest',
    })
    .write([parentId, object.name, ...rights.map(() => true)]);
}

/** Shows all fields that come with the object to the permission set. */
function grantFields(platform: Session, parentId: string, object: ObjectDef): void {
  const writer = platform.writer({
    object: 'FieldPermissions',
    operation: 'insert',
    columns: ['ParentId', 'SobjectType', 'Field', 'PermissionsRead', 'PermissionsEdit'],
    cells: 'json',
    dialect: 'rest',
  });
  for (const field of object.fields.values()) {
    if (!field.permissionable || field.compound !== undefined) continue;
    const editable = field.creatable || field.updatable || field.type === 'address';
    writer.write([parentId, object.name, permissionName(object, field), true, editable]);
  }
}

/** What a profile of a new org gives on the standard objects. */
export function grantStandard(platform: Session, schema: Schema, parentId: string, grants: ProfileGrants): void {
  for (const object of schema.objects()) {
    if (!object.permissionable || object.custom) continue;
    grantObject(platform, parentId, object, grants.objects);
    if (grants.allStandardFields) grantFields(platform, parentId, object);
  }
}

/** The System Administrator may do everything with a new custom object; its fields are another matter. */
export function grantToAdministrators(platform: Session, parentId: string, object: ObjectDef): void {
  grantObject(platform, parentId, object, all);
}
