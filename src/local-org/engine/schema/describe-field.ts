import type { Rights } from '../access/rights.ts';
import type { FieldDef, ObjectDef } from '../types.ts';
import { relationshipOf } from './relationships.ts';

const soapTypes: Readonly<Record<FieldDef['type'], string>> = {
  id: 'tns:ID',
  string: 'xsd:string',
  textarea: 'xsd:string',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
  email: 'xsd:string',
  phone: 'xsd:string',
  url: 'xsd:string',
  picklist: 'xsd:string',
  multipicklist: 'xsd:string',
  reference: 'tns:ID',
  address: 'urn:address',
};

const numeric = new Set(['double', 'currency', 'percent']);
const noLength = new Set(['boolean', 'int', 'double', 'currency', 'percent', 'date', 'datetime', 'address']);

/** Long texts and compounds can be neither filtered nor sorted. */
export const isFilterable = (field: FieldDef) =>
  field.type !== 'address' && !(field.type === 'textarea' && (field.length ?? 0) > 255);

export const isSortable = (field: FieldDef) => isFilterable(field) && field.type !== 'multipicklist';

export const isGroupable = (field: FieldDef) =>
  isSortable(field) && !numeric.has(field.type) && field.type !== 'datetime';

/** Whether the field may be empty when a row is made. */
const nillable = (field: FieldDef) =>
  !field.required && field.type !== 'boolean' && field.type !== 'id' && !alwaysSet.has(field.name) && !field.autoNumber;

const alwaysSet = new Set([
  'OwnerId',
  'CreatedDate',
  'CreatedById',
  'LastModifiedDate',
  'LastModifiedById',
  'SystemModstamp',
]);

const defaulted = (field: FieldDef) =>
  field.defaultValue !== undefined ||
  field.type === 'boolean' ||
  field.type === 'id' ||
  alwaysSet.has(field.name) ||
  field.autoNumber !== undefined;

/** One field as describe gives it to this user. https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_describesobjects_describesobjectresult.htm */
export function describeField(rights: Rights, object: ObjectDef, field: FieldDef): Record<string, unknown> {
  const editable = rights.canEdit(object, field);
  const { create, edit } = rights.object(object);
  const length = noLength.has(field.type) ? 0 : (field.length ?? 255);
  return {
    aggregatable: isFilterable(field) && field.type !== 'boolean' && field.type !== 'multipicklist',
    aiPredictionField: false,
    autoNumber: field.autoNumber !== undefined,
    byteLength: length * 3,
    calculated: field.formula !== undefined,
    calculatedFormula: field.formula ?? null,
    cascadeDelete: field.deleteConstraint === 'Cascade',
    caseSensitive: field.caseSensitive,
    compoundFieldName: field.compound ?? null,
    controllerName: null,
    createable: create && field.creatable && editable,
    custom: field.custom,
    defaultValue: field.type === 'boolean' ? (field.defaultValue ?? false) : (field.defaultValue ?? null),
    defaultValueFormula: null,
    defaultedOnCreate: defaulted(field),
    dependentPicklist: false,
    deprecatedAndHidden: false,
    digits: field.type === 'int' ? (field.precision ?? 9) : 0,
    displayLocationInDecimal: false,
    encrypted: false,
    externalId: field.externalId,
    extraTypeInfo: field.type === 'textarea' ? 'plaintextarea' : null,
    filterable: isFilterable(field),
    filteredLookupInfo: null,
    formulaTreatNullNumberAsZero: false,
    groupable: isGroupable(field),
    highScaleNumber: false,
    htmlFormatted: false,
    idLookup: field.idLookup || field.externalId,
    inlineHelpText: field.helpText ?? null,
    label: field.label,
    length,
    mask: null,
    maskType: null,
    name: field.name,
    nameField: field.nameField,
    namePointing: false,
    nillable: nillable(field),
    permissionable: field.permissionable,
    picklistValues: (field.picklist?.values ?? []).map((value) => ({
      active: true,
      defaultValue: value === field.defaultValue,
      label: value,
      validFor: null,
      value,
    })),
    polymorphicForeignKey: false,
    precision: numeric.has(field.type) ? (field.precision ?? 18) : 0,
    queryByDistance: false,
    referenceTargetField: null,
    referenceTo: field.referenceTo ?? [],
    relationshipName: field.type === 'reference' ? relationshipOf(field) : null,
    relationshipOrder: null,
    restrictedDelete: field.deleteConstraint === 'Restrict',
    restrictedPicklist: field.picklist?.restricted ?? false,
    scale: numeric.has(field.type) ? (field.scale ?? 0) : 0,
    searchPrefilterable: field.type === 'reference',
    soapType: soapTypes[field.type],
    sortable: isSortable(field),
    type: field.type,
    unique: field.unique,
    updateable: edit && field.updatable && editable,
    writeRequiresMasterRead: false,
  };
}
