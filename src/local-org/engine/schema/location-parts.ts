import type { FieldDef } from '../types.ts';

/**
 * The two numbers that a geolocation field keeps: `Site__Latitude__s` and `Site__Longitude__s`.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/compound_fields_geolocation.htm
 */
export function locationParts(field: FieldDef): readonly FieldDef[] {
  if (field.type !== 'location') return [];
  const stem = field.name.replace(/__c$/, '');
  return (['Latitude', 'Longitude'] as const).map((part) => ({
    name: `${stem}__${part}__s`,
    label: `${field.label} (${part})`,
    type: 'double',
    custom: true,
    precision: 15 + 3,
    scale: field.scale === undefined ? 15 : Math.min(field.scale, 15),
    required: field.required,
    unique: false,
    caseSensitive: false,
    externalId: false,
    idLookup: false,
    creatable: true,
    updatable: true,
    permissionable: field.permissionable,
    nameField: false,
    compound: field.name,
    trackHistory: false,
  }));
}
