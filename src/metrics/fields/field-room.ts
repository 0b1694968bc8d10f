/** Custom fields of an object against what the org's edition allows. */
export interface FieldRoom {
  readonly object: string;
  readonly used: number;
  readonly toCreate: number;
  /** Undefined when we do not know the edition. */
  readonly most: number | undefined;
  /** Fields whose history is tracked once the plan is carried out. */
  readonly tracked: number;
}

/**
 * Custom fields that an object may have. Deleted ones count for the 15 days in which they can be brought back.
 * https://help.salesforce.com/s/articleView?id=sf.custom_field_allocations.htm
 */
const MOST_FIELDS: Readonly<Record<string, number>> = {
  'Group Edition': 100,
  'Team Edition': 100,
  'Professional Edition': 100,
  'Enterprise Edition': 500,
  'Developer Edition': 500,
  'Unlimited Edition': 800,
  'Performance Edition': 800,
};

/** How many custom fields an object may have in an edition; undefined when we do not know the edition. */
export function mostFields(edition: string | undefined): number | undefined {
  return edition === undefined ? undefined : MOST_FIELDS[edition];
}
