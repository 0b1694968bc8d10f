import { MetadataProblem } from '../types.ts';
import { textOf, type Xml } from '../xml.ts';
import {
  elementsByType,
  type FieldTypeRule,
  fieldChoices,
  fieldTypes,
  fieldTypesNotOffered,
  formulaRule,
} from './field-types.ts';

export const refused = (message: string): MetadataProblem => new MetadataProblem('FIELD_INTEGRITY_EXCEPTION', message);

const notOneOf = (value: string, type: string): MetadataProblem =>
  new MetadataProblem('UNKNOWN_EXCEPTION', `'${value}' is not a valid value for the enum '${type}'`);

export function need(value: string | undefined, element: string): string {
  if (value === undefined) throw new MetadataProblem('REQUIRED_FIELD_MISSING', `Required field is missing: ${element}`);
  return value;
}

/** The rule of the field's type; of what its formula gives, when it has one. */
export function ruleOf(metadataType: string, content: Xml): FieldTypeRule {
  const rule = Object.hasOwn(fieldTypes, metadataType) ? fieldTypes[metadataType] : undefined;
  if (rule === undefined) {
    throw fieldTypesNotOffered.has(metadataType)
      ? refused(`A CustomField of type ${metadataType} is not available for deploy for this organization`)
      : notOneOf(metadataType, 'FieldType');
  }
  if (textOf(content, 'formula') === undefined) return rule;
  const ofFormula = formulaRule(metadataType);
  if (ofFormula === undefined) throw refused(`Can not specify 'formula' for a CustomField of type ${metadataType}`);
  return ofFormula;
}

const whole = ['length', 'precision', 'scale', 'visibleLines', 'startingNumber', 'relationshipOrder'];

/** Refuses elements that are missing, that do not belong to the type, or that say what they cannot. */
export function checkElements(metadataType: string, rule: FieldTypeRule, content: Xml): void {
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
  for (const element of whole) {
    const text = textOf(content, element);
    if (text !== undefined && !/^\d+$/.test(text.trim()))
      throw refused(`'${text}' is not a valid value for the type xsd:int`);
  }
}
