import { ApiError } from '../../api-error.ts';
import { isId, to18 } from '../../ids.ts';
import type { Stored } from '../../records/store/store.ts';
import { readDate, readDatetime } from '../../records/values/read-time.ts';
import type { FieldType } from '../../types.ts';
import type { Place } from '../text/layout.ts';
import { malformed, pointAt } from '../text/malformed.ts';
import { isWithinDays } from './date-literals.ts';
import type { Expression } from './expressions.ts';
import { textTypes } from './expressions.ts';
import type { QueryContext } from './scope.ts';

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** The text between the quotes. With `like`, an escaped wildcard keeps its backslash. */
export function unquote(literal: string, like = false): string {
  return literal.slice(1, -1).replace(/\\(u[0-9A-Fa-f]{4}|.)/gs, (whole, code: string) => {
    if (code.length === 5) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    if (like && (code === '%' || code === '_' || code === '\\')) return whole;
    return escapes[code.toLowerCase()] ?? code;
  });
}

const wanted: Readonly<Record<string, string>> = { datetime: 'dateTime', id: 'ID', reference: 'ID' };

const quotedTypes = (value: Expression) =>
  textTypes.has(value.type) || value.type === 'id' || value.type === 'reference';

/** A value that is of another type than its field. */
export function mismatch(context: QueryContext, value: Expression, literal: string): ApiError {
  const quoted = quotedTypes(value);
  const name = value.resolved?.field.name ?? '';
  const type = wanted[value.type] ?? (textTypes.has(value.type) ? 'string' : value.type);
  const at = Math.max(0, context.soql.indexOf(literal));
  return new ApiError(
    400,
    'INVALID_FIELD',
    `${pointAt(context.soql, at)}value of filter criterion for field '${name}' must be of type ${type} and should ${quoted ? '' : 'not '}be enclosed in quotes`,
  );
}

/**
 * A date that is written like one, and is none: there is no such day, or it lies beyond the days that there are.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_dateformats.htm
 */
function invalidDate(context: QueryContext, type: 'date' | 'datetime', literal: string): ApiError {
  return malformed(`${pointAt(context.soql, Math.max(0, context.soql.indexOf(literal)))}Invalid ${type}: ${literal}`);
}

/** References that are followed by name and not by Id. */
const namedTargets = new Set(['EntityDefinition']);

/**
 * No text in a WHERE may be longer.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_limits.htm
 */
const longestText = 4000;

const isValidTime = (stored: Stored | undefined): boolean =>
  isWithinDays(typeof stored === 'string' ? Date.parse(`${stored}T00:00:00Z`) : Number(stored));

const number = (literal: string): Stored => Number(literal);

/** What is read of a literal that stands without quotes, for each kind of value and the kind of literal it takes. */
const readers: Readonly<Partial<Record<FieldType, Readonly<Record<string, (literal: string) => Stored | undefined>>>>> =
  {
    boolean: { BOOLEAN: (literal) => (literal.toUpperCase() === 'TRUE' ? 1 : 0) },
    date: { DATE: readDate },
    datetime: { DATETIME: readDatetime },
    time: {
      TIME: (literal) => new Date(Date.parse(`1970-01-01T${literal.replace('Z', '')}Z`)).toISOString().slice(11),
    },
    int: { INTEGER: number, DECIMAL: number },
    double: { INTEGER: number, DECIMAL: number },
    currency: { INTEGER: number, DECIMAL: number },
    percent: { INTEGER: number, DECIMAL: number },
  };

/** What a literal of the query is for this field. Date literals are handled where they are compared. */
export function literalValue(
  context: QueryContext,
  value: Expression,
  literal: string,
  kind: string,
  place: Place,
): Stored {
  // https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_null.htm
  if (kind === 'NULL') return value.type === 'boolean' ? 0 : null;
  const quoted = quotedTypes(value);
  if (quoted !== (kind === 'STRING')) throw mismatch(context, value, literal);
  if (!quoted) {
    const read = readers[value.type]?.[kind];
    if (read === undefined) throw mismatch(context, value, literal);
    const stored = read(literal);
    const isDate = value.type === 'date' || value.type === 'datetime';
    if (isDate && !isValidTime(stored)) throw invalidDate(context, value.type, literal);
    if (stored === undefined || Number.isNaN(stored)) throw mismatch(context, value, literal);
    return stored;
  }
  const text = unquote(literal);
  if (text.length > longestText) {
    throw malformed(`${pointAt(context.soql, place.at)}Filter value exceeds the limit of ${longestText} characters`);
  }
  if (textTypes.has(value.type) || text === '') return text === '' ? null : text;
  if (namedTargets.has(value.resolved?.field.referenceTo?.[0] ?? '')) return text;
  if (isId(text)) return text.length === 15 ? to18(text) : text;
  const at = Math.max(0, context.soql.indexOf(literal));
  throw new ApiError(400, 'INVALID_QUERY_FILTER_OPERATOR', `${pointAt(context.soql, at)}invalid ID field: ${text}`);
}
