import type { FieldDef, ObjectDef } from '../../types.ts';
import { flagOf, numberOf, textOf, type Xml, xmlOf } from '../xml.ts';
import { checkElements, need, refused, ruleOf } from './field-elements.ts';
import { relationOf, rollUpOf } from './field-relations.ts';
import { fieldTypes } from './field-types.ts';
import { defaultOf, valueSetOf } from './field-values.ts';

export interface FieldSurroundings {
  readonly object: ObjectDef;
  objectNamed(name: string): ObjectDef | undefined;
  /** What a global value set is made of. */
  globalSet(name: string): Xml | undefined;
}

/** The field that a CustomField's content describes. Throws MetadataProblem in the words of a deployment. */
export function fieldFromXml(name: string, content: Xml, surroundings: FieldSurroundings): FieldDef {
  const { object } = surroundings;
  const metadataType = need(textOf(content, 'type'), 'type');
  const rule = ruleOf(metadataType, content);
  checkElements(metadataType, rule, content);
  const formula = textOf(content, 'formula');
  const isDetail = metadataType === 'MasterDetail';
  const computed = formula !== undefined || metadataType === 'Summary';
  const required = isDetail || (flagOf(content, 'required') ?? false);
  const trackHistory = flagOf(content, 'trackHistory') ?? false;
  if (trackHistory && object.enableHistory !== true) {
    throw refused(`Entity:${object.name} does not have history tracking enabled`);
  }
  const externalId = flagOf(content, 'externalId') ?? false;
  const format = textOf(content, 'displayFormat');
  const written = format === undefined && !computed && metadataType !== 'Location';
  const valueSet = content['valueSet'] === undefined ? undefined : valueSetOf(content, surroundings);
  return {
    name,
    label: need(textOf(content, 'label'), 'label'),
    type: rule.type,
    metadataType,
    custom: true,
    required,
    unique: flagOf(content, 'unique') ?? false,
    caseSensitive: flagOf(content, 'caseSensitive') ?? false,
    externalId,
    idLookup: externalId,
    creatable: written,
    updatable: written && (!isDetail || (flagOf(content, 'reparentableMasterDetail') ?? false)),
    permissionable: !required,
    nameField: false,
    trackHistory,
    ...given('length', rule.type === 'reference' ? 18 : (rule.length ?? numberOf(content, 'length'))),
    ...given('precision', numberOf(content, 'precision')),
    ...given('scale', numberOf(content, 'scale')),
    ...given('visibleLines', numberOf(content, 'visibleLines')),
    ...(metadataType === 'AutoNumber' ? { autoNumber: autoNumberOf(content, format!) } : {}),
    ...given('formula', formula),
    ...(formula === undefined ? {} : { formulaBlanks: blanksOf(content) }),
    ...(valueSet?.defaultValue === undefined
      ? defaultOf(rule.type, textOf(content, 'defaultValue'))
      : { defaultValue: valueSet.defaultValue }),
    ...given('description', textOf(content, 'description')),
    ...given('helpText', textOf(content, 'inlineHelpText')),
    ...given('securityClassification', textOf(content, 'securityClassification')),
    ...(rule.type === 'reference' ? relationOf(name, content, surroundings) : {}),
    ...(metadataType === 'Summary' ? rollUpOf(content, surroundings) : {}),
    ...given('picklist', valueSet?.picklist),
  };
}

const autoNumberOf = (content: Xml, format: string): NonNullable<FieldDef['autoNumber']> => ({
  format,
  ...given('start', numberOf(content, 'startingNumber')),
});

/** Unless it is said, empty numbers count as zero. https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customfield.htm */
const blanksOf = (content: Xml): NonNullable<FieldDef['formulaBlanks']> =>
  textOf(content, 'formulaTreatBlanksAs') === 'BlankAsBlank' ? 'BlankAsBlank' : 'BlankAsZero';

/** A custom field as the Metadata API shows it: what the schema knows, and the rest as it was sent. */
export function fieldToXml(field: FieldDef, sent: Xml): Xml {
  const computed = field.formula !== undefined || field.summary !== undefined;
  const rule = computed ? undefined : fieldTypes[field.metadataType ?? ''];
  const may = (element: string): boolean => rule !== undefined && [...rule.needs, ...rule.may].includes(element);
  const { masterDetail } = field;
  return {
    ...sent,
    ...xmlOf({
      label: field.label,
      type: field.metadataType,
      description: field.description,
      inlineHelpText: field.helpText,
      securityClassification: field.securityClassification,
      trackHistory: computed ? undefined : field.trackHistory,
      required: may('required') || field.formula !== undefined ? field.required : undefined,
      externalId: field.externalId || may('externalId') || sent['externalId'] ? field.externalId : undefined,
      unique: may('unique') || field.formula !== undefined ? field.unique : undefined,
      caseSensitive: field.unique && may('caseSensitive') ? field.caseSensitive : undefined,
      length: may('length') ? field.length : undefined,
      precision: may('precision') || field.formula !== undefined ? field.precision : undefined,
      scale: may('scale') || field.formula !== undefined ? field.scale : undefined,
      displayFormat: field.autoNumber?.format,
      formula: field.formula,
      formulaTreatBlanksAs: field.formulaBlanks,
      defaultValue: field.type === 'boolean' && !computed ? String(field.defaultValue ?? false) : undefined,
      deleteConstraint: field.type === 'reference' && !masterDetail ? field.deleteConstraint : undefined,
      referenceTo: field.type === 'reference' ? field.referenceTo?.[0] : undefined,
      relationshipName: field.childRelationshipName?.replace(/__r$/, ''),
      relationshipOrder: masterDetail?.order,
      reparentableMasterDetail: masterDetail?.reparentable,
      writeRequiresMasterRead: masterDetail?.writeRequiresMasterRead,
    }),
  };
}

function given<K extends string, T>(key: K, value: T | undefined): { readonly [P in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: T });
}
