import type { FieldDef } from '../../types.ts';
import { Bad, type Convert, notOfType, type Reading, trimmed } from './bad.ts';
import { readDate, readDatetime } from './read-time.ts';

const [firstYear, lastYear] = ['1700', '4000'];

/**
 * Days before 1700 and after 4000 are refused.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/primitive_data_types.htm Not documented in these words; believed.
 */
const outside = (field: FieldDef, day: string) =>
  day < firstYear || day.slice(0, 4) > lastYear
    ? new Bad('FIELD_INTEGRITY_EXCEPTION', `${field.label}: invalid date: ${day}`, field)
    : undefined;

/**
 * A datetime stands for its day, with three digits of a second at most; in a Bulk job it does not.
 * Observed: https://github.com/qoretechnologies/qore/issues/3908
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_date_format.htm
 */
const longFraction = /\.\d{4}/;

const dayOf = (text: string, { place }: Reading): string | undefined =>
  text.length > 10 && place === undefined && !longFraction.test(text) && readDatetime(text) !== undefined
    ? text.slice(0, 10)
    : readDate(text);

export function dateConverter(field: FieldDef, reading: Reading): Convert {
  return (cell) => {
    if (cell === null) return null;
    if (typeof cell !== 'string') return notOfType(cell, field, reading);
    const text = trimmed(cell);
    if (text === '' && !reading.json) return null;
    const day = dayOf(text, reading);
    return day === undefined ? notOfType(cell, field, reading) : (outside(field, day) ?? day);
  };
}

/** A day alone is no moment, in CSV neither. Observed: https://github.com/SFDO-Tooling/Snowfakery/issues/793 */
export function datetimeConverter(field: FieldDef, reading: Reading): Convert {
  return (cell) => {
    if (cell === null) return null;
    if (typeof cell !== 'string') return notOfType(cell, field, reading);
    const text = trimmed(cell);
    if (text === '' && !reading.json) return null;
    const time = readDatetime(text);
    return time === undefined ? notOfType(cell, field, reading) : (outside(field, text) ?? time);
  };
}

/** `13:30`, `13:30:00` or `13:30:00.000Z`: a time of day without zone. */
const timeForm = /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,3})?)?Z?$/;

export function timeConverter(field: FieldDef, reading: Reading): Convert {
  return (cell) => {
    if (cell === null) return null;
    if (typeof cell !== 'string') return notOfType(cell, field, reading);
    const text = trimmed(cell);
    if (text === '' && !reading.json) return null;
    if (!timeForm.test(text)) return notOfType(cell, field, reading);
    return new Date(Date.parse(`1970-01-01T${text.replace('Z', '')}Z`)).toISOString().slice(11);
  };
}
