import type { UsageObjectFields } from './org-fields.ts';

/** Custom fields of an object against what the org's edition allows. */
export interface FieldRoom {
  readonly object: string;
  readonly used: number;
  readonly toCreate: number;
  /** Undefined when we do not know the edition. */
  readonly most: number | undefined;
}

/**
 * Custom fields that an object may have.
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

/** The room on a usage object once so many fields are made. */
export function fieldRoom(
  { description, fields }: UsageObjectFields,
  toCreate: number,
  edition: string | undefined,
): FieldRoom {
  // Those that we can see, or know of by name.
  const seen = [...description.fields.values()].filter(({ custom }) => custom).map(({ name }) => name);
  const used = new Set([...seen, ...fields.map(({ name }) => name)].map((name) => name.toLowerCase())).size;
  return { object: description.name, used, toCreate, most: edition === undefined ? undefined : MOST_FIELDS[edition] };
}
