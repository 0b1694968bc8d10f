import type { FieldDef, ObjectDef } from '../types.ts';

/** What a controlling field may hold, in the order of its values; a checkbox is off before it is on. */
function controllingValues(object: ObjectDef, field: string): readonly string[] {
  const controller = object.fields.get(field.toLowerCase());
  if (controller?.type === 'boolean') return ['unchecked', 'checked'];
  return controller?.picklist?.values ?? [];
}

/**
 * For which values of the controlling field a value is offered: one bit for each, the first one highest, in base64 without padding.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_describesobjects_describesobjectresult.htm
 */
function validFor(object: ObjectDef, field: FieldDef, value: string): string | null {
  const controller = field.picklist?.controller;
  if (controller === undefined) return null;
  const offered = new Set(controller.offers[value] ?? []);
  const values = controllingValues(object, controller.field);
  const bytes = new Uint8Array(3 * Math.ceil(values.length / 24));
  for (const [place, each] of values.entries()) {
    if (offered.has(each)) bytes[place >> 3]! |= 0x80 >> (place & 7);
  }
  return Buffer.from(bytes).toString('base64');
}

/** The values of a picklist as describe lists them. */
export function picklistValues(object: ObjectDef, field: FieldDef): readonly Record<string, unknown>[] {
  return (field.picklist?.values ?? []).map((value) => ({
    active: true,
    defaultValue: value === field.defaultValue,
    label: field.picklist?.labels?.[value] ?? value,
    validFor: validFor(object, field, value),
    value,
  }));
}
