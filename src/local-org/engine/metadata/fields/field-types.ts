import type { FieldType } from '../../types.ts';

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

const plain = ['defaultValue', 'required'] as const;
const keyed = [...plain, 'unique', 'externalId', 'caseSensitive'] as const;
const sized = ['precision', 'scale'] as const;

/**
 * Custom field types by their names in the Metadata API.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_field_types.htm
 */
export const fieldTypes: Readonly<Record<string, FieldTypeRule>> = {
  AutoNumber: {
    type: 'string',
    needs: ['displayFormat'],
    may: ['startingNumber', 'externalId', 'populateExistingRows'],
    length: 30,
  },
  Checkbox: { type: 'boolean', needs: ['defaultValue'], may: [] },
  Currency: { type: 'currency', needs: sized, may: plain },
  Date: { type: 'date', needs: [], may: plain },
  DateTime: { type: 'datetime', needs: [], may: plain },
  Email: { type: 'email', needs: [], may: keyed, length: 80 },
  Html: { type: 'textarea', needs: ['length', 'visibleLines'], may: [] },
  Location: { type: 'location', needs: ['scale'], may: ['displayLocationInDecimal', 'required'] },
  LongTextArea: { type: 'textarea', needs: ['length', 'visibleLines'], may: ['defaultValue'] },
  Lookup: {
    type: 'reference',
    needs: ['referenceTo', 'relationshipName'],
    may: ['deleteConstraint', 'required', 'lookupFilter'],
  },
  MasterDetail: {
    type: 'reference',
    needs: ['referenceTo', 'relationshipName'],
    may: ['relationshipOrder', 'reparentableMasterDetail', 'writeRequiresMasterRead', 'lookupFilter'],
  },
  MultiselectPicklist: { type: 'multipicklist', needs: ['valueSet', 'visibleLines'], may: plain, length: 4099 },
  Number: { type: 'double', needs: sized, may: [...plain, 'unique', 'externalId'] },
  Percent: { type: 'percent', needs: sized, may: plain },
  Phone: { type: 'phone', needs: [], may: plain, length: 40 },
  Picklist: { type: 'picklist', needs: ['valueSet'], may: plain, length: 255 },
  Summary: {
    type: 'double',
    needs: ['summaryOperation', 'summaryForeignKey'],
    may: ['summarizedField', 'summaryFilterItems'],
  },
  Text: { type: 'string', needs: ['length'], may: keyed },
  TextArea: { type: 'textarea', needs: [], may: plain, length: 255 },
  Time: { type: 'time', needs: [], may: plain },
  Url: { type: 'url', needs: [], may: plain, length: 255 },
};

/** Types that a formula can give, with what such a field may say. Its text ends after 1300 characters. */
const formulaTypes: Readonly<Record<string, readonly string[]>> = {
  Checkbox: [],
  Currency: sized,
  Date: [],
  DateTime: [],
  Number: sized,
  Percent: sized,
  Text: [],
  Time: [],
};

/**
 * The rule of a field whose value a formula gives; `undefined` for a type that no formula gives.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customfield.htm
 */
export function formulaRule(metadataType: string): FieldTypeRule | undefined {
  const said = Object.hasOwn(formulaTypes, metadataType) ? formulaTypes[metadataType] : undefined;
  const { type } = fieldTypes[metadataType] ?? {};
  if (said === undefined || type === undefined) return undefined;
  const rule = { type, needs: ['formula', ...said], may: ['formulaTreatBlanksAs'] };
  return type === 'string' ? { ...rule, length: 1300 } : rule;
}

/** Types that exist on the platform and that this org does not offer. */
export const fieldTypesNotOffered: ReadonlySet<string> = new Set([
  'Array',
  'EncryptedText',
  'ExternalLookup',
  'File',
  'Hierarchy',
  'IndirectLookup',
  'MetadataRelationship',
]);

/** Elements that depend on the type: elsewhere, anything but their "no" is refused. */
export const elementsByType: ReadonlySet<string> = new Set([
  'caseSensitive',
  'deleteConstraint',
  'displayFormat',
  'displayLocationInDecimal',
  'externalId',
  'formula',
  'formulaTreatBlanksAs',
  'length',
  'lookupFilter',
  'precision',
  'referenceTo',
  'relationshipName',
  'relationshipOrder',
  'reparentableMasterDetail',
  'required',
  'scale',
  'startingNumber',
  'summarizedField',
  'summaryFilterItems',
  'summaryForeignKey',
  'summaryOperation',
  'unique',
  'valueSet',
  'visibleLines',
  'writeRequiresMasterRead',
]);

/** Elements that take one of a few values. */
export const fieldChoices: Readonly<Record<string, { readonly type: string; readonly values: readonly string[] }>> = {
  businessStatus: { type: 'BusinessStatus', values: ['Active', 'DeprecateCandidate', 'Hidden'] },
  deleteConstraint: { type: 'DeleteConstraint', values: ['Cascade', 'Restrict', 'SetNull'] },
  formulaTreatBlanksAs: { type: 'TreatBlanksAs', values: ['BlankAsBlank', 'BlankAsZero'] },
  securityClassification: {
    type: 'SecurityClassification',
    values: ['Public', 'Internal', 'Confidential', 'Restricted', 'MissionCritical'],
  },
  summaryOperation: { type: 'SummaryOperations', values: ['count', 'sum', 'min', 'max'] },
};
