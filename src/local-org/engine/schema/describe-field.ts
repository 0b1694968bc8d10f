import { setsAuditField } from '../access/audit-fields.ts';
import type { Rights } from '../access/rights.ts';
import type { FieldDef, ObjectDef } from '../types.ts';
import { isNamedById } from './field-of.ts';
import { picklistValues } from './picklist-values.ts';
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
  time: 'xsd:time',
  location: 'urn:location',
  address: 'urn:address',
  anyType: 'xsd:anyType',
};

const numeric = new Set(['double', 'currency', 'percent']);
const noLength = new Set([
  'boolean',
  'int',
  'double',
  'currency',
  'percent',
  'date',
  'datetime',
  'time',
  'address',
  'location',
  'anyType',
]);
const compounds = new Set(['address', 'location']);

/** Long texts, compounds and values of any type can be neither filtered nor sorted. */
export const isFilterable = (field: FieldDef) =>
  !compounds.has(field.type) && field.type !== 'anyType' && !(field.type === 'textarea' && (field.length ?? 0) > 255);

export const isSortable = (field: FieldDef) => isFilterable(field) && field.type !== 'multipicklist';

export const isGroupable = (field: FieldDef) =>
  isSortable(field) && !numeric.has(field.type) && field.type !== 'datetime' && field.type !== 'time';

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
  field.defaultFormula !== undefined ||
  field.type === 'boolean' ||
  field.type === 'id' ||
  alwaysSet.has(field.name) ||
  field.autoNumber !== undefined;

/** The default of a custom field is a formula; a checkbox and a picklist say theirs as a value. */
function defaultFormula(field: FieldDef): string | null {
  if (field.defaultFormula !== undefined) return field.defaultFormula;
  if (!field.custom || field.type === 'boolean' || field.picklist || field.defaultValue == null) return null;
  return typeof field.defaultValue === 'string' ? JSON.stringify(field.defaultValue) : String(field.defaultValue);
}

/** Links and images are made by formulas. */
const isMarkup = (field: FieldDef) => /\b(?:HYPERLINK|IMAGE)\s*\(/i.test(field.formula ?? '');

/** Which kind of text a text area holds. */
function textKind(field: FieldDef): string | null {
  if (field.type !== 'textarea') return null;
  return field.metadataType === 'Html' ? 'richtextarea' : 'plaintextarea';
}

/** One field as describe gives it to this user. https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_describesobjects_describesobjectresult.htm */
export function describeField(rights: Rights, object: ObjectDef, field: FieldDef): Record<string, unknown> {
  const editable = rights.canEdit(object, field);
  const { create, edit } = rights.object(object);
  const length = noLength.has(field.type) ? 0 : (field.length ?? 255);
  const formula = defaultFormula(field);
  const several = (field.referenceTo?.length ?? 0) > 1;
  return {
    aggregatable: isFilterable(field) && field.type !== 'boolean' && field.type !== 'multipicklist',
    aiPredictionField: false,
    autoNumber: field.autoNumber !== undefined,
    byteLength: field.type === 'id' || field.type === 'reference' ? length : length * 3,
    calculated: field.formula !== undefined || field.summary !== undefined,
    calculatedFormula: field.formula ?? null,
    cascadeDelete: field.deleteConstraint === 'Cascade',
    caseSensitive: field.caseSensitive,
    compoundFieldName: field.compound ?? null,
    controllerName: field.picklist?.controller?.field ?? null,
    createable: create && ((field.creatable && editable) || setsAuditField(rights, object, field)),
    custom: field.custom,
    defaultValue:
      field.type === 'boolean' ? (field.defaultValue ?? false) : formula ? null : (field.defaultValue ?? null),
    defaultValueFormula: formula,
    defaultedOnCreate: defaulted(field) || isNamedById(object, field),
    dependentPicklist: field.picklist?.controller !== undefined,
    deprecatedAndHidden: false,
    digits: field.type === 'int' ? (field.precision ?? 9) : 0,
    displayLocationInDecimal: false,
    encrypted: false,
    externalId: field.externalId,
    extraTypeInfo: textKind(field),
    filterable: isFilterable(field) || compounds.has(field.type),
    filteredLookupInfo: null,
    formulaTreatNullNumberAsZero: field.formulaBlanks === 'BlankAsZero',
    groupable: isGroupable(field),
    highScaleNumber: false,
    htmlFormatted: field.metadataType === 'Html' || isMarkup(field),
    idLookup: field.idLookup || field.externalId,
    inlineHelpText: field.helpText ?? null,
    label: field.label,
    length,
    mask: null,
    maskType: null,
    name: field.name,
    nameField: field.nameField,
    namePointing: several,
    nillable: nillable(field) || isNamedById(object, field),
    permissionable: field.permissionable,
    picklistValues: picklistValues(object, field),
    polymorphicForeignKey: several,
    precision: numeric.has(field.type) ? (field.precision ?? 18) : 0,
    queryByDistance: compounds.has(field.type),
    referenceTargetField: null,
    referenceTo: field.referenceTo ?? [],
    relationshipName: field.type === 'reference' ? relationshipOf(field) : null,
    relationshipOrder: field.masterDetail?.order ?? null,
    restrictedDelete: field.deleteConstraint === 'Restrict',
    restrictedPicklist: field.picklist?.restricted ?? false,
    scale: numeric.has(field.type) ? (field.scale ?? 0) : 0,
    searchPrefilterable: field.type === 'reference',
    soapType: soapTypes[field.type],
    sortable: isSortable(field),
    type: field.type,
    unique: field.unique,
    updateable: edit && field.updatable && editable,
    writeRequiresMasterRead: field.masterDetail?.writeRequiresMasterRead ?? false,
  };
}
