import type { SystemPermission } from '../types.ts';

/** System permissions with their labels; `PermissionSet` has a `Permissions…` column for each. */
export const systemPermissions: Readonly<Record<SystemPermission, string>> = {
  ApiEnabled: 'API Enabled',
  ApiUserOnly: 'Api Only User',
  AssignPermissionSets: 'Assign Permission Sets',
  CustomizeApplication: 'Customize Application',
  ManageProfilesPermissionsets: 'Manage Profiles and Permission Sets',
  ManageUsers: 'Manage Users',
  ModifyAllData: 'Modify All Data',
  ModifyMetadata: 'Modify Metadata Through Metadata API Functions',
  ViewAllData: 'View All Data',
  ViewSetup: 'View Setup and Configuration',
};

export const systemPermissionNames = Object.keys(systemPermissions) as SystemPermission[];
