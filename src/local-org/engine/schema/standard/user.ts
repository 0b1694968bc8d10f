import type { ObjectDef } from '../../types.ts';
import { addressFields, auditFields, fieldMap, fieldOf, platformField, reference } from '../field-of.ts';

/** Nobody hides the fields of a user from those who may see users at all. */
const open = { permissionable: false } as const;
const flag = (name: string, label: string) => fieldOf(name, label, 'boolean', open);
const text = (name: string, label: string, length: number) => fieldOf(name, label, 'string', { length, ...open });

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_user.htm */
export const user: ObjectDef = {
  name: 'User',
  label: 'User',
  labelPlural: 'Users',
  keyPrefix: '005',
  custom: false,
  permissionable: false,
  fields: fieldMap('User', [
    fieldOf('Username', 'Username', 'string', { length: 80, required: true, unique: true, idLookup: true, ...open }),
    fieldOf('LastName', 'Last Name', 'string', { length: 80, required: true, compound: 'Name', ...open }),
    fieldOf('FirstName', 'First Name', 'string', { length: 40, compound: 'Name', ...open }),
    platformField('Name', 'Full Name', 'string', { length: 121, nameField: true, joins: ['FirstName', 'LastName'] }),
    text('CompanyName', 'Company Name', 80),
    text('Division', 'Division', 80),
    text('Department', 'Department', 80),
    text('Title', 'Title', 80),
    ...addressFields('', '').map((field) => ({ ...field, label: field.label.trim(), ...open })),
    fieldOf('Email', 'Email', 'email', { length: 128, required: true, idLookup: true, ...open }),
    fieldOf('Phone', 'Phone', 'phone', { length: 40, ...open }),
    text('Extension', 'Extension', 40),
    fieldOf('Fax', 'Fax', 'phone', { length: 40, ...open }),
    fieldOf('MobilePhone', 'Mobile', 'phone', { length: 40, ...open }),
    fieldOf('SenderEmail', 'Email Sender Address', 'email', { length: 80, ...open }),
    text('SenderName', 'Email Sender Name', 80),
    fieldOf('Signature', 'Email Signature', 'textarea', { length: 1333, ...open }),
    fieldOf('AboutMe', 'About Me', 'textarea', { length: 1000, ...open }),
    fieldOf('Alias', 'Alias', 'string', { length: 8, required: true, ...open }),
    text('CommunityNickname', 'Nickname', 40),
    fieldOf('IsActive', 'Active', 'boolean', { defaultValue: true, ...open }),
    fieldOf('TimeZoneSidKey', 'Time Zone', 'picklist', { length: 40, required: true, ...open }),
    fieldOf('LocaleSidKey', 'Locale', 'picklist', { length: 40, required: true, ...open }),
    fieldOf('EmailEncodingKey', 'Email Encoding', 'picklist', { length: 40, required: true, ...open }),
    fieldOf('LanguageLocaleKey', 'Language', 'picklist', { length: 40, required: true, ...open }),
    reference('ProfileId', 'Profile ID', 'Profile', ['Profile'], {
      required: true,
      childRelationshipName: 'Users',
      ...open,
    }),
    fieldOf('UserType', 'User Type', 'picklist', {
      length: 40,
      creatable: false,
      updatable: false,
      defaultValue: 'Standard',
      ...open,
    }),
    reference('UserRoleId', 'Role ID', 'UserRole', ['UserRole'], { deleteConstraint: 'Restrict', ...open }),
    reference('ManagerId', 'Manager ID', 'Manager', ['User'], open),
    reference('DelegatedApproverId', 'Delegated Approver ID', 'DelegatedApprover', ['User'], open),
    platformField('LastLoginDate', 'Last Login', 'datetime'),
    platformField('LastPasswordChangeDate', 'Last Password Change or Reset', 'datetime'),
    platformField('LastViewedDate', 'Last Viewed Date', 'datetime'),
    platformField('LastReferencedDate', 'Last Referenced Date', 'datetime'),
    platformField('FullPhotoUrl', 'Url for full-sized Photo', 'url', { length: 1024 }),
    platformField('SmallPhotoUrl', 'Photo', 'url', { length: 1024 }),
    platformField('IsProfilePhotoActive', 'Has Profile Photo', 'boolean'),
    flag('ReceivesInfoEmails', 'Info Emails'),
    flag('ReceivesAdminInfoEmails', 'Admin Info Emails'),
    flag('ForecastEnabled', 'Allow Forecasting'),
    text('FederationIdentifier', 'SAML Federation ID', 512),
    text('EmployeeNumber', 'Employee Number', 20),
    flag('UserPermissionsMarketingUser', 'Marketing User'),
    ...auditFields(),
  ]),
};
