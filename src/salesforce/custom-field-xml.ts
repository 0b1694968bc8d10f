import type { CustomFieldSpec, CustomFieldType } from './custom-field.ts';

/** What each type of field needs to be told besides its names. */
const parts: Readonly<Record<CustomFieldType, (field: CustomFieldSpec) => Readonly<Record<string, unknown>>>> = {
  Number: ({ precision = 18, scale = 0 }) => ({ precision, scale }),
  Percent: ({ precision = 5, scale = 2 }) => ({ precision, scale }),
  Text: ({ length = 255 }) => ({ length }),
  Checkbox: () => ({ defaultValue: 'false' }),
  Date: () => ({}),
  DateTime: () => ({}),
};

/** A field in the terms of the Metadata API. https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customfield.htm */
export function customFieldXml(field: CustomFieldSpec) {
  return {
    fullName: `${field.object}.${field.name}`,
    description: field.description,
    externalId: false,
    inlineHelpText: field.helpText,
    label: field.label,
    ...(field.securityClassification === undefined ? {} : { securityClassification: field.securityClassification }),
    ...(field.trackHistory === undefined ? {} : { trackHistory: field.trackHistory }),
    type: field.type,
    ...parts[field.type](field),
  };
}
