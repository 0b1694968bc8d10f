import type { OrderByClause, Query } from '@jetstreamapp/soql-parser-js';
import { ApiError } from '../../api-error.ts';
import { isSortable } from '../../schema/describe-field.ts';
import type { Layout } from '../text/layout.ts';
import { malformedAt } from '../text/malformed.ts';
import { conditions, type Fragment } from './conditions.ts';
import { type Expression, fieldExpression, functionExpression, type Surroundings } from './expressions.ts';
import type { QueryContext, Scope } from './scope.ts';
import { checkSemiJoins, semiJoin } from './semi-join.ts';
import { sortSql } from './text-sql.ts';

/** What the org itself adds to every WHERE: living rows, rows the user may see. */
function guard(context: QueryContext, scope: Scope): Fragment {
  const { object, alias } = scope.root;
  const parts: string[] = [];
  const values: string[] = [];
  if (!context.all && object.fields.has('isdeleted')) parts.push(`${alias}.IsDeleted = 0`);
  const seen = context.rights.rows(object, 'see', alias);
  if (seen !== undefined) parts.push(`(${seen})`);
  if (object.name === 'FieldDefinition' || object.name === 'EntityDefinition') {
    parts.push(`${alias}.DurableId NOT IN (SELECT value FROM json_each(?))`);
    values.push(context.hiddenDefinitions());
  }
  return { sql: parts.join(' AND '), values };
}

const and = (parts: readonly Fragment[]): Fragment => {
  const said = parts.filter(({ sql }) => sql !== '');
  return { sql: said.map(({ sql }) => sql).join(' AND ') || '1', values: said.flatMap(({ values }) => values) };
};

/** The guard and the WHERE of the query, as one condition. */
export function filter(context: QueryContext, scope: Scope, query: Pick<Query, 'where'>, layout: Layout): Fragment {
  const guarded = guard(context, scope);
  if (!query.where) return and([guarded]);
  checkSemiJoins(
    layout.where,
    layout.where.filter(({ semiJoin: isOne }) => isOne),
  );
  let joins = 0;
  const asked = conditions(query.where, layout.where, {
    context,
    scope,
    semiJoin: (value, operator, inner, place) =>
      semiJoin(
        context,
        scope.root.object,
        value,
        operator,
        { query: inner, layout: layout.filters[joins++]!, place },
        (within, asks, shape) => filter(context, within, asks, shape),
      ),
  });
  return and([guarded, asked]);
}

/**
 * Scopes that this org knows; teams, territories and delegation are not switched on in it.
 * How the others are refused is not documented; believed.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_using_scope.htm
 */
export function scopeFilter(context: QueryContext, scope: Scope, layout: Layout): Fragment {
  const asked = layout.scope?.text;
  const { object, alias } = scope.root;
  const name = asked?.toLowerCase();
  if (name === undefined || name === 'everything') return { sql: '', values: [] };
  if (name === 'mine' && object.fields.has('ownerid')) {
    return { sql: `${alias}."OwnerId" = ?`, values: [context.rights.userId] };
  }
  throw new ApiError(400, 'INVALID_QUERY_SCOPE', `The specified search scope is invalid: ${asked}`);
}

/** Both conditions at once. */
export const both = (first: Fragment, second: Fragment): Fragment => and([first, second]);

/** What one ORDER BY term is. */
export function orderValue(around: Surroundings, clause: OrderByClause): Expression {
  return 'fn' in clause ? functionExpression(around, clause.fn) : fieldExpression(around.scope, clause.field);
}

/**
 * Rows without a value come first unless the query says otherwise; a lookup's always do.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_orderby.htm
 */
export const directed = (sql: string, { order, nulls }: OrderByClause, { type }: Expression): string =>
  `${sql} ${order ?? 'ASC'} NULLS ${(type === 'reference' ? undefined : nulls) ?? 'FIRST'}`;

function orderSql(around: Surroundings, clauses: readonly OrderByClause[]): string[] {
  return clauses.flatMap((clause) => {
    const value = orderValue(around, clause);
    const field = value.resolved?.field;
    if (field && !value.aggregate && value.sql === value.resolved?.sql && !isSortable(field)) {
      throw malformedAt(around.context.soql, field.name, `field '${field.name}' can not be sorted in a query call`);
    }
    return sortSql(value).map((sql) => directed(sql, clause, value));
  });
}

/** The whole ORDER BY. Rows that sort alike come as they were made; without an order they come as they are found. */
export function orderBy(around: Surroundings, clauses: readonly OrderByClause[]): string {
  const terms = orderSql(around, clauses);
  if (terms.length === 0) return '';
  return ` ORDER BY ${[...terms, `${around.scope.root.alias}.rowid ${clauses.at(-1)?.order ?? 'ASC'}`].join(', ')}`;
}

export const listOf = <T>(value: T | T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];
