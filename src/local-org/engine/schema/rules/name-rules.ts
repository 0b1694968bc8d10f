import { childRelationship } from '../relationships.ts';
import { type FieldCase, type FieldRule, isGoodName, pages, withoutNamespace, withoutSuffix } from './rule.ts';

const tooLong = (what: string, text: string, most: number) =>
  text.length > most ? `${what}: data value too large: ${text} (max length=${most})` : undefined;

/** Another lookup to the same parent whose children go by the same name there. */
function twinRelationship({ schema, object, field }: FieldCase): string | undefined {
  const name = childRelationship(field).toLowerCase();
  if (field.type !== 'reference' || name === '') return undefined;
  for (const target of field.referenceTo ?? []) {
    for (const other of schema.objects()) {
      for (const each of other.fields.values()) {
        const itself = other.name === object.name && each.name.toLowerCase() === field.name.toLowerCase();
        if (itself || !each.referenceTo?.includes(target) || childRelationship(each).toLowerCase() !== name) continue;
        return `There is already a Child Relationship named ${field.childRelationshipName?.replace(/__r$/, '')} on ${schema.object(target)?.label ?? target}.`;
      }
    }
  }
  return undefined;
}

/** What a custom field may be called, and what may be said of it. */
export const nameRules: readonly FieldRule[] = [
  {
    page: pages.object,
    sure: 'Not documented; believed.',
    code: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    broken: ({ object }) =>
      object.permissionable || object.name === 'User'
        ? undefined
        : `Entity Enumeration Or ID: bad value for restricted picklist field: ${object.name}`,
  },
  {
    page: pages.name,
    code: 'INVALID_FIELD',
    broken: ({ object, field }) =>
      isGoodName(withoutNamespace(field.name, field.namespace)) && field.name.endsWith('__c')
        ? undefined
        : `The field name you provided ${field.name} on object ${object.name} can only contain alphanumeric characters, must begin with a letter, cannot end with an underscore or contain two consecutive underscore characters, and must be unique across all ${object.name} fields`,
  },
  {
    page: pages.name,
    code: 'STRING_TOO_LONG',
    broken: ({ field }) =>
      tooLong('Custom Field Name', withoutSuffix(withoutNamespace(field.name, field.namespace)), 40),
  },
  {
    page: pages.name,
    code: 'DUPLICATE_DEVELOPER_NAME',
    broken: ({ object, field, before }) =>
      before && !before.custom ? `There is already a field named ${field.name} on ${object.label}.` : undefined,
  },
  {
    page: pages.field,
    code: 'REQUIRED_FIELD_MISSING',
    broken: ({ field }) =>
      field.label.trim() === '' ? 'Must specify a non-empty label for the CustomField' : undefined,
  },
  { page: pages.field, code: 'STRING_TOO_LONG', broken: ({ field }) => tooLong('Field Label', field.label, 40) },
  {
    page: pages.field,
    code: 'STRING_TOO_LONG',
    broken: ({ field }) =>
      (field.description?.length ?? 0) > 1000 ? 'Description: data value too large (max length=1000)' : undefined,
  },
  {
    page: pages.field,
    code: 'STRING_TOO_LONG',
    broken: ({ field }) =>
      (field.helpText?.length ?? 0) > 510 ? 'Help Text: data value too large (max length=510)' : undefined,
  },
  {
    page: pages.field,
    sure: 'Not documented; believed.',
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: ({ field }) => {
      const name = withoutNamespace(field.childRelationshipName?.replace(/__r$/, '') ?? '', field.namespace);
      if (field.type !== 'reference' || name === '' || (isGoodName(name) && name.length <= 40)) return undefined;
      return `The relationship name you provided ${name} can only contain alphanumeric characters, must begin with a letter, cannot end with an underscore or contain two consecutive underscore characters, and must be at most 40 characters long`;
    },
  },
  {
    page: pages.field,
    sure: 'Not documented; believed.',
    code: 'DUPLICATE_DEVELOPER_NAME',
    broken: twinRelationship,
  },
];
