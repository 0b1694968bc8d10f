import type { SystemPermission } from './system-permissions.ts';

/** Any one of these is enough. */
type AnyOf = readonly SystemPermission[];

/** Who may do a thing with an object that object permissions do not cover. */
type Who = 'all' | 'nobody' | AnyOf;

/**
 * What is asked for at the doors of the APIs, beside API Enabled.
 *
 * Metadata API as a whole, reading included:
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_modify_metadata_perm.htm
 * Limits: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_limits.htm
 * setPassword: https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_setpassword.htm
 */
export const demands = {
  metadataApi: ['ModifyMetadata', 'ModifyAllData'],
  limits: ['ViewSetup'],
  passwordsOfOthers: ['ResetPasswords', 'ManageUsers', 'ManageInternalUsers'],
} as const satisfies Readonly<Record<string, AnyOf>>;

const readers = [
  'ViewSetup',
  'AssignPermissionSets',
  'ManageProfilesPermissionsets',
  'ManageSessionPermissionSets',
] as const;

/**
 * What each kind of metadata asks for beside the Metadata API itself: the permission of the feature.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_modify_metadata_perm.htm
 * Permission sets are seen only by who may also read their rows.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_permissionset.htm
 */
export const metadataDemands = {
  customization: { change: ['CustomizeApplication'], read: [] },
  permissionSet: { change: ['ManageProfilesPermissionsets'], read: readers },
  profile: { change: ['ManageProfilesPermissionsets'], read: ['ViewSetup', 'ManageProfilesPermissionsets'] },
} as const satisfies Readonly<Record<string, { readonly change: AnyOf; readonly read: AnyOf }>>;

interface SetupRule {
  readonly read: Who;
  readonly write: Who;
  /** Whoever may not read all rows still sees those in which this field names them. */
  readonly ownRowsBy?: string;
}

const userManagers = ['ManageUsers', 'ManageInternalUsers'] as const;

/**
 * Objects with rules of their own.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_permissionset.htm
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_fieldpermissions.htm
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_userlogin.htm
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_objects_duplicaterule.htm
 */
export const setupObjects: Readonly<Record<string, SetupRule>> = {
  User: { read: 'all', write: userManagers },
  UserLogin: { read: [...userManagers, 'FreezeUsers'], write: [...userManagers, 'FreezeUsers'], ownRowsBy: 'UserId' },
  Group: { read: 'all', write: userManagers },
  GroupMember: { read: 'all', write: userManagers },
  QueueSobject: { read: 'all', write: userManagers },
  UserRole: { read: 'all', write: ['ManageRoles', 'ManageUsers'] },
  Organization: { read: 'all', write: 'nobody' },
  Profile: { read: 'all', write: ['ManageProfilesPermissionsets'] },
  UserLicense: { read: 'all', write: 'nobody' },
  PermissionSetLicense: { read: 'all', write: 'nobody' },
  PermissionSetLicenseAssign: { read: 'all', write: ['AssignPermissionSets'] },
  RecordType: { read: 'all', write: 'nobody' },
  EntityDefinition: { read: 'all', write: 'nobody' },
  FieldDefinition: { read: 'all', write: 'nobody' },
  PermissionSet: { read: readers, write: ['ManageProfilesPermissionsets'] },
  PermissionSetAssignment: { read: readers, write: ['AssignPermissionSets'], ownRowsBy: 'AssigneeId' },
  ObjectPermissions: { read: ['ViewSetup'], write: ['ManageProfilesPermissionsets'] },
  FieldPermissions: { read: ['ViewSetup'], write: ['ManageProfilesPermissionsets'] },
  UserPermissionAccess: { read: 'all', write: 'nobody' },
  DuplicateRule: { read: ['ViewSetup'], write: 'nobody' },
};
