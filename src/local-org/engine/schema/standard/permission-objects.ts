import { systemPermissionNames, systemPermissions } from '../../access/system-permissions.ts';
import type { ObjectDef } from '../../types.ts';
import { auditFields, fieldMap, fieldOf, platformField, reference } from '../field-of.ts';

const open = { permissionable: false } as const;
const flag = (name: string, label: string) => fieldOf(name, label, 'boolean', open);
const fixed = { creatable: false, updatable: false, permissionable: false } as const;
const setup = { custom: false, permissionable: false } as const;

/** The objects that hold who may do what. https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_permissionset.htm */
export const permissionObjects: readonly ObjectDef[] = [
  {
    ...setup,
    name: 'UserLicense',
    label: 'User License',
    labelPlural: 'User Licenses',
    keyPrefix: '100',
    fields: fieldMap('User License', [
      platformField('LicenseDefinitionKey', 'License Definition Key', 'string', { length: 40 }),
      platformField('Name', 'Name', 'string', { length: 40, nameField: true }),
      platformField('MasterLabel', 'Master Label', 'string', { length: 40 }),
      platformField('Status', 'Status', 'picklist', { length: 40 }),
      platformField('TotalLicenses', 'Total Licenses', 'int'),
      platformField('UsedLicenses', 'Used Licenses', 'int'),
      ...auditFields(),
    ]),
  },
  {
    ...setup,
    name: 'Profile',
    label: 'Profile',
    labelPlural: 'Profile',
    keyPrefix: '00e',
    fields: fieldMap('Profile', [
      fieldOf('Name', 'Name', 'string', { length: 255, required: true, nameField: true, idLookup: true, ...open }),
      reference('UserLicenseId', 'User License ID', 'UserLicense', ['UserLicense'], fixed),
      platformField('UserType', 'User Type', 'picklist', { length: 40 }),
      fieldOf('Description', 'Description', 'string', { length: 255, ...open }),
      ...auditFields(),
    ]),
  },
  {
    ...setup,
    name: 'PermissionSet',
    label: 'Permission Set',
    labelPlural: 'Permission Sets',
    keyPrefix: '0PS',
    fields: fieldMap('PermissionSet', [
      fieldOf('Name', 'Permission Set Name', 'string', {
        length: 80,
        required: true,
        unique: true,
        nameField: true,
        ...open,
      }),
      fieldOf('Label', 'Permission Set Label', 'string', { length: 80, required: true, ...open }),
      reference('LicenseId', 'License ID', 'License', ['UserLicense'], { ...open, updatable: false }),
      reference('ProfileId', 'Profile ID', 'Profile', ['Profile'], { ...fixed, deleteConstraint: 'Cascade' }),
      platformField('IsOwnedByProfile', 'Is Owned By Profile', 'boolean'),
      platformField('IsCustom', 'Custom Permission Set', 'boolean', { defaultValue: true }),
      ...systemPermissionNames.map((name) => flag(`Permissions${name}`, systemPermissions[name])),
      fieldOf('Description', 'Description', 'string', { length: 255, ...open }),
      platformField('NamespacePrefix', 'Namespace Prefix', 'string', { length: 15 }),
      flag('HasActivationRequired', 'Session Activation Required'),
      platformField('Type', 'Type', 'picklist', { length: 40, defaultValue: 'Regular' }),
      ...auditFields(),
    ]),
  },
  {
    ...setup,
    name: 'PermissionSetAssignment',
    label: 'Permission Set Assignment',
    labelPlural: 'Permission Set Assignments',
    keyPrefix: '0Pa',
    fields: fieldMap('Permission Set Assignment', [
      reference('PermissionSetId', 'Permission Set ID', 'PermissionSet', ['PermissionSet'], {
        required: true,
        updatable: false,
        childRelationshipName: 'Assignments',
        deleteConstraint: 'Cascade',
        ...open,
      }),
      reference('AssigneeId', 'Assignee ID', 'Assignee', ['User'], {
        required: true,
        updatable: false,
        childRelationshipName: 'PermissionSetAssignments',
        deleteConstraint: 'Cascade',
        ...open,
      }),
      platformField('IsActive', 'Is Active', 'boolean', { defaultValue: true }),
      platformField('SystemModstamp', 'System Modstamp', 'datetime'),
    ]),
  },
  {
    ...setup,
    name: 'ObjectPermissions',
    label: 'Object Permissions',
    labelPlural: 'Object Permissions',
    keyPrefix: '110',
    fields: fieldMap('Object Permissions', [
      reference('ParentId', 'Parent ID', 'Parent', ['PermissionSet'], {
        required: true,
        updatable: false,
        childRelationshipName: 'ObjectPerms',
        deleteConstraint: 'Cascade',
        ...open,
      }),
      fieldOf('SobjectType', 'SObject Type Name', 'picklist', {
        length: 40,
        required: true,
        updatable: false,
        ...open,
      }),
      flag('PermissionsCreate', 'Create Records'),
      flag('PermissionsRead', 'Read Records'),
      flag('PermissionsEdit', 'Edit Records'),
      flag('PermissionsDelete', 'Delete Records'),
      flag('PermissionsViewAllRecords', 'Read All Records'),
      flag('PermissionsModifyAllRecords', 'Edit All Records'),
      flag('PermissionsViewAllFields', 'View All Fields'),
      ...auditFields(),
    ]),
  },
  {
    ...setup,
    name: 'FieldPermissions',
    label: 'Field Permissions',
    labelPlural: 'Field Permissions',
    keyPrefix: '01k',
    fields: fieldMap('Field Permissions', [
      reference('ParentId', 'Parent ID', 'Parent', ['PermissionSet'], {
        required: true,
        updatable: false,
        childRelationshipName: 'FieldPerms',
        deleteConstraint: 'Cascade',
        ...open,
      }),
      fieldOf('SobjectType', 'SObject Type Name', 'picklist', {
        length: 40,
        required: true,
        updatable: false,
        ...open,
      }),
      fieldOf('Field', 'Field Name', 'picklist', { length: 255, required: true, updatable: false, ...open }),
      flag('PermissionsEdit', 'Edit Field'),
      flag('PermissionsRead', 'Read Field'),
      platformField('SystemModstamp', 'System Modstamp', 'datetime'),
    ]),
  },
];
