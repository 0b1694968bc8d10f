import { ApiError } from '../api-error.ts';
import { isId, to18 } from '../ids.ts';
import { readDate, readDatetime } from '../records/read-time.ts';
import type { Stored } from '../records/store.ts';
import type { Expression } from './expressions.ts';
import { textTypes } from './expressions.ts';
import { pointAt } from './malformed.ts';
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

/** What a literal of the query is for this field. Date literals are handled where they are compared. */
export function literalValue(context: QueryContext, value: Expression, literal: string, kind: string): Stored {
  if (kind === 'NULL') return null;
  const quoted = quotedTypes(value);
  if (quoted !== (kind === 'STRING')) throw mismatch(context, value, literal, quoted);
  if (quoted) {
    const text = unquote(literal);
    if (textTypes.has(value.type)) return text === '' ? null : text;
    if (namedTargets.has(value.resolved?.field.referenceTo?.[0] ?? '')) return text;
    if (text === '') return null;
    if (isId(text)) return text.length === 15 ? to18(text) : text;
    const at = Math.max(0, context.soql.indexOf(literal));
    throw new ApiError(400, 'INVALID_QUERY_FILTER_OPERATOR', `${pointAt(context.soql, at)}invalid ID field: ${text}`);
  }
  if (value.type === 'boolean') {
    if (kind !== 'BOOLEAN') throw mismatch(context, value, literal, false);
    return literal.toUpperCase() === 'TRUE' ? 1 : 0;
  }
  const stored =
    value.type === 'date'
      ? kind === 'DATE'
        ? readDate(literal)
        : undefined
      : value.type === 'datetime'
        ? kind === 'DATETIME'
          ? readDatetime(literal)
          : undefined
        : kind === 'INTEGER' || kind === 'DECIMAL'
          ? Number(literal)
          : undefined;
  if (stored === undefined || Number.isNaN(stored)) throw mismatch(context, value, literal, false);
  return stored;
}
