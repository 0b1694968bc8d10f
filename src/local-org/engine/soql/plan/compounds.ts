import type { FieldDef, ObjectDef } from '../../types.ts';

export const isCompound = (field: FieldDef): boolean => field.type === 'address' || field.type === 'location';

/** `BillingPostalCode` is `postalCode` of `BillingAddress`, `Site__Latitude__s` is `latitude` of `Site__c`. */
function partName(compound: FieldDef, part: FieldDef): string {
  const name =
    compound.type === 'location'
      ? (/__(\w+)__s$/.exec(part.name)?.[1] ?? part.name)
      : part.name.slice(compound.name.length - 'Address'.length);
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/**
 * The parts of an address or location, by what they are called inside it.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/compound_fields.htm
 */
export function compoundParts(object: ObjectDef, compound: FieldDef): [string, FieldDef][] {
  return [...object.fields.values()]
    .filter((field) => field.compound === compound.name)
    .map((field) => [partName(compound, field), field]);
}
