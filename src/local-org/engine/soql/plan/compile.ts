import type { Query, Subquery } from '@jetstreamapp/soql-parser-js';
import { ApiError } from '../../api-error.ts';
import type { FieldDef, ObjectDef } from '../../types.ts';
import type { View } from '../run/views.ts';
import { type Layout, plainLayout } from '../text/layout.ts';
import { malformed, malformedAt, noSuchObject, placeOf, pointAt } from '../text/malformed.ts';
import { aggregatePlan } from './aggregate.ts';
import { isAggregate, isLongText } from './aggregate-functions.ts';
import { childrenNamed } from './child-relationships.ts';
import { both, filter, listOf, orderBy, scopeFilter } from './clauses.ts';
import type { Fragment } from './comparisons.ts';
import { isBounded } from './fields-function.ts';
import type { CountPlan, Plan, RowPlan } from './plan.ts';
import { openScope, type QueryContext, type Scope, visibleObject } from './scope.ts';
import { selectList } from './select-list.ts';

/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_offset.htm */
const largestOffset = 2000;

/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_relationships_query_limits.htm */
const mostChildQueries = 20;
const mostChildLevels = 4;

function checkOffset({ offset }: Query | Subquery): void {
  if (offset === undefined || offset <= largestOffset) return;
  throw new ApiError(400, 'NUMBER_OUTSIDE_VALID_RANGE', `Maximum SOQL offset allowed is ${largestOffset}`);
}

/**
 * Words that only Apex understands.
 * Observed: https://github.com/superfell/SoqlX/issues/25
 */
function checkApexWords(context: QueryContext, query: Query | Subquery, layout: Layout): void {
  const apex =
    (layout.allRows && 'ALL ROWS') ??
    (query.withSecurityEnforced ? 'WITH SECURITY_ENFORCED' : undefined) ??
    (query.withAccessLevel && `WITH ${query.withAccessLevel}`);
  if (apex !== undefined) throw malformed(`${apex} not allowed in this context`);
  // Of the outermost query they are read elsewhere; no other can have them.
  const inner = query.usingScope ?? query.for ?? query.update;
  if (inner !== undefined) throw malformedAt(context.soql, inner, `unexpected token: '${inner}'`);
  if (query.withDataCategory) throw malformed('WITH DATA CATEGORY is only allowed in a query of articles or questions');
}

/**
 * What a query of children does without. The words of the second refusal are not documented; believed.
 * Observed: https://github.com/django-salesforce/django-salesforce/blob/master/salesforce/dbapi/subselect.py
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_offset.htm
 */
function checkChild(context: QueryContext, query: Subquery, parentLimit: number | undefined): void {
  const functions = (query.fields ?? []).filter((field) => field.type === 'FieldFunctionExpression');
  if (query.groupBy || query.having || functions.some((each) => isAggregated(each))) {
    throw malformedAt(context.soql, query.relationshipName, 'only root queries support aggregate expressions');
  }
  if (query.offset !== undefined && parentLimit !== 1) {
    throw malformedAt(
      context.soql,
      query.relationshipName,
      'OFFSET is only allowed in a sub-select when the parent query has LIMIT 1',
    );
  }
}

/** A condition that is not the query's own. */
export type Matching = (scope: Scope) => Fragment;

interface Child {
  readonly parentField: FieldDef;
  readonly depth: number;
}

function rowPlan(
  context: QueryContext,
  object: ObjectDef,
  query: Query | Subquery,
  layout: Layout,
  child?: Child,
  matching?: Matching,
): RowPlan {
  checkApexWords(context, query, layout);
  checkOffset(query);
  const depth = child?.depth ?? 0;
  if (depth > mostChildLevels) {
    throw malformed(`Only ${mostChildLevels + 1} levels of parent to child relationships are allowed in a query`);
  }
  const scope = openScope(context, object, query.sObjectAlias, layout.names);
  const around = { context, scope };
  let children = 0;
  const bounded = isBounded(query, layout.where);
  const selected = selectList(context, scope, query.fields ?? [], bounded, ({ subquery }) => {
    const at = children++;
    if (at >= mostChildQueries) {
      throw malformed(`Maximum number of parent to child relationships allowed in a query is ${mostChildQueries}`);
    }
    checkChild(context, subquery, query.limit);
    const { key, object: of, field } = childrenNamed(context, object, subquery.relationshipName);
    const shape = layout.children[at] ?? plainLayout;
    return { key, plan: rowPlan(context, of, subquery, shape, { parentField: field, depth: depth + 1 }) };
  });
  const asked = both(filter(context, scope, query, layout), scopeFilter(context, scope, layout));
  const where = matching ? both(asked, matching(scope)) : asked;
  const order = orderBy(around, listOf(query.orderBy));
  const view = viewOf(query, layout);
  return {
    kind: 'rows',
    object,
    select: selected.columns.join(', '),
    from: scope.from(),
    root: scope.root.alias,
    where: where.sql,
    values: where.values,
    order,
    limit: query.limit === undefined ? undefined : Math.min(query.limit, mostRows),
    offset: query.offset,
    outputs: selected.outputs,
    flat: selected.flat,
    facts: selected.facts,
    ...(child ? { parentField: `${scope.root.alias}."${child.parentField.name}"` } : {}),
    longTexts: selected.facts.filter(({ field }) => field?.custom === true && isLongText(field)).length,
    locks: layout.uses.some(({ upper }) => upper === 'UPDATE'),
    ...(view ? { view } : {}),
  };
}

/**
 * Whether the rows are noted as looked at or as used. FOR UPDATE can have no order.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_for_update.htm
 */
function viewOf(query: Query | Subquery, { uses }: Layout): View | undefined {
  const words = uses.map(({ upper }) => upper);
  if (words.includes('UPDATE') && query.orderBy) throw malformed('FOR UPDATE cannot be used with ORDER BY');
  return words.includes('VIEW') ? 'VIEW' : words.includes('REFERENCE') ? 'REFERENCE' : undefined;
}

function countPlan(context: QueryContext, object: ObjectDef, query: Query, layout: Layout): CountPlan {
  if (query.orderBy) throw malformed('ORDER BY is not allowed in a query with COUNT()');
  const scope = openScope(context, object, query.sObjectAlias, layout.names);
  const where = both(filter(context, scope, query, layout), scopeFilter(context, scope, layout));
  const limit = query.limit === undefined ? '' : ` LIMIT ${Math.min(query.limit, mostRows)}`;
  const sql = `SELECT COUNT(*) FROM (SELECT 1 FROM ${scope.from()} WHERE ${where.sql}${limit})`;
  return { kind: 'count', object, sql, values: where.values, facts: [] };
}

/** Makes a query into a plan of SQL. Nothing is read yet. */
export function compile(context: QueryContext, query: Query, layout: Layout = plainLayout, matching?: Matching): Plan {
  const name = query.sObject ?? '';
  if (/\.\s*$/.test(name)) throw noSuchObject(context.soql, name);
  const object = visibleObject(context, name);
  if (object.name === 'FieldDefinition' && !query.where) {
    throw malformed(
      'When retrieving results for FieldDefinition, a filter on a reified column is required [EntityDefinitionId,DurableId]',
    );
  }
  const fields = query.fields ?? [];
  const [first] = fields;
  const functions = fields.filter((field) => field.type === 'FieldFunctionExpression');
  const bareCount = functions.find(
    ({ functionName, parameters }) => functionName.toUpperCase() === 'COUNT' && parameters.length === 0,
  );
  if (bareCount && bareCount === first && fields.length === 1 && !query.groupBy) {
    checkApexWords(context, query, layout);
    return countPlan(context, object, query, layout);
  }
  if (bareCount) {
    const closing = context.soql.indexOf(')', placeOf(context.soql, bareCount.functionName));
    throw malformed(`${pointAt(context.soql, Math.max(0, closing))}unexpected token: ')'`);
  }
  const aggregated = query.groupBy !== undefined || functions.some((each) => isAggregated(each));
  if (!aggregated) return rowPlan(context, object, query, layout, undefined, matching);
  checkApexWords(context, query, layout);
  checkOffset(query);
  return aggregatePlan(context, object, query, layout);
}

/** More than any query gives; a bigger figure is no number to the database. */
const mostRows = 2_000_000_000;

interface Called {
  readonly functionName?: string | undefined;
  readonly parameters?: readonly unknown[] | undefined;
}

/** `FORMAT(MAX(CreatedDate))` is an aggregate, too. */
function isAggregated({ functionName, parameters = [] }: Called): boolean {
  return (
    isAggregate(functionName) ||
    parameters.some((inner) => typeof inner === 'object' && inner !== null && isAggregated(inner as Called))
  );
}
