import type { FieldDef } from '../../types.ts';
import { type FieldRule, pages } from './rule.ts';

const numbers = new Set(['double', 'currency', 'percent']);
const isNumber = (field: FieldDef) =>
  numbers.has(field.type) && field.formula === undefined && field.summary === undefined;

/** Lengths that a type with a length may have. */
const lengths: Readonly<Record<string, { readonly least: number; readonly most: number; readonly what: string }>> = {
  Text: { least: 1, most: 255, what: 'Text' },
  LongTextArea: { least: 256, most: 131_072, what: 'Long Text Area' },
  Html: { least: 256, most: 131_072, what: 'Rich Text Area' },
};

/** Lines that a field may show at once. */
const lines: Readonly<Record<string, { readonly least: number; readonly most: number }>> = {
  LongTextArea: { least: 2, most: 50 },
  Html: { least: 10, most: 50 },
  MultiselectPicklist: { least: 3, most: 10 },
};

const sized = (field: FieldDef) =>
  lengths[field.metadataType ?? (field.type === 'string' && !field.autoNumber ? 'Text' : '')];

/** How large a field may be. */
export const sizeRules: readonly FieldRule[] = [
  {
    page: pages.field,
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: ({ field }) => {
      if (!isNumber(field)) return undefined;
      if (field.precision === undefined) return "Must specify 'precision' for a CustomField of type Number";
      return field.precision < 1 || field.precision > 18 ? 'Precision must be between 1 and 18' : undefined;
    },
  },
  {
    page: pages.field,
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: ({ field }) => {
      if (!isNumber(field)) return undefined;
      if (field.scale === undefined) return "Must specify 'scale' for a CustomField of type Number";
      return field.scale < 0 || field.scale > (field.precision ?? 18)
        ? 'Scale must be between 0 and the precision of the field'
        : undefined;
    },
  },
  {
    page: pages.field,
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: ({ field }) => {
      const range = sized(field);
      if (range === undefined || field.formula !== undefined) return undefined;
      if (field.length === undefined)
        return `Must specify 'length' for a CustomField of type ${field.metadataType ?? 'Text'}`;
      return field.length < range.least || field.length > range.most
        ? `Length must be between ${range.least} and ${range.most} for a ${range.what} field`
        : undefined;
    },
  },
  {
    page: pages.field,
    sure: 'Not documented; believed.',
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: ({ field }) => {
      const range = lines[field.metadataType ?? ''];
      if (range === undefined || field.visibleLines === undefined) return undefined;
      return field.visibleLines < range.least || field.visibleLines > range.most
        ? `Visible Lines must be between ${range.least} and ${range.most} for a CustomField of type ${field.metadataType}`
        : undefined;
    },
  },
  {
    page: 'https://help.salesforce.com/s/articleView?id=platform.auto_number_format.htm',
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: ({ field }) => {
      if (!field.autoNumber) return undefined;
      const variables = field.autoNumber.format.slice(0, 31).match(/\{[^}]*\}/g) ?? [];
      const numbered = variables.filter((each) => /^\{0{1,10}\}$/.test(each)).length;
      const dated = variables.filter((each) => /^\{(?:YYYY|YY|MM|DD)\}$/.test(each)).length;
      return numbered !== 1 || numbered + dated !== variables.length || field.autoNumber.format.length > 30
        ? 'Must specify a displayFormat with one number of up to 10 digits, such as A-{0000}, for a CustomField of type AutoNumber'
        : undefined;
    },
  },
  {
    page: pages.field,
    sure: 'Not documented; believed.',
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: ({ field, rows, before }) => {
      if (!before || before.type !== field.type || field.length === undefined || field.formula !== undefined)
        return undefined;
      if (field.length >= (before.length ?? 0) || rows.longest(before) <= field.length) return undefined;
      return `Cannot decrease the length of ${field.name} to ${field.length}: existing data is longer`;
    },
  },
  {
    page: pages.field,
    sure: 'Not documented; believed.',
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: ({ field }) => {
      const values = (field.picklist?.values ?? []).map((value) => value.toLowerCase());
      const twin = field.picklist?.values.find((value, place) => values.indexOf(value.toLowerCase()) !== place);
      if (twin !== undefined) return `Duplicate label: ${twin}`;
      const long = field.picklist?.values.find((value) => value.length > 255);
      return long === undefined ? undefined : `Picklist value: data value too large: ${long} (max length=255)`;
    },
  },
  {
    page: 'https://help.salesforce.com/s/articleView?id=platform.picklist_limitations.htm',
    code: 'LIMIT_EXCEEDED',
    broken: ({ field }) => {
      const most = field.type === 'multipicklist' ? 500 : 1000;
      return (field.picklist?.values.length ?? 0) > most ? `Picklist may have at most ${most} values` : undefined;
    },
  },
];
