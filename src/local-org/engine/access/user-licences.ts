import type { Edition } from '../schema/edition.ts';

interface UserLicence {
  readonly name: string;
  /** What it is called inside the platform. */
  readonly key: string;
  /** How many an org of this edition has, of so many Salesforce licences that were bought. */
  total(edition: Edition, bought: number): number;
  /** The permission set license without which its users get no right on a standard object. */
  readonly standardObjectsWith?: string;
}

const integrationUsers: Readonly<Partial<Record<Edition, number>>> = {
  'Developer Edition': 1,
  'Enterprise Edition': 5,
  'Performance Edition': 5,
  'Unlimited Edition': 5,
};

/**
 * The licences of an org: for people, and for programs that use the API alone.
 * https://help.salesforce.com/s/articleView?id=platform.integration_user.htm
 * The key of the latter is not documented; believed.
 */
export const userLicences: readonly UserLicence[] = [
  { name: 'Salesforce', key: 'SFDC', total: (_, bought) => bought },
  {
    name: 'Salesforce Integration',
    key: 'PID_Salesforce_Integration',
    total: (edition) => integrationUsers[edition] ?? 0,
    standardObjectsWith: 'SalesforceAPIIntegrationPsl',
  },
];

/** Licences that a user may have beside the one of the profile. */
export const permissionSetLicences: readonly { readonly name: string; readonly label: string }[] = [
  { name: 'SalesforceAPIIntegrationPsl', label: 'Salesforce API Integration' },
];
