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
  /** JSON values; otherwise texts, as in CSV. */
  readonly json: boolean;
  readonly truncate: boolean;
}

const kindsOfCell: Readonly<Record<string, (cell: unknown) => string>> = {
  number: (cell) => (Number.isInteger(cell) ? 'VALUE_NUMBER_INT' : 'VALUE_NUMBER_FLOAT'),
  boolean: (cell) => `VALUE_${String(cell).toUpperCase()}`,
  object: (cell) => (Array.isArray(cell) ? 'START_ARRAY' : 'START_OBJECT'),
};

/** In the words of the JSON reader of Salesforce. Observed: answers quoted in public issues. */
export function mismatch(type: string, cell: unknown, field: FieldDef): Bad {
  const kind = kindsOfCell[typeof cell]?.(cell) ?? 'VALUE_STRING';
  const value = typeof cell === 'object' ? '' : ` value ${String(cell)}`;
  return new Bad(
    'JSON_PARSER_ERROR',
    `Cannot deserialize instance of ${type} from ${kind}${value} or request may be missing a required field`,
    field,
  );
}

export const notOfType = (type: string, cell: unknown, field: FieldDef, { json }: Reading): Bad =>
  json
    ? mismatch(type, cell, field)
    : new Bad('INVALID_TYPE_ON_FIELD_IN_RECORD', `${field.label}: value not of required type: ${String(cell)}`, field);

const isBlank = (code: number) => code <= 32 || code === 160;

/** Blanks at both ends are dropped, and a text of nothing else is no value. */
export function trimmed(text: string): string {
  if (text.length === 0) return text;
  return isBlank(text.charCodeAt(0)) || isBlank(text.charCodeAt(text.length - 1)) ? text.trim() : text;
}
