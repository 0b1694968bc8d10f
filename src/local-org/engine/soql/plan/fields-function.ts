import type { Query, Subquery } from '@jetstreamapp/soql-parser-js';
import type { ObjectDef } from '../../types.ts';
import type { Place } from '../text/layout.ts';
import { malformed, malformedAt } from '../text/malformed.ts';
import { comparisonsOf } from './condition-tree.ts';
import type { QueryContext } from './scope.ts';

const kinds = new Set(['ALL', 'STANDARD', 'CUSTOM']);

/** So many rows may be asked for with all their fields. */
const mostRows = 200;

/** Whether a query says how many rows it can give at most: by LIMIT, or because it asks for rows by their Ids. */
export function isBounded(query: Query | Subquery, where: readonly Place[]): boolean {
  if (query.limit !== undefined && query.limit <= mostRows) return true;
  if (!query.where || where.some(({ before }) => before.includes('NOT'))) return false;
  const asked = comparisonsOf(query.where).map((one) => {
    if (!('field' in one) || !('value' in one) || one.field.toLowerCase() !== 'id') return Number.POSITIVE_INFINITY;
    if (one.operator === '=') return 1;
    return one.operator === 'IN' && Array.isArray(one.value) ? one.value.length : Number.POSITIVE_INFINITY;
  });
  return asked.reduce((sum, count) => sum + count, 0) <= mostRows;
}

/**
 * All fields of a kind that the user sees.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_fields.htm
 */
export function fieldsOf(context: QueryContext, object: ObjectDef, kind: string, bounded: boolean): readonly string[] {
  if (!kinds.has(kind)) throw malformedAt(context.soql, kind, `unexpected token: '${kind}'`);
  if (kind !== 'STANDARD' && !bounded) {
    throw malformed(`The SOQL FIELDS function must have a LIMIT of at most ${mostRows}`);
  }
  return [...object.fields.values()]
    .filter((field) => kind === 'ALL' || field.custom === (kind === 'CUSTOM'))
    .filter((field) => context.rights.canRead(object, field))
    .map(({ name }) => name);
}
