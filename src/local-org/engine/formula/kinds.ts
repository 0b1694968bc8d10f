import type { Stored } from '../records/store/store.ts';
import type { FieldType } from '../types.ts';

/** What a value is inside a formula, by the names that the formula editor uses. */
export type Kind =
  | 'Number'
  | 'Text'
  | 'Boolean'
  | 'Date'
  | 'DateTime'
  | 'Time'
  | 'Picklist'
  | 'MultiPicklist'
  | 'Location'
  | 'Blank';

/** A value inside a formula. Dates and datetimes are milliseconds of UTC, times milliseconds of the day, locations `lat lon`. */
export type Scalar = number | string | boolean | null;

/** What a formula takes each type of field for; `undefined` for what no formula may name. */
const kindOfType: Readonly<Record<string, Kind>> = {
  id: 'Text',
  string: 'Text',
  textarea: 'Text',
  boolean: 'Boolean',
  int: 'Number',
  double: 'Number',
  currency: 'Number',
  percent: 'Number',
  date: 'Date',
  datetime: 'DateTime',
  time: 'Time',
  email: 'Text',
  phone: 'Text',
  url: 'Text',
  picklist: 'Picklist',
  multipicklist: 'MultiPicklist',
  reference: 'Text',
  location: 'Location',
};

export const kindOf = (type: FieldType): Kind | undefined => kindOfType[type];

const day = 86_400_000;

/** The stored value of a field as a formula sees it: percents as their hundredth. */
export function scalarOf(type: FieldType, stored: Stored): Scalar {
  if (stored === null) return type === 'boolean' ? false : null;
  if (type === 'boolean') return stored === 1;
  if (type === 'percent') return Number(stored) / 100;
  if (type === 'date') return Date.parse(`${stored}T00:00:00Z`);
  if (type === 'time') return Date.parse(`1970-01-01T${stored}`);
  return stored;
}

/** Half away from zero, as the platform rounds; binary dust of the last digit is no half. */
export function roundTo(value: number, places: number): number {
  const factor = 10 ** places;
  const raw = Math.abs(value) * factor;
  if (Number.isInteger(raw) && places >= 0) return value;
  const scaled = Number(raw.toPrecision(15));
  return (Math.sign(value) * Math.floor(scaled + 0.5)) / factor;
}

/** The result of a formula as a field of this type stores it. */
export function storedOf(field: { readonly type: FieldType; readonly scale?: number }, value: Scalar): Stored {
  if (field.type === 'boolean') return value === true ? 1 : 0;
  // What is too large for a number has no value.
  if (value === null || value === '' || (typeof value === 'number' && !Number.isFinite(value))) return null;
  switch (field.type) {
    case 'percent':
      return roundTo(Number(value) * 100, field.scale ?? 0);
    case 'double':
    case 'currency':
    case 'int':
      return roundTo(Number(value), field.scale ?? 0);
    case 'date':
      return new Date(Math.floor(Number(value) / day) * day).toISOString().slice(0, 10);
    case 'datetime':
      return Math.floor(Number(value) / 1000) * 1000;
    case 'time':
      return new Date(((Number(value) % day) + day) % day).toISOString().slice(11);
    default:
      return String(value);
  }
}
