interface Permission {
  readonly label: string;
  /** Permissions that must stand beside it in the same set. */
  readonly needs?: readonly string[];
}

const row = <const Needs extends readonly string[]>(label: string, ...needs: Needs) => ({ label, needs });

/**
 * The system permissions of this org; `PermissionSet` has a `Permissions…` column for each. One that belongs to a
 * feature which is not switched on, as `ManageTranslation`, does not exist here, just as in an org without the feature.
 * https://help.salesforce.com/s/articleView?id=platform.admin_userperms.htm
 *
 * What each needs beside it is Observed: refusals of deployments in public repositories and issues; that Modify All
 * Data needs View All Data is on the page of the object that lists dependencies.
 * https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_permissiondependency.htm
 */
const permissions = {
  ApiEnabled: row('API Enabled'),
  ApiUserOnly: row('Api Only User'),
  AssignPermissionSets: row('Assign Permission Sets'),
  AuthorApex: row('Author Apex', 'ModifyAllData', 'ViewSetup'),
  BulkApiHardDelete: row('Bulk API Hard Delete'),
  CanApproveUninstalledApps: row('Approve Uninstalled Connected Apps'),
  CreateAuditFields: row('Set Audit Fields upon Record Creation'),
  CustomizeApplication: row('Customize Application', 'ManageCustomPermissions', 'ViewSetup'),
  DelegatedTwoFactor: row('Manage Multi-Factor Authentication in User Interface'),
  EditReadonlyFields: row('Edit Read Only Fields'),
  FreezeUsers: row('Freeze Users'),
  InstallPackaging: row('Download AppExchange Packages'),
  ManageCustomPermissions: row('Manage Custom Permissions'),
  ManageDataIntegrations: row('Manage Data Integrations'),
  ManageInternalUsers: row('Manage Internal Users'),
  ManageIpAddresses: row('Manage IP Addresses'),
  ManageLoginAccessPolicies: row('Manage Login Access Policies'),
  ManagePasswordPolicies: row('Manage Password Policies'),
  ManageProfilesPermissionsets: row('Manage Profiles and Permission Sets'),
  ManageRoles: row('Manage Roles'),
  ManageSessionPermissionSets: row('Manage Session Permission Set Activations'),
  ManageSharing: row('Manage Sharing'),
  ManageUsers: row(
    'Manage Users',
    'AssignPermissionSets',
    'DelegatedTwoFactor',
    'FreezeUsers',
    'ManageInternalUsers',
    'ManageIpAddresses',
    'ManageLoginAccessPolicies',
    'ManagePasswordPolicies',
    'ManageProfilesPermissionsets',
    'ManageRoles',
    'ManageSharing',
    'MonitorLoginHistory',
    'ViewAllUsers',
  ),
  ModifyAllData: row('Modify All Data', 'ViewAllData'),
  ModifyMetadata: row('Modify Metadata Through Metadata API Functions'),
  MonitorLoginHistory: row('Monitor Login History'),
  Packaging2: row('Create and Update Second-Generation Packages'),
  Packaging2Delete: row('Delete Second-Generation Packages'),
  Packaging2PromoteVersion: row('Promote a package version to released'),
  PasswordNeverExpires: row('Password Never Expires'),
  ResetPasswords: row('Reset User Passwords and Unlock Users', 'ViewRoles', 'ViewSetup'),
  RunReports: row('Run Reports'),
  TransferAnyEntity: row('Transfer Record'),
  ViewAllData: row('View All Data', 'ViewEventLogFiles', 'ViewPublicDashboards', 'ViewPublicReports'),
  ViewAllUsers: row('View All Users'),
  ViewEventLogFiles: row('View Event Log Files'),
  ViewPublicDashboards: row('View Dashboards in Public Folders'),
  ViewPublicReports: row('View Reports in Public Folders'),
  ViewRoles: row('View Roles and Role Hierarchy'),
  ViewSetup: row('View Setup and Configuration', 'ViewRoles'),
} as const satisfies Readonly<Record<string, Permission>>;

export type SystemPermission = keyof typeof permissions;

/** The same, its dependencies held to its own names. */
export const systemPermissions: Readonly<
  Record<SystemPermission, { readonly label: string; readonly needs: readonly SystemPermission[] }>
> = permissions;

export const systemPermissionNames = Object.keys(systemPermissions) as SystemPermission[];
