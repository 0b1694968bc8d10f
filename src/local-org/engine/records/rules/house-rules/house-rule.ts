import type { ApiErrorEntry, ObjectDef } from '../../../types.ts';
import type { RecordContext } from '../../context.ts';
import type { Stored } from '../../store/store.ts';

/** A row about to be written. */
export interface HouseWrite {
  readonly context: RecordContext;
  readonly object: ObjectDef;
  /** Absent for a new row. */
  readonly id: string | undefined;
  /** What this write gives. */
  readonly given: (field: string) => Stored | undefined;
  /** The row as it would be. */
  readonly row: (field: string) => Stored;
}

/** What an object asks for beyond types and required fields, and what the org does by itself with its rows. */
export interface HouseRule {
  /** Whether the org has anything to ask; always unless told. */
  applies?(context: RecordContext): boolean;
  /** Says why a row may not be written. */
  check?(write: HouseWrite): ApiErrorEntry | undefined;
  /** What else the org does once a row is written. */
  saved?(context: RecordContext, id: string): void;
  /** Says why a row may not be deleted. */
  mayGo?(context: RecordContext, id: string): ApiErrorEntry | undefined;
  /** What else the org does once a row is deleted, worked out while it is there. */
  going?(context: RecordContext, id: string): () => void;
  /** What else the org does once a row is deleted. */
  gone?(context: RecordContext): void;
}

export const entry = (code: string, message: string, ...fields: string[]): ApiErrorEntry => ({ code, message, fields });

export const integrity = (message: string, ...fields: string[]) =>
  entry('FIELD_INTEGRITY_EXCEPTION', message, ...fields);

export const notListed = (label: string, value: Stored, field: string) =>
  entry(
    'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    `${label}: bad value for restricted picklist field: ${value}`,
    field,
  );

export const duplicateRow = () =>
  entry('DUPLICATE_VALUE', 'duplicate value found: <unknown> duplicates value on record with id: <unknown>');

/** Whether another row has the same values in these fields. */
export function hasTwin({ context, object, id, row }: HouseWrite, ...fields: string[]): boolean {
  return context.store
    .prepare(`SELECT Id FROM "${object.name}" WHERE ${fields.map((name) => `"${name}" = ?`).join(' AND ')}`)
    .rows(...fields.map(row))
    .some(([other]) => other !== id);
}
