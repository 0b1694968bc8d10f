import type { FieldDef, ObjectDef } from '../types.ts';
import { elementsByType, type FieldTypeRule, fieldChoices, fieldTypes, fieldTypesNotOffered } from './field-types.ts';
import { MetadataProblem } from './types.ts';
import { flagOf, nodesOf, numberOf, textOf, textsOf, type Xml, xmlOf } from './xml.ts';

export interface FieldSurroundings {
  readonly object: ObjectDef;
  objectNamed(name: string): ObjectDef | undefined;
}

/** The field that a CustomField's content describes. Throws MetadataProblem in the words of a deployment. */
export function fieldFromXml(name: string, content: Xml, { object, objectNamed }: FieldSurroundings): FieldDef {
  const metadataType = need(textOf(content, 'type'), 'type');
  const rule = ruleOf(metadataType);
  checkElements(metadataType, rule, content);
  const required = flagOf(content, 'required') ?? false;
  const trackHistory = flagOf(content, 'trackHistory') ?? false;
  if (trackHistory && object.enableHistory !== true) {
    throw refused(`Entity:${object.name} does not have history tracking enabled`);
  }
  const length = rule.length ?? numberOf(content, 'length');
  const autoNumber = textOf(content, 'displayFormat');
  const externalId = flagOf(content, 'externalId') ?? false;
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
    creatable: autoNumber === undefined,
    updatable: autoNumber === undefined,
    permissionable: !required,
    nameField: false,
    trackHistory,
    ...given('length', rule.type === 'reference' ? 18 : length),
    ...given('precision', numberOf(content, 'precision')),
    ...given('scale', numberOf(content, 'scale')),
    ...given(
      'autoNumber',
      metadataType === 'AutoNumber' && autoNumber !== undefined ? { format: autoNumber } : undefined,
    ),
    ...given('defaultValue', defaultOf(metadataType, textOf(content, 'defaultValue'))),
    ...given('description', textOf(content, 'description')),
    ...given('helpText', textOf(content, 'inlineHelpText')),
    ...given('securityClassification', textOf(content, 'securityClassification')),
    ...(rule.type === 'reference' ? lookupOf(name, content, required, objectNamed) : {}),
    ...(content['valueSet'] === undefined ? {} : { picklist: picklistOf(content) }),
  };
}

/** A custom field as the Metadata API shows it: what the schema knows, and the rest as it was sent. */
export function fieldToXml(field: FieldDef, sent: Xml): Xml {
  const rule = fieldTypes[field.metadataType ?? ''];
  const may = (element: string): boolean => rule !== undefined && [...rule.needs, ...rule.may].includes(element);
  return {
    ...sent,
    ...xmlOf({
      label: field.label,
      type: field.metadataType,
      description: field.description,
      inlineHelpText: field.helpText,
      securityClassification: field.securityClassification,
      trackHistory: field.trackHistory,
      required: field.type === 'boolean' ? undefined : field.required,
      externalId: field.externalId || may('externalId') || sent['externalId'] ? field.externalId : undefined,
      unique: may('unique') ? field.unique : undefined,
      caseSensitive: field.unique && may('caseSensitive') ? field.caseSensitive : undefined,
      length: may('length') ? field.length : undefined,
      precision: may('precision') ? field.precision : undefined,
      scale: may('scale') ? field.scale : undefined,
      displayFormat: field.autoNumber?.format,
      defaultValue: field.type === 'boolean' ? String(field.defaultValue ?? false) : undefined,
      deleteConstraint: field.type === 'reference' ? field.deleteConstraint : undefined,
      referenceTo: field.type === 'reference' ? field.referenceTo?.[0] : undefined,
      relationshipName: field.childRelationshipName?.replace(/__r$/, ''),
    }),
  };
}

function ruleOf(metadataType: string): FieldTypeRule {
  const rule = fieldTypes[metadataType];
  if (rule !== undefined) return rule;
  if (fieldTypesNotOffered.has(metadataType)) {
    throw refused(`A CustomField of type ${metadataType} is not available for deploy for this organization`);
  }
  throw notOneOf(metadataType, 'FieldType');
}

function checkElements(metadataType: string, rule: FieldTypeRule, content: Xml): void {
  if (textOf(content, 'formula') !== undefined || textOf(content, 'summaryOperation') !== undefined) {
    throw refused('Formula and summary fields are not available for deploy for this organization');
  }
  for (const element of rule.needs) {
    if (content[element] === undefined)
      throw refused(`Must specify '${element}' for a CustomField of type ${metadataType}`);
  }
  for (const element of elementsByType) {
    const said = content[element]?.[0];
    if (said === undefined || said === 'false' || said === '') continue;
    if (rule.needs.includes(element) || rule.may.includes(element)) continue;
    throw refused(`Can not specify '${element}' for a CustomField of type ${metadataType}`);
  }
  for (const [element, { type, values }] of Object.entries(fieldChoices)) {
    const value = textOf(content, element);
    if (value !== undefined && !values.includes(value)) throw notOneOf(value, type);
  }
  for (const element of ['length', 'precision', 'scale', 'visibleLines', 'startingNumber']) {
    const text = textOf(content, element);
    if (text !== undefined && !/^\d+$/.test(text.trim()))
      throw refused(`'${text}' is not a valid value for the type xsd:int`);
  }
}

function lookupOf(
  name: string,
  content: Xml,
  required: boolean,
  objectNamed: FieldSurroundings['objectNamed'],
): Pick<FieldDef, 'referenceTo' | 'relationshipName' | 'childRelationshipName' | 'deleteConstraint'> {
  const wanted = textsOf(content, 'referenceTo');
  const referenceTo = wanted.map((parent) => {
    const found = objectNamed(parent);
    if (found === undefined) throw refused(`referenceTo value of '${parent}' does not resolve to a valid sObject type`);
    return found.name;
  });
  const said = textOf(content, 'deleteConstraint');
  const deleteConstraint =
    said === 'Cascade' || said === 'Restrict' || said === 'SetNull' ? said : required ? 'Restrict' : 'SetNull';
  if (required && deleteConstraint === 'SetNull') {
    throw refused('A required lookup field must have a delete constraint of Cascade or Restrict');
  }
  return {
    referenceTo,
    relationshipName: name.replace(/__c$/i, '__r'),
    childRelationshipName: `${textOf(content, 'relationshipName')}__r`,
    deleteConstraint,
  };
}

function picklistOf(content: Xml): NonNullable<FieldDef['picklist']> {
  const valueSet = nodesOf(content, 'valueSet')[0] ?? {};
  if (textOf(valueSet, 'valueSetName') !== undefined) {
    throw refused('Global value sets are not available for deploy for this organization');
  }
  const values = nodesOf(nodesOf(valueSet, 'valueSetDefinition')[0] ?? {}, 'value')
    .filter((value) => flagOf(value, 'isActive') !== false)
    .map((value) => need(textOf(value, 'fullName'), 'fullName'));
  if (values.length === 0) throw refused('Picklist value set must have at least one value');
  return { restricted: flagOf(valueSet, 'restricted') ?? false, values };
}

/** Defaults are formulas; the ones that are plain values are kept as such. */
function defaultOf(metadataType: string, text: string | undefined): FieldDef['defaultValue'] {
  if (text === undefined) return undefined;
  if (metadataType === 'Checkbox') return text.trim() === 'true';
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  const quoted = /^(["'])(.*)\1$/s.exec(text);
  if (quoted !== null) return quoted[2]!;
  throw refused(
    'Default values other than plain numbers, texts and true or false are not available for this organization',
  );
}

const notOneOf = (value: string, type: string): MetadataProblem =>
  new MetadataProblem('UNKNOWN_EXCEPTION', `'${value}' is not a valid value for the enum '${type}'`);

const refused = (message: string): MetadataProblem => new MetadataProblem('FIELD_INTEGRITY_EXCEPTION', message);

function need(value: string | undefined, element: string): string {
  if (value === undefined) throw new MetadataProblem('REQUIRED_FIELD_MISSING', `Required field is missing: ${element}`);
  return value;
}

function given<K extends string, T>(key: K, value: T | undefined): { readonly [P in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: T });
}
