import type { FieldType } from '../types.ts';

/** What a custom field of one metadata type asks for and may have. */
export interface FieldTypeRule {
  readonly type: FieldType;
  /** Elements without which the field is refused. */
  readonly needs: readonly string[];
  /** Elements that make sense for it, besides those that every field may have. */
  readonly may: readonly string[];
  /** Length that the platform sets by itself. */
  readonly length?: number;
}

const numeric = { needs: ['precision', 'scale'], may: ['defaultValue', 'required', 'unique', 'externalId'] } as const;

/**
 * Custom field types by their names in the Metadata API.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_field_types.htm
 */
export const fieldTypes: Readonly<Record<string, FieldTypeRule>> = {
  AutoNumber: { type: 'string', needs: ['displayFormat'], may: ['startingNumber', 'externalId'], length: 30 },
  Checkbox: { type: 'boolean', needs: ['defaultValue'], may: [] },
  Currency: { type: 'currency', needs: ['precision', 'scale'], may: ['defaultValue', 'required'] },
  Date: { type: 'date', needs: [], may: ['defaultValue', 'required'] },
  DateTime: { type: 'datetime', needs: [], may: ['defaultValue', 'required'] },
  Email: {
    type: 'email',
    needs: [],
    may: ['defaultValue', 'required', 'unique', 'externalId', 'caseSensitive'],
    length: 80,
  },
  Html: { type: 'textarea', needs: ['length', 'visibleLines'], may: [] },
  LongTextArea: { type: 'textarea', needs: ['length', 'visibleLines'], may: ['defaultValue'] },
  Lookup: {
    type: 'reference',
    needs: ['referenceTo', 'relationshipName'],
    may: ['deleteConstraint', 'required', 'lookupFilter'],
  },
  MultiselectPicklist: {
    type: 'multipicklist',
    needs: ['valueSet', 'visibleLines'],
    may: ['required', 'defaultValue'],
    length: 4099,
  },
  Number: { type: 'double', ...numeric },
  Percent: { type: 'percent', needs: ['precision', 'scale'], may: ['defaultValue', 'required'] },
  Phone: { type: 'phone', needs: [], may: ['defaultValue', 'required'], length: 40 },
  Picklist: { type: 'picklist', needs: ['valueSet'], may: ['required', 'defaultValue'], length: 255 },
  Text: {
    type: 'string',
    needs: ['length'],
    may: ['defaultValue', 'required', 'unique', 'externalId', 'caseSensitive'],
  },
  TextArea: { type: 'textarea', needs: [], may: ['defaultValue', 'required'], length: 255 },
  Url: { type: 'url', needs: [], may: ['defaultValue', 'required'], length: 255 },
};

/** Types that exist on the platform and that this org does not offer. */
export const fieldTypesNotOffered: ReadonlySet<string> = new Set([
  'Array',
  'EncryptedText',
  'ExternalLookup',
  'File',
  'Hierarchy',
  'IndirectLookup',
  'Location',
  'MasterDetail',
  'MetadataRelationship',
  'Summary',
  'Time',
]);

/** Elements that depend on the type: elsewhere, anything but their "no" is refused. */
export const elementsByType: ReadonlySet<string> = new Set([
  'caseSensitive',
  'deleteConstraint',
  'displayFormat',
  'externalId',
  'length',
  'lookupFilter',
  'precision',
  'referenceTo',
  'relationshipName',
  'scale',
  'startingNumber',
  'unique',
  'valueSet',
  'visibleLines',
]);

/** Elements that take one of a few values. */
export const fieldChoices: Readonly<Record<string, { readonly type: string; readonly values: readonly string[] }>> = {
  businessStatus: { type: 'BusinessStatus', values: ['Active', 'DeprecateCandidate', 'Hidden'] },
  deleteConstraint: { type: 'DeleteConstraint', values: ['Cascade', 'Restrict', 'SetNull'] },
  securityClassification: {
    type: 'SecurityClassification',
    values: ['Public', 'Internal', 'Confidential', 'Restricted', 'MissionCritical'],
  },
};
