/**
 * Editions and how many custom fields an object may have in each.
 * https://help.salesforce.com/s/articleView?id=platform.custom_field_allocations.htm
 */
export const customFieldsPerObject = {
  'Professional Edition': 100,
  'Enterprise Edition': 500,
  'Developer Edition': 500,
  'Unlimited Edition': 800,
  'Performance Edition': 800,
} as const;

export type Edition = keyof typeof customFieldsPerObject;
