import type { ObjectDef } from '../../types.ts';
import { malformed, malformedAt } from '../text/malformed.ts';
import type { QueryContext } from './scope.ts';

const kinds = new Set(['ALL', 'STANDARD', 'CUSTOM']);

/** So many rows may be asked for with all their fields. */
const mostRows = 200;

/**
 * All fields of a kind that the user sees.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_fields.htm
 */
export function fieldsOf(
  context: QueryContext,
  object: ObjectDef,
  kind: string,
  limit: number | undefined,
): readonly string[] {
  if (!kinds.has(kind)) throw malformedAt(context.soql, kind, `unexpected token: '${kind}'`);
  if (kind !== 'STANDARD' && (limit === undefined || limit > mostRows)) {
    throw malformed(`The SOQL FIELDS function must have a LIMIT of at most ${mostRows}`);
  }
  return [...object.fields.values()]
    .filter((field) => kind === 'ALL' || field.custom === (kind === 'CUSTOM'))
    .filter((field) => context.rights.canRead(object, field))
    .map(({ name }) => name);
}
