import { ApiError } from '../../api-error.ts';
import { isId, to18 } from '../../ids.ts';
import type { Stored } from '../../records/store/store.ts';
import { readDate, readDatetime } from '../../records/values/read-time.ts';
import type { FieldType } from '../../types.ts';
import type { Place } from '../text/layout.ts';
import { malformed, pointAt } from '../text/malformed.ts';
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

function mismatch(context: QueryContext, value: Expression, literal: string, quoted: boolean): ApiError {
  const name = value.resolved?.field.name ?? '';
  const type = wanted[value.type] ?? (textTypes.has(value.type) ? 'string' : value.type);
  const at = Math.max(0, context.soql.indexOf(literal));
  return new ApiError(
    400,
    'INVALID_FIELD',
    `${pointAt(context.soql, at)}value of filter criterion for field '${name}' must be of type ${type} and should ${quoted ? '' : 'not '}be enclosed in quotes`,
  );
}

/** References that are followed by name and not by Id. */
const namedTargets = new Set(['EntityDefinition']);

const quotedTypes = (value: Expression) =>
  textTypes.has(value.type) || value.type === 'id' || value.type === 'reference';

/**
 * No text in a WHERE may be longer.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_limits.htm
 */
const longestText = 4000;

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
  if (kind === 'NULL') return null;
  const quoted = quotedTypes(value);
  if (quoted !== (kind === 'STRING')) throw mismatch(context, value, literal, quoted);
  if (!quoted) {
    const stored = readers[value.type]?.[kind]?.(literal);
    if (stored === undefined || Number.isNaN(stored)) throw mismatch(context, value, literal, false);
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
