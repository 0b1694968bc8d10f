import type { Query } from '@jetstreamapp/soql-parser-js';
import type { Stored } from '../../records/store/store.ts';
import type { ObjectDef } from '../../types.ts';
import { type Show, showOf } from '../run/shown-values.ts';
import type { Layout } from '../text/layout.ts';
import { malformed, malformedAt } from '../text/malformed.ts';
import { type AggregateColumn, aggregateColumns, labelOf } from './aggregate-columns.ts';
import { both, directed, filter, listOf, orderValue, scopeFilter } from './clauses.ts';
import { conditions, type Fragment } from './conditions.ts';
import { type Expression, fieldExpression, functionExpression, type Surroundings } from './expressions.ts';
import { checkGroup, type Grouping, groupingSets } from './grouping.ts';
import type { AggregatePlan, ColumnFact } from './plan.ts';
import { openScope, type QueryContext, type Scope } from './scope.ts';
import { foldedSql, sortSql } from './text-sql.ts';

/** A grouped value is nothing in the rows that are a subtotal over it. */
const unlessDropped = (value: Expression, { dropped }: Grouping): string =>
  !value.aggregate && (dropped.has(value.sql) || dropped.has(value.resolved?.sql ?? '')) ? 'NULL' : value.sql;

interface Parts {
  readonly sql: string;
  readonly values: readonly Stored[];
  readonly columns: readonly AggregateColumn[];
}

/** The rows of one level of grouping, with what they sort by behind the columns asked for. */
function level(
  around: Surroundings & { readonly grouping: Grouping },
  query: Query,
  layout: Layout,
  groups: readonly Expression[],
  where: Fragment,
): Parts & { readonly order: readonly string[] } {
  const { grouping, context, scope } = around;
  const columns = aggregateColumns(around, query.fields ?? [], groups);
  const having = query.having
    ? conditions(query.having, layout.having, {
        groups,
        ...around,
        semiJoin: () => {
          throw malformed('Semi join sub-selects are not allowed in HAVING');
        },
      })
    : undefined;
  const keys: string[] = [];
  const terms = listOf(query.orderBy).map((clause, at) =>
    layout.groupingOrders.includes(at) && 'fn' in clause
      ? { ...clause, fn: { ...clause.fn, functionName: 'GROUPING' } }
      : clause,
  );
  const order = terms.flatMap((clause) => {
    const alias =
      'field' in clause ? columns.find(({ name }) => name.toLowerCase() === clause.field.toLowerCase()) : undefined;
    const value = alias?.value ?? orderValue(around, clause);
    if (!value.aggregate && !groups.some(({ sql }) => sql === value.sql)) {
      throw malformedAt(context.soql, labelOf(value), `Ordered field must be grouped or aggregated: ${labelOf(value)}`);
    }
    const sorted =
      !value.aggregate && grouping.dropped.has(value.sql) ? sortSql(value).map(() => 'NULL') : sortSql(value);
    return sorted.map((sql) => directed(`o${keys.push(`${sql} AS o${keys.length}`) - 1}`, clause, value));
  });
  // Without an order of its own a subtotal follows the rows that it sums up.
  if (order.length === 0 && layout.grouping !== 'plain') {
    for (const group of groups) {
      const dropped = grouping.dropped.has(group.sql);
      order.push(`o${keys.push(`${dropped ? 1 : 0} AS o${keys.length}`) - 1}`);
      for (const sql of sortSql(group))
        order.push(`o${keys.push(`${dropped ? 'NULL' : sql} AS o${keys.length}`) - 1} NULLS FIRST`);
    }
  }
  const shown = columns.map(({ value }, at) => `${unlessDropped(value, grouping)} AS c${at}`);
  const kept = groups.filter(({ sql }) => !grouping.dropped.has(sql));
  // A grand total has no group of its own, and is one row all the same.
  const sql = [
    `SELECT ${[...shown, ...keys].join(', ')} FROM ${scope.from()} WHERE ${where.sql}`,
    kept.length > 0 ? `GROUP BY ${kept.map(foldedSql).join(', ')}` : '',
    having ? `HAVING ${having.sql}` : '',
  ];
  return {
    sql: sql.filter((part) => part !== '').join(' '),
    values: [...where.values, ...(having?.values ?? [])],
    columns,
    order,
  };
}

/** What a query without GROUP BY cannot say beside its aggregate functions. */
function checkOverall(query: Query): void {
  for (const clause of ['limit', 'offset'] as const) {
    if (query[clause] === undefined) continue;
    throw malformed(`Non-grouped query that uses overall aggregate functions cannot also use ${clause.toUpperCase()}`);
  }
}

function groupsOf(around: Surroundings, query: Query): readonly Expression[] {
  const { soql } = around.context;
  const groups = listOf(query.groupBy).map((clause) =>
    checkGroup(
      soql,
      'fn' in clause ? functionExpression(around, clause.fn) : fieldExpression(around.scope, clause.field),
    ),
  );
  for (const [at, group] of groups.entries()) {
    const label = labelOf(group);
    if (group.aggregate) throw malformedAt(soql, label, `unexpected aggregate function in GROUP BY: ${label}`);
    if (groups.findIndex(({ sql }) => sql === group.sql) !== at) {
      throw malformedAt(soql, label, `duplicate grouping expression: ${label}`);
    }
  }
  return groups;
}

/** A query with aggregates or GROUP BY. https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_groupby.htm */
export function aggregatePlan(context: QueryContext, object: ObjectDef, query: Query, layout: Layout): AggregatePlan {
  const scope: Scope = openScope(context, object, query.sObjectAlias, layout.names);
  const around = { context, scope };
  const groups = groupsOf(around, query);
  if (groups.length === 0) checkOverall(query);
  const where = both(filter(context, scope, query, layout), scopeFilter(context, scope, layout));
  const sets = groupingSets(
    layout.grouping,
    groups.map(({ sql }) => sql),
  );
  const levels = sets.map((grouping) => level({ ...around, grouping }, query, layout, groups, where));
  const [{ columns, order }] = levels as [(typeof levels)[number]];
  const names = columns.map((_, at) => `c${at}`).join(', ');
  const sql = [
    `SELECT ${names} FROM (${levels.map((each) => each.sql).join(' UNION ALL ')})`,
    order.length > 0 ? `ORDER BY ${order.join(', ')}` : '',
    query.limit === undefined ? '' : `LIMIT ${Math.min(query.limit, 2000 + 1)}`,
    query.offset === undefined ? '' : `${query.limit === undefined ? 'LIMIT -1 ' : ''}OFFSET ${query.offset}`,
  ];
  const fact = ({ name, value }: AggregateColumn): ColumnFact => ({
    name,
    display: name,
    type: value.shown === 'format' ? 'string' : value.type,
    aggregate: true,
    field: value.resolved?.field,
    parents: [],
    children: [],
  });
  return {
    kind: 'aggregate',
    object,
    sql: sql.filter((part) => part !== '').join(' '),
    values: levels.flatMap(({ values }) => values),
    columns: columns.map(({ name, value }): { name: string; show: Show } => ({ name, show: showOf(value, context) })),
    facts: columns.map(fact),
    grouped: groups.length > 0,
  };
}
