import type { Query } from '@jetstreamapp/soql-parser-js';
import { ApiError } from '../../api-error.ts';
import type { ObjectDef } from '../../types.ts';
import type { Layout, Place } from '../text/layout.ts';
import { malformed, pointAt } from '../text/malformed.ts';
import type { Fragment } from './comparisons.ts';
import { type Expression, fieldExpression } from './expressions.ts';
import { openScope, type QueryContext, visibleObject } from './scope.ts';

/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_comparisonoperators.htm */
const mostSemiJoins = 2;

const idTypes = new Set(['id', 'reference']);

/** The object whose Ids a field holds. */
const targetsOf = ({ resolved }: Expression): readonly string[] =>
  resolved?.field.type === 'id' ? [resolved.source.object.name] : (resolved?.field.referenceTo ?? []);

/**
 * What a WHERE with semi-joins may not say.
 * Observed: https://github.com/UnofficialSF/LightningFlowComponents/issues/1132
 */
export function checkSemiJoins(where: readonly Place[], joins: readonly Place[]): void {
  if (joins.length > mostSemiJoins) {
    throw new ApiError(
      400,
      'EXCEEDED_MAX_SEMIJOIN_SUBSELECTS',
      `Maximum ${mostSemiJoins} semi join sub-selects are allowed`,
    );
  }
  if (where.some(({ joined }) => joined?.word === 'OR')) {
    const either = joins.find(
      (join) => join.joined?.word === 'OR' || where[where.indexOf(join) + 1]?.joined?.word === 'OR',
    );
    if (either) throw malformed("Semi join sub-selects are not allowed with the 'OR' operator");
  }
  // How it is refused is not documented; believed.
  if (joins.some(({ before }) => before.includes('NOT'))) {
    throw malformed("Semi join sub-selects are not allowed with the 'NOT' operator");
  }
  let open = 0;
  for (const place of where) {
    const opened = place.before.filter((word) => word === '(').length;
    // Parentheses round one comparison alone do not count.
    const nested = open + opened - Math.min(opened, place.closes);
    if (nested > 0 && joins.includes(place)) {
      throw malformed(
        'Semi join sub-selects are only allowed at the top level WHERE expressions and not in nested WHERE expressions.',
      );
    }
    open += opened - place.closes;
  }
}

/** Clauses that a semi-join does without. */
const notInside = ['groupBy', 'having', 'orderBy', 'limit', 'offset', 'for'] as const;

/**
 * `Id IN (SELECT AccountId FROM Contact …)`
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_comparisonoperators.htm
 * The words of some refusals are not documented; believed.
 */
export function semiJoin(
  context: QueryContext,
  outer: ObjectDef,
  value: Expression,
  operator: string,
  { query, layout, place }: { readonly query: Query; readonly layout: Layout; readonly place: Place },
  filter: (scope: ReturnType<typeof openScope>, query: Query, layout: Layout) => Fragment,
): Fragment {
  const refuse = (message: string) => malformed(`${pointAt(context.soql, place.at)}${message}`);
  const left = value.resolved?.field.name ?? '';
  if (!idTypes.has(value.type) || (value.resolved?.path.length ?? 0) > 0) {
    throw refuse(
      `The left operand field in the where expression for outer query should be an id field, cannot use: '${left}'`,
    );
  }
  const object = visibleObject(context, query.sObject ?? '');
  const [field, ...more] = query.fields ?? [];
  if (!field || more.length > 0 || field.type !== 'Field') {
    throw refuse(
      'Semi join sub-selects must have exactly one field, which is an id or reference field of their own object',
    );
  }
  if (layout.filters.length > 0) throw malformed('Nesting of semi join sub-selects is not supported');
  const extra = notInside.find((clause) => query[clause] !== undefined);
  if (extra !== undefined)
    throw refuse('Semi join sub-selects can have no ORDER BY, GROUP BY, LIMIT, OFFSET or FOR clause');
  const scope = openScope(context, object, query.sObjectAlias);
  const selected = fieldExpression(scope, field.field);
  const [inner, wanted] = [targetsOf(selected), targetsOf(value)];
  if (!idTypes.has(selected.type) || !inner.some((target) => wanted.includes(target))) {
    throw refuse(
      `The selected field '${selected.resolved?.field.name ?? field.field}' in the subquery and the left operand field in the where expression in the outer query '${left}' should point to the same object type`,
    );
  }
  if (object.name === outer.name) throw refuse('The inner and outer selects should not be on the same object type');
  const where = filter(scope, query, layout);
  const ids = `SELECT ${selected.sql} FROM ${scope.from()} WHERE ${where.sql} AND ${selected.sql} IS NOT NULL`;
  const sql = `${value.sql} IN (${ids})`;
  return { sql: operator === 'IN' ? sql : `(${value.sql} IS NULL OR NOT ${sql})`, values: where.values };
}
