import type { ObjectDef } from '../../types.ts';
import { auditFields, deletedField, fieldMap, fieldOf, reference } from '../field-of.ts';

const open = { permissionable: false } as const;

const roles = [
  'Business User',
  'Decision Maker',
  'Economic Buyer',
  'Economic Decision Maker',
  'Evaluator',
  'Executive Sponsor',
  'Influencer',
  'Technical Buyer',
  'Other',
];

/**
 * Which accounts a contact belongs to, its own among them. There only while Contacts to Multiple Accounts is switched on.
 * That whoever may use accounts and contacts may use it, and sees all of its fields, is believed.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_accountcontactrelation.htm
 */
export const accountContactRelation: ObjectDef = {
  name: 'AccountContactRelation',
  label: 'Account Contact Relationship',
  labelPlural: 'Account Contact Relationship',
  keyPrefix: '07k',
  custom: false,
  permissionable: false,
  usedThrough: ['Account', 'Contact'],
  needs: 'contactsToMultipleAccounts',
  sharingModel: 'ControlledByParent',
  fields: fieldMap('Account Contact Relationship', [
    reference('AccountId', 'Account ID', 'Account', ['Account'], {
      required: true,
      updatable: false,
      childRelationshipName: 'AccountContactRelations',
      deleteConstraint: 'Cascade',
      ...open,
    }),
    reference('ContactId', 'Contact ID', 'Contact', ['Contact'], {
      required: true,
      updatable: false,
      childRelationshipName: 'AccountContactRelations',
      deleteConstraint: 'Cascade',
      ...open,
    }),
    fieldOf('Roles', 'Roles', 'multipicklist', {
      length: 4099,
      picklist: { restricted: false, values: roles },
      ...open,
    }),
    fieldOf('IsDirect', 'Direct', 'boolean', { creatable: false, updatable: false, ...open }),
    fieldOf('IsActive', 'Active', 'boolean', { defaultValue: true, ...open }),
    fieldOf('StartDate', 'Start Date', 'date', open),
    fieldOf('EndDate', 'End Date', 'date', open),
    deletedField(),
    ...auditFields(),
  ]),
};
