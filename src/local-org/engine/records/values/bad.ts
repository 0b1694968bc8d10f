import type { ApiErrorEntry, FieldDef } from '../../types.ts';
import type { Stored } from '../store/store.ts';

/** A cell that is not what its field takes. */
export class Bad {
  readonly entry: ApiErrorEntry;

  constructor(code: string, message: string, field: FieldDef | undefined) {
    this.entry = { code, message, fields: field === undefined ? [] : [field.name] };
  }
}

export type Convert = (cell: unknown) => Stored | Bad;

/** How cells come, and what is done with texts that are too long. */
export interface Reading {
  /** JSON values; otherwise texts, as in CSV and XML. */
  readonly json: boolean;
  readonly truncate: boolean;
  /** The place of the cell in the rows of a Bulk job, from 0. */
  readonly place?: number;
}

/** Texts of a request by SOAP or of an address, read for the sake of nothing else. */
export const asText: Reading = { json: false, truncate: false };

const kindsOfCell: Readonly<Record<string, (cell: unknown) => string>> = {
  number: (cell) => `VALUE_NUMBER_${Number.isInteger(cell) ? 'INT' : 'FLOAT'} value ${cell}`,
  boolean: (cell) => `VALUE_${String(cell).toUpperCase()} value ${cell}`,
  string: (cell) => `VALUE_STRING value ${cell}`,
  object: () => 'START_OBJECT value {',
};

/**
 * In the words of the JSON reader of Salesforce, to which REST adds where the reader stood.
 * Observed: https://github.com/restforce/restforce/issues/897,
 * https://github.com/forcedotcom/SalesforceMobileSDK-ReactNative/issues/194,
 * https://salesforce.stackexchange.com/questions/54882
 */
export function mismatch(cell: unknown, field: FieldDef): Bad {
  const start = `Cannot deserialize instance of ${field.type} from`;
  const message = Array.isArray(cell)
    ? `${start} START_ARRAY value`
    : `${start} ${kindsOfCell[typeof cell]?.(cell) ?? 'VALUE_NULL value null'} or request may be missing a required field`;
  return new Bad('JSON_PARSER_ERROR', message, field);
}

/** The types of XML Schema by which Bulk and SOAP read texts. */
const xsdTypes: Partial<Readonly<Record<FieldDef['type'], string>>> = {
  datetime: 'dateTime',
  currency: 'double',
  percent: 'double',
};

/** What the readers of Bulk and SOAP say of a text. */
export const notOfXsdType = (cell: unknown, { type }: FieldDef): string =>
  `'${cell}' is not a valid value for the type xsd:${xsdTypes[type] ?? type}`;

/**
 * Bulk counts the columns from 0. Observed: https://github.com/SFDO-Tooling/Snowfakery/issues/793
 */
export function notOfType(cell: unknown, field: FieldDef, { json, place }: Reading): Bad {
  if (json) return mismatch(cell, field);
  if (place === undefined) {
    return new Bad('INVALID_TYPE_ON_FIELD_IN_RECORD', `${field.label}: value not of required type: ${cell}`, field);
  }
  return new Bad(
    'INVALID_FIELD',
    `Failed to deserialize field at col ${place}. Due to, ${notOfXsdType(cell, field)}`,
    field,
  );
}

const isBlank = (code: number) => code <= 32 || code === 160;

/** Blanks at both ends are dropped, and a text of nothing else is no value. */
export function trimmed(text: string): string {
  if (text.length === 0) return text;
  return isBlank(text.charCodeAt(0)) || isBlank(text.charCodeAt(text.length - 1)) ? text.trim() : text;
}
