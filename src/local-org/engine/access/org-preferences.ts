import type { Documents } from '../types.ts';
import type { SystemPermission } from './system-permissions.ts';

const kind = 'preference';

/** What an administrator switches on for the whole org. */
export type OrgPreference =
  | 'auditFieldsInactiveOwner'
  | 'contactsToMultipleAccounts'
  | 'devHub'
  | 'multipleCurrencies'
  | 'sandboxTracking'
  | 'sourceTracking';

/**
 * The elements of Settings that are more than kept: the preference that each switches.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_accountsettings.htm
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_currencysettings.htm
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_devhubsettings.htm
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_securitysettings.htm
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_sourcetrackingsettings.htm
 */
export const preferenceElements: Readonly<Record<string, Readonly<Record<string, OrgPreference>>>> = {
  account: { enableRelateContactToMultipleAccounts: 'contactsToMultipleAccounts' },
  currency: { enableMultiCurrency: 'multipleCurrencies' },
  devhub: { enableScratchOrgManagementPref: 'devHub' },
  sourcetracking: { enableSourceTrackingSandboxes: 'sandboxTracking' },
  security: { enableAuditFieldsInactiveOwner: 'auditFieldsInactiveOwner' },
};

/** What stays on once it is: https://help.salesforce.com/s/articleView?id=xcloud.admin_enable_multicurrency_implications.htm */
export const lasting: ReadonlySet<OrgPreference> = new Set(['multipleCurrencies']);

/**
 * Permissions that are there only while a preference is on: until then no set has a column for them, and no file may
 * name them.
 * https://help.salesforce.com/s/articleView?id=000386699&type=1
 * That the column comes and goes is Observed: https://github.com/SalesforceLabs/survey-force/issues/104
 */
const permissionNeeds: Readonly<Partial<Record<SystemPermission, OrgPreference>>> = {
  CreateAuditFields: 'auditFieldsInactiveOwner',
};

export const setPreference = (documents: Documents, name: OrgPreference, on: boolean): void =>
  documents.put(kind, name, on);

/** Whether a preference is on; what needs none is there in any org. */
export const isOn = (documents: Documents, needed: OrgPreference | undefined): boolean =>
  needed === undefined || documents.get<boolean>(kind, needed) === true;

export const isOffered = (documents: Documents, permission: SystemPermission): boolean =>
  isOn(documents, permissionNeeds[permission]);

/** Rises with each preference that is switched, for caches. */
export const preferenceVersion = (documents: Documents): number => documents.version(kind);
