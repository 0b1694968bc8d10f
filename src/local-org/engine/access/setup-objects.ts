import type { SystemPermission } from '../types.ts';

/** Who may do a thing with an object that object permissions do not cover. */
type Who = 'all' | 'nobody' | readonly SystemPermission[];

export interface SetupRule {
  readonly read: Who;
  readonly write: Who;
  /** Whoever may not read all rows still sees those in which this field names them. */
  readonly ownRowsBy?: string;
}

const readers = ['ViewSetup', 'AssignPermissionSets', 'ManageProfilesPermissionsets'] as const;

/**
 * Objects with rules of their own.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_fieldpermissions.htm
 */
export const setupObjects: Readonly<Record<string, SetupRule>> = {
  User: { read: 'all', write: ['ManageUsers'] },
  Organization: { read: 'all', write: 'nobody' },
  Profile: { read: 'all', write: ['ManageProfilesPermissionsets'] },
  UserLicense: { read: 'all', write: 'nobody' },
  RecordType: { read: 'all', write: 'nobody' },
  EntityDefinition: { read: 'all', write: 'nobody' },
  FieldDefinition: { read: 'all', write: 'nobody' },
  PermissionSet: { read: readers, write: ['ManageProfilesPermissionsets'] },
  PermissionSetAssignment: { read: readers, write: ['AssignPermissionSets'], ownRowsBy: 'AssigneeId' },
  ObjectPermissions: { read: readers, write: ['ManageProfilesPermissionsets'] },
  FieldPermissions: { read: readers, write: ['ManageProfilesPermissionsets'] },
};
