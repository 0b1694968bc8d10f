import type { Condition, HavingClause, Query, WhereClause } from '@jetstreamapp/soql-parser-js';
import { ApiError } from '../../api-error.ts';
import { isFilterable } from '../../schema/describe-field.ts';
import type { FieldType } from '../../types.ts';
import type { Place } from '../text/layout.ts';
import { malformed, pointAt } from '../text/malformed.ts';
import { compare, dateRange, type Fragment, includes, like, list } from './comparisons.ts';
import { conditionTree, type Tree } from './condition-tree.ts';
import { isDistance } from './distance.ts';
import { type Expression, fieldExpression, functionExpression, type Surroundings, textTypes } from './expressions.ts';
import { labelValue } from './label-value.ts';
import { literalValue, mismatch, unquote } from './literals.ts';

export type { Fragment } from './comparisons.ts';

export interface ConditionContext extends Surroundings {
  /** Of a HAVING, which compares what is drawn together and what it is grouped by; a WHERE does not. */
  readonly groups?: readonly Expression[];
  /** Compiles the query of a semi-join, and the comparison with what it gives. */
  readonly semiJoin: (value: Expression, operator: string, query: Query, place: Place) => Fragment;
}

const orders = new Set(['<', '>', '<=', '>=']);

/**
 * Operators that a type of field does not take.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_comparisonoperators.htm
 */
const refused: Readonly<Partial<Record<FieldType, (operator: string) => boolean>>> = {
  boolean: (operator) => orders.has(operator),
  multipicklist: (operator) => orders.has(operator) || operator === 'LIKE',
};

const wordOf = (type: FieldType) => (type === 'reference' ? 'id' : type);

function invalidOperator(context: ConditionContext, place: Place, type: FieldType): ApiError {
  return new ApiError(
    400,
    'INVALID_FIELD',
    `${pointAt(context.context.soql, place.at)}invalid operator on ${wordOf(type)} field`,
  );
}

function checkFilter(value: Expression, operator: string, place: Place, context: ConditionContext): void {
  const field = value.resolved?.field;
  const { soql } = context.context;
  if (field && !value.aggregate && value.sql === value.resolved?.sql && !isFilterable(field)) {
    throw new ApiError(
      400,
      'INVALID_FIELD',
      `${pointAt(soql, place.at)}field '${field.name}' can not be filtered in a query call`,
    );
  }
  if (value.shown === 'format') throw malformed(`${pointAt(soql, place.at)}unexpected token: 'FORMAT'`);
  const wrong =
    refused[value.type]?.(operator) ||
    (operator === 'LIKE' && !textTypes.has(value.type)) ||
    ((operator === 'INCLUDES' || operator === 'EXCLUDES') && value.type !== 'multipicklist');
  if (wrong) throw invalidOperator(context, place, value.type);
}

const asList = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);
const isDateLiteral = (kind: string) => kind === 'DATE_LITERAL' || kind === 'DATE_N_LITERAL';

function dates(
  context: ConditionContext,
  value: Expression,
  operator: string,
  literal: string,
  place: Place,
): Fragment {
  if (value.type !== 'date' && value.type !== 'datetime') throw mismatch(context.context, value, literal);
  const range = dateRange(context.context, value, operator, literal);
  if (range) return range;
  throw malformed(`${pointAt(context.context.soql, place.at)}Invalid date: ${literal}`);
}

/** What may be compared here: in a WHERE nothing that is drawn together, in a HAVING nothing that is neither that nor grouped by. */
function checkGrouped(value: Expression, name: string, place: Place, { context, groups }: ConditionContext): void {
  // The words are not documented; believed.
  if (groups === undefined) {
    if (value.aggregate) throw malformed(`${pointAt(context.soql, place.at)}unexpected token: '${name}'`);
  } else if (!value.aggregate && !groups.some(({ sql }) => sql === value.sql)) {
    throw malformed(`${pointAt(context.soql, place.at)}Field must be grouped or aggregated: ${name}`);
  }
}

/**
 * A checkbox is false where there is no row to have it, and a subtotal has none of what it is over.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_relationships_lookup.htm
 */
function compared(value: Expression, { grouping }: ConditionContext): Expression {
  if (grouping?.dropped.has(value.sql) && !value.aggregate) return { ...value, sql: 'NULL', plain: false };
  if (value.type === 'boolean' && (!value.plain || (value.resolved?.path.length ?? 0) > 0)) {
    return { ...value, sql: `coalesce(${value.sql}, 0)`, plain: false };
  }
  return value.shown === 'label' ? labelValue(value) : value;
}

function condition(it: Condition, place: Place, context: ConditionContext): Fragment {
  if (!('operator' in it)) throw malformed('unexpected token in WHERE');
  const named = 'fn' in it ? functionExpression(context, it.fn) : fieldExpression(context.scope, it.field);
  const { operator } = it;
  checkGrouped(named, 'fn' in it ? (it.fn.functionName ?? '') : it.field, place, context);
  checkFilter(named, operator, place, context);
  const value = compared(named, context);
  if ('fn' in it && isDistance(it.fn.functionName) && operator !== '<' && operator !== '>') {
    throw invalidOperator(context, place, value.type);
  }
  if ('valueQuery' in it) {
    return context.semiJoin(value, operator, (it as unknown as { valueQuery: Query }).valueQuery, place);
  }
  const literals = place.time ? [place.time.text] : asList<string>(it.value);
  const kinds = place.time ? ['TIME'] : asList<string>(it.literalType ?? 'STRING');
  const kind = (at: number) => kinds[at] ?? kinds[0]!;
  const read = (literal: string, at: number) => literalValue(context.context, value, literal, kind(at), place);
  switch (operator) {
    case 'LIKE':
      read(literals[0]!, 0);
      return like(value, unquote(literals[0]!, true));
    case 'INCLUDES':
    case 'EXCLUDES':
      return includes(
        value,
        operator,
        literals.map((literal) => unquote(literal)),
      );
    case 'IN':
    case 'NOT IN': {
      if (!kinds.some(isDateLiteral)) return list(value, operator, literals.map(read));
      const ranges = literals.map((literal, at) =>
        isDateLiteral(kind(at)) ? dates(context, value, '=', literal, place) : compare(value, '=', read(literal, at)),
      );
      const sql = `coalesce(${ranges.map((range) => range.sql).join(' OR ')}, 0)`;
      return { sql: operator === 'IN' ? sql : `NOT ${sql}`, values: ranges.flatMap(({ values }) => values) };
    }
  }
  if (isDateLiteral(kind(0))) return dates(context, value, operator, literals[0]!, place);
  return compare(value, operator, read(literals[0]!, 0));
}

const hasNot = (tree: Tree): boolean =>
  tree.kind === 'not' || (tree.kind !== 'one' && tree.parts.some((part) => hasNot(part)));

/** Halves, so that the database meets no chain that is too deep for it. */
function joined(parts: readonly string[], word: string): string {
  if (parts.length <= 100) return parts.join(` ${word} `);
  const half = parts.length >> 1;
  return `(${joined(parts.slice(0, half), word)}) ${word} (${joined(parts.slice(half), word)})`;
}

/** The whole of a WHERE or HAVING clause. */
export function conditions(
  clause: WhereClause | HavingClause,
  places: readonly Place[],
  context: ConditionContext,
): Fragment {
  const tree = conditionTree(context.context.soql, clause, places);
  const twoValued = hasNot(tree);

  const values: Fragment['values'][] = [];
  function sqlOf(part: Tree): string {
    if (part.kind === 'not') return `NOT (${sqlOf(part.inner)})`;
    if (part.kind !== 'one') return `(${joined(part.parts.map(sqlOf), part.kind)})`;
    const made = condition(part.condition, part.place, context);
    values.push(made.values);
    return twoValued ? `coalesce(${made.sql}, 0)` : made.sql;
  }
  const sql = sqlOf(tree);
  return { sql, values: values.flat() };
}
