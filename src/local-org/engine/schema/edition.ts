/** What an org may have and do by the edition that it was bought as. */
interface EditionRule {
  readonly customFieldsPerObject: number;
  /** Whether programs may use the APIs at all. Professional Edition has them as an add-on, which this org does without. */
  readonly apiAccess: boolean;
  /** API requests in 24 hours: so many for the org, and more for each Salesforce licence. */
  readonly apiRequests: { readonly base: number; readonly perLicence: number };
  /** API requests that may take twenty seconds or longer at the same time. */
  readonly longRequests: number;
}

/**
 * Editions by the names that `Organization.OrganizationType` gives them; Group Edition is `Team Edition` there.
 * https://help.salesforce.com/s/articleView?id=platform.custom_field_allocations.htm
 * https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_api.htm
 * https://help.salesforce.com/s/articleView?id=000385436
 */
export const editions = {
  'Team Edition': {
    customFieldsPerObject: 100,
    apiAccess: false,
    apiRequests: { base: 0, perLicence: 0 },
    longRequests: 25,
  },
  'Professional Edition': {
    customFieldsPerObject: 100,
    apiAccess: false,
    apiRequests: { base: 100_000, perLicence: 1000 },
    longRequests: 25,
  },
  'Enterprise Edition': {
    customFieldsPerObject: 500,
    apiAccess: true,
    apiRequests: { base: 100_000, perLicence: 1000 },
    longRequests: 25,
  },
  'Developer Edition': {
    customFieldsPerObject: 500,
    apiAccess: true,
    apiRequests: { base: 15_000, perLicence: 0 },
    longRequests: 5,
  },
  'Unlimited Edition': {
    customFieldsPerObject: 800,
    apiAccess: true,
    apiRequests: { base: 100_000, perLicence: 5000 },
    longRequests: 25,
  },
  'Performance Edition': {
    customFieldsPerObject: 800,
    apiAccess: true,
    apiRequests: { base: 100_000, perLicence: 5000 },
    longRequests: 25,
  },
} as const satisfies Readonly<Record<string, EditionRule>>;

export type Edition = keyof typeof editions;

/** How many custom fields an object may have in each edition. */
export const customFieldsPerObject: Readonly<Record<Edition, number>> = Object.fromEntries(
  Object.entries(editions).map(([edition, rule]) => [edition, rule.customFieldsPerObject]),
) as Record<Edition, number>;

/** API requests that an org of this edition, with so many Salesforce licences, may make in 24 hours. */
export function dailyApiRequests(edition: Edition, licences: number): number {
  const { base, perLicence } = editions[edition].apiRequests;
  return base + perLicence * licences;
}
