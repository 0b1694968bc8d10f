import type { ObjectDef } from '../../types.ts';
import { addressFields, auditFields, deletedField, fieldMap, fieldOf, options, ownerField, platformField, reference } from '../field-of.ts';

const phone = (name: string, label: string) => fieldOf(name, label, 'phone', { length: 40 });
const namePart = { compound: 'Name', permissionable: false } as const;

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_contact.htm */
export const contact: ObjectDef = {
  name: 'Contact',
  label: 'Contact',
  labelPlural: 'Contacts',
  keyPrefix: '003',
  custom: false,
  permissionable: true,
  sharingModel: 'ControlledByParent',
  fields: fieldMap('Contact', [
    deletedField(),
    reference('MasterRecordId', 'Master Record ID', 'MasterRecord', ['Contact'], {
      creatable: false,
      updatable: false,
      permissionable: false,
    }),
    reference('AccountId', 'Account ID', 'Account', ['Account'], {
      childRelationshipName: 'Contacts',
      deleteConstraint: 'Cascade',
    }),
    fieldOf('LastName', 'Last Name', 'string', { length: 80, required: true, ...namePart }),
    fieldOf('FirstName', 'First Name', 'string', { length: 40, ...namePart }),
    fieldOf('Salutation', 'Salutation', 'picklist', { ...options('Mr.', 'Ms.', 'Mrs.', 'Dr.', 'Prof.', 'Mx.'), length: 40, ...namePart }),
    platformField('Name', 'Full Name', 'string', { length: 121, nameField: true, joins: ['FirstName', 'LastName'] }),
    ...addressFields('Other', 'Other'),
    ...addressFields('Mailing', 'Mailing'),
    phone('Phone', 'Business Phone'),
    phone('Fax', 'Business Fax'),
    phone('MobilePhone', 'Mobile Phone'),
    phone('HomePhone', 'Home Phone'),
    phone('OtherPhone', 'Other Phone'),
    phone('AssistantPhone', 'Asst. Phone'),
    reference('ReportsToId', 'Reports To ID', 'ReportsTo', ['Contact'], { deleteConstraint: 'SetNull' }),
    fieldOf('Email', 'Email', 'email', { length: 80, idLookup: true }),
    fieldOf('Title', 'Title', 'string', { length: 128 }),
    fieldOf('Department', 'Department', 'string', { length: 80 }),
    fieldOf('AssistantName', "Assistant's Name", 'string', { length: 40 }),
    fieldOf('LeadSource', 'Lead Source', 'picklist', options('Web', 'Phone Inquiry', 'Partner Referral', 'Purchased List', 'Other')),
    fieldOf('Birthdate', 'Birthdate', 'date'),
    fieldOf('Description', 'Contact Description', 'textarea', { length: 32000 }),
    ownerField(),
    ...auditFields(),
    platformField('LastActivityDate', 'Last Activity', 'date'),
    platformField('LastCURequestDate', 'Last Stay-in-Touch Request Date', 'datetime'),
    platformField('LastCUUpdateDate', 'Last Stay-in-Touch Save Date', 'datetime'),
    platformField('LastViewedDate', 'Last Viewed Date', 'datetime'),
    platformField('LastReferencedDate', 'Last Referenced Date', 'datetime'),
    fieldOf('EmailBouncedReason', 'Email Bounced Reason', 'string', { length: 255 }),
    fieldOf('EmailBouncedDate', 'Email Bounced Date', 'datetime'),
    platformField('IsEmailBounced', 'Is Email Bounced', 'boolean'),
    platformField('PhotoUrl', 'Photo URL', 'url', { length: 255 }),
    fieldOf('Jigsaw', 'Data.com Key', 'string', { length: 20 }),
    platformField('JigsawContactId', 'Jigsaw Contact ID', 'string', { length: 20 }),
  ]),
};
