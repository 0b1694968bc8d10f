import type { FieldDef, FieldType, ObjectDef } from '../../types.ts';
import { auditFields, deletedField, fieldMap, fieldOf, ownerField, platformField, reference } from '../field-of.ts';

const open = { permissionable: false } as const;
const asked = (name: string, label: string, type: FieldType, rest: Partial<FieldDef> = {}) =>
  fieldOf(name, label, type, { updatable: false, ...open, ...rest });
const text = (name: string, label: string, length: number) => platformField(name, label, 'string', { length });
const listed = (...values: string[]) => ({ length: 255, picklist: { restricted: true, values } });

/** Partner editions are for partners' business orgs. https://developer.salesforce.com/docs/atlas.en-us.pkg1_dev.meta/pkg2_dev/isv_partner_scratch_org_editions.htm */
const scratchEditions = [
  'Developer',
  'Enterprise',
  'Group',
  'Professional',
  'Partner Developer',
  'Partner Enterprise',
  'Partner Group',
  'Partner Professional',
];

const number = platformField('Name', 'Number', 'string', {
  length: 255,
  nameField: true,
  autoNumber: { format: '{00000000}' },
});
const viewed = [
  platformField('LastViewedDate', 'Last Viewed Date', 'datetime'),
  platformField('LastReferencedDate', 'Last Referenced Date', 'datetime'),
];
const common = { custom: false, permissionable: true, sharingModel: 'ReadWrite', needs: 'devHub' } as const;

/**
 * What a Dev Hub knows of the scratch orgs that were asked of it, and of those that live. Key prefixes of the latter,
 * and how their numbers begin, are believed.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_scratchorginfo.htm
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_activescratchorg.htm
 */
export const scratchOrgObjects: readonly ObjectDef[] = [
  {
    ...common,
    name: 'ScratchOrgInfo',
    label: 'Scratch Org Info',
    labelPlural: 'Scratch Org Infos',
    keyPrefix: '2SR',
    fields: fieldMap('Scratch Org Info', [
      ownerField(),
      deletedField(),
      number,
      ...auditFields(),
      ...viewed,
      asked('AdminEmail', 'Requested Admin Email', 'email', { length: 80 }),
      text('AuthCode', 'Connected App Authorization Code', 120),
      asked('ConnectedAppCallbackUrl', 'Connected App Callback URL', 'textarea', { length: 2000, required: true }),
      asked('ConnectedAppConsumerKey', 'Connected App Consumer Key', 'string', { length: 120, required: true }),
      asked('Country', 'Requested Country', 'string', { length: 3 }),
      text('DeletedBy', 'Deleted By', 15),
      platformField('DeletedDate', 'Deleted Date', 'date'),
      fieldOf('Description', 'Description', 'textarea', { length: 2000, ...open }),
      asked('DurationDays', 'Requested Duration In Days', 'int', { precision: 9 }),
      asked('Edition', 'Edition', 'picklist', listed(...scratchEditions)),
      text('ErrorCode', 'Error Code', 8),
      platformField('ExpirationDate', 'Expiration Date', 'date'),
      asked('Features', 'Features', 'textarea', { length: 10_000 }),
      asked('HasSampleData', 'Has Sample Data', 'boolean'),
      asked('Language', 'Requested Language', 'picklist', { length: 255 }),
      platformField('LastLoginDate', 'Last Login Date', 'date'),
      platformField('LoginUrl', 'Login Url', 'textarea', { length: 2000 }),
      asked('Namespace', 'Namespace', 'string', { length: 15 }),
      asked('OrgName', 'Org Name', 'string', { length: 80, required: true }),
      asked('Package2AncestorIds', 'Requested Package2 Ancestor IDs', 'textarea', { length: 2000 }),
      asked('Release', 'Release', 'picklist', listed('Current', 'Previous', 'Preview')),
      text('ScratchOrg', 'Scratch Org ID', 15),
      text('SignupCountry', 'Signup Country', 3),
      platformField('SignupEmail', 'Signup Email', 'email', { length: 80 }),
      text('SignupInstance', 'Signup Instance', 15),
      platformField('SignupLanguage', 'Signup Language', 'picklist', { length: 255 }),
      platformField('SignupTrialDays', 'Signup Trial Days', 'int', { precision: 9 }),
      text('SignupUsername', 'Signup Username', 80),
      asked('Snapshot', 'Snapshot', 'string', { length: 80 }),
      asked('SourceOrg', 'Shape Source Org', 'string', { length: 18 }),
      platformField('Status', 'Status', 'picklist', {
        ...listed('New', 'Creating', 'Active', 'Error', 'Deleted'),
        defaultValue: 'New',
      }),
      asked('Template', 'Template', 'string', { length: 18 }),
      asked('Username', 'Requested Username', 'string', { length: 80 }),
    ]),
  },
  {
    ...common,
    name: 'ActiveScratchOrg',
    label: 'Active Scratch Org',
    labelPlural: 'Active Scratch Orgs',
    keyPrefix: '2SQ',
    fields: fieldMap('Active Scratch Org', [
      ownerField(),
      deletedField(),
      number,
      ...auditFields(),
      ...viewed,
      fieldOf('Description', 'Description', 'textarea', { length: 2000, ...open }),
      platformField('Edition', 'Edition', 'picklist', listed(...scratchEditions)),
      platformField('ExpirationDate', 'Expiration Date', 'date'),
      platformField('Features', 'Features', 'textarea', { length: 10_000 }),
      platformField('HasSampleData', 'Has Sample Data', 'boolean'),
      platformField('LastLoginDate', 'Last Login Date', 'date'),
      text('Namespace', 'Namespace', 15),
      text('OrgName', 'Org Name', 80),
      text('ScratchOrg', 'Scratch Org ID', 15),
      reference('ScratchOrgInfoId', 'Scratch Org Info ID', 'ScratchOrgInfo', ['ScratchOrgInfo'], {
        creatable: false,
        updatable: false,
        childRelationshipName: 'ActiveScratchOrgs',
        deleteConstraint: 'Cascade',
        ...open,
      }),
      platformField('SignupEmail', 'Email', 'email', { length: 80 }),
      text('SignupInstance', 'Instance', 8),
      platformField('SignupTrialDays', 'Active Days', 'int', { precision: 9 }),
      text('SignupUsername', 'Username', 80),
      text('Snapshot', 'Snapshot', 80),
    ]),
  },
  {
    ...common,
    name: 'NamespaceRegistry',
    label: 'Namespace Registry',
    labelPlural: 'Namespace Registries',
    keyPrefix: '1NR',
    fields: fieldMap('Namespace Registry', [
      ownerField(),
      deletedField(),
      number,
      ...auditFields(),
      ...viewed,
      text('NamespacePrefix', 'Namespace Prefix', 15),
      text('SourceOrg', 'Source Org', 15),
      platformField('State', 'State', 'picklist', { ...listed('Active', 'Inactive'), defaultValue: 'Active' }),
    ]),
  },
];
