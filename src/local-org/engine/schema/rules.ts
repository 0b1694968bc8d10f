import { ApiError } from '../api-error.ts';
import { columnTypes } from '../records/tables.ts';
import type { FieldDef, ObjectDef } from '../types.ts';
import { customFieldsPerObject, type Edition } from './edition.ts';

interface FieldCase {
  readonly object: ObjectDef;
  readonly field: FieldDef;
  readonly before: FieldDef | undefined;
  readonly edition: Edition;
}

interface Rule {
  readonly page: string;
  readonly code: string;
  /** What Salesforce says when the rule is broken; nothing when it holds. */
  broken(it: FieldCase): string | undefined;
}

const numbers = new Set(['double', 'currency', 'percent']);
const withoutSuffix = (name: string) => name.replace(/__c$/i, '');
const goodName = (name: string) => /^[A-Za-z](?:_?[A-Za-z0-9])*$/.test(withoutSuffix(name));
const others = (it: FieldCase) =>
  [...it.object.fields.values()].filter((field) => field.name.toLowerCase() !== it.field.name.toLowerCase());

const fieldPage = 'https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customfield.htm';
const limitsPage = 'https://help.salesforce.com/s/articleView?id=platform.custom_field_allocations.htm';
const namePage = 'https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_metadata.htm';

/** What a custom field must keep to. */
const fieldRules: readonly Rule[] = [
  {
    page: namePage,
    code: 'INVALID_FIELD',
    broken: ({ object, field }) =>
      goodName(field.name) && field.name.endsWith('__c')
        ? undefined
        : `The field name you provided ${field.name} on object ${object.name} can only contain alphanumeric characters, must begin with a letter, cannot end with an underscore or contain two consecutive underscore characters, and must be unique across all ${object.name} fields`,
  },
  {
    page: namePage,
    code: 'STRING_TOO_LONG',
    broken: ({ field }) =>
      withoutSuffix(field.name).length > 40
        ? `Custom Field Name: data value too large: ${withoutSuffix(field.name)} (max length=40)`
        : undefined,
  },
  {
    page: namePage,
    code: 'DUPLICATE_DEVELOPER_NAME',
    broken: ({ object, field, before }) =>
      before && !before.custom ? `There is already a field named ${field.name} on ${object.label}.` : undefined,
  },
  {
    page: fieldPage,
    code: 'REQUIRED_FIELD_MISSING',
    broken: ({ field }) =>
      field.label.trim() === '' ? 'Must specify a non-empty label for the CustomField' : undefined,
  },
  {
    page: fieldPage,
    code: 'STRING_TOO_LONG',
    broken: ({ field }) =>
      field.label.length > 40 ? `Field Label: data value too large: ${field.label} (max length=40)` : undefined,
  },
  {
    page: fieldPage,
    code: 'STRING_TOO_LONG',
    broken: ({ field }) =>
      (field.description?.length ?? 0) > 1000 ? 'Description: data value too large (max length=1000)' : undefined,
  },
  {
    page: fieldPage,
    code: 'STRING_TOO_LONG',
    broken: ({ field }) =>
      (field.helpText?.length ?? 0) > 510 ? 'Help Text: data value too large (max length=510)' : undefined,
  },
  {
    page: fieldPage,
    code: 'INVALID_FIELD',
    broken: ({ field }) =>
      field.formula === undefined ? undefined : 'This org does not offer formula fields: it evaluates no formulas.',
  },
  {
    page: fieldPage,
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: ({ field }) => {
      if (!numbers.has(field.type)) return undefined;
      if (field.precision === undefined) return "Must specify 'precision' for a CustomField of type Number";
      return field.precision < 1 || field.precision > 18 ? 'Precision must be between 1 and 18' : undefined;
    },
  },
  {
    page: fieldPage,
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: ({ field }) => {
      if (!numbers.has(field.type)) return undefined;
      if (field.scale === undefined) return "Must specify 'scale' for a CustomField of type Number";
      return field.scale < 0 || field.scale > (field.precision ?? 18)
        ? 'Scale must be between 0 and the precision of the field'
        : undefined;
    },
  },
  {
    page: fieldPage,
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: ({ field }) => {
      if (field.type !== 'string' || field.autoNumber) return undefined;
      if (field.length === undefined) return "Must specify 'length' for a CustomField of type Text";
      return field.length < 1 || field.length > 255 ? 'Length must be between 1 and 255 for a Text field' : undefined;
    },
  },
  {
    page: fieldPage,
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: ({ field }) =>
      field.metadataType === 'LongTextArea' && ((field.length ?? 0) < 256 || (field.length ?? 0) > 131_072)
        ? 'Length must be between 256 and 131072 for a Long Text Area field'
        : undefined,
  },
  {
    page: fieldPage,
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: ({ field }) =>
      field.type === 'reference' && !field.referenceTo?.length
        ? "Must specify 'referenceTo' for a CustomField of type Lookup"
        : undefined,
  },
  {
    page: fieldPage,
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: ({ field, before }) =>
      before && columnTypes[before.type] !== columnTypes[field.type]
        ? `Cannot update a field from a ${before.metadataType ?? before.type} to something else`
        : undefined,
  },
  {
    page: limitsPage,
    code: 'LIMIT_EXCEEDED',
    broken: (it) =>
      !it.before && others(it).filter((field) => field.custom).length >= customFieldsPerObject[it.edition]
        ? `Custom field limit reached: ${it.object.label} may have ${customFieldsPerObject[it.edition]} custom fields in ${it.edition}`
        : undefined,
  },
  {
    page: 'https://help.salesforce.com/s/articleView?id=xcloud.tracking_field_history.htm',
    code: 'LIMIT_EXCEEDED',
    broken: (it) =>
      it.field.trackHistory && others(it).filter((field) => field.trackHistory).length >= 20
        ? `History tracked field limit reached: ${it.object.label} may track 20 fields`
        : undefined,
  },
  {
    page: 'https://help.salesforce.com/s/articleView?id=platform.custom_field_attributes.htm',
    code: 'LIMIT_EXCEEDED',
    broken: (it) =>
      it.field.externalId && others(it).filter((field) => field.externalId).length >= 25
        ? `External ID limit reached: ${it.object.label} may have 25 external ID fields`
        : undefined,
  },
];

/** Throws what Salesforce would say of this custom field, for the first rule that it breaks. */
export function checkField(it: FieldCase): void {
  for (const rule of fieldRules) {
    const said = rule.broken(it);
    if (said !== undefined) throw new ApiError(400, rule.code, said, [it.field.name]);
  }
}

/** Throws unless the name and labels are those of a custom object. */
export function checkObject(def: {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
}): void {
  if (!goodName(def.name) || !def.name.endsWith('__c')) {
    throw new ApiError(
      400,
      'INVALID_FIELD',
      `The object name you provided ${def.name} can only contain alphanumeric characters, must begin with a letter, cannot end with an underscore or contain two consecutive underscore characters, and must be unique across all objects`,
    );
  }
  const plain = withoutSuffix(def.name);
  if (plain.length > 40) {
    throw new ApiError(400, 'STRING_TOO_LONG', `Custom Object Name: data value too large: ${plain} (max length=40)`);
  }
  for (const [what, text] of [
    ['label', def.label],
    ['pluralLabel', def.labelPlural],
  ] as const) {
    if (text.trim() === '')
      throw new ApiError(400, 'REQUIRED_FIELD_MISSING', `Must specify a non-empty ${what} for the CustomObject`);
    if (text.length > 40)
      throw new ApiError(400, 'STRING_TOO_LONG', `${what}: data value too large: ${text} (max length=40)`);
  }
}
