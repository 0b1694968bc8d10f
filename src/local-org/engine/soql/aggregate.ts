import type { Query } from '@jetstreamapp/soql-parser-js';
import type { ObjectDef } from '../types.ts';
import { filter, groupValue, listOf, orderSql } from './clauses.ts';
import { conditions } from './conditions.ts';
import { type Expression, fieldExpression, functionExpression } from './expressions.ts';
import { errorAt, malformed } from './malformed.ts';
import type { AggregatePlan, ColumnFact, FlatColumn } from './plan.ts';
import { openScope, type QueryContext } from './scope.ts';

const grouping = (value: Expression) => (value.collation === 'NOCASE' ? `${value.sql} COLLATE NOCASE` : value.sql);

/** A query with aggregates or GROUP BY. https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_groupby.htm */
export function aggregatePlan(context: QueryContext, object: ObjectDef, query: Query): AggregatePlan {
  const scope = openScope(context, object, query.sObjectAlias);
  const groups = listOf(query.groupBy).map((clause) => {
    if ('fn' in clause && ['ROLLUP', 'CUBE'].includes((clause.fn.functionName ?? '').toUpperCase())) {
      throw malformed('This org does not offer GROUP BY ROLLUP and CUBE.');
    }
    return groupValue(scope, clause);
  });
  const grouped = new Set(groups.map(({ sql }) => sql));
  const columns: string[] = [];
  const flat: FlatColumn[] = [];
  const facts: ColumnFact[] = [];
  const aliases = new Map<string, string>();
  let unnamed = 0;

  for (const field of query.fields ?? []) {
    let value: Expression;
    let key: string | undefined;
    if (field.type === 'FieldFunctionExpression') {
      value = functionExpression(scope, field);
      key = field.alias;
    } else if (field.type === 'Field' || field.type === 'FieldRelationship') {
      const path =
        field.type === 'FieldRelationship'
          ? [...field.relationships, field.field].join('.')
          : ('rawValue' in field && field.rawValue) || field.field;
      value = fieldExpression(scope, String(path));
      key = ('alias' in field ? field.alias : undefined) ?? value.resolved!.field.name;
    } else {
      throw malformed('unexpected sub-select in an aggregate query');
    }
    if (!value.aggregate && !grouped.has(value.sql)) {
      const name = value.resolved?.field.name ?? '';
      throw errorAt(context.soql, name, 'MALFORMED_QUERY', `Field must be grouped or aggregated: ${name}`);
    }
    const name = key ?? `expr${unnamed++}`;
    if (aliases.has(name.toLowerCase())) throw malformed(`duplicate alias: ${name}`);
    aliases.set(name.toLowerCase(), value.sql);
    columns.push(value.sql);
    flat.push({ name, place: columns.length - 1, type: value.type });
    facts.push({
      name,
      display: name,
      type: value.type,
      aggregate: true,
      field: value.resolved?.field,
      parents: [],
      children: [],
    });
  }

  const where = filter(context, scope, query.where);
  const having = query.having
    ? conditions(query.having, {
        query: context,
        scope,
        semiJoin: () => {
          throw malformed('semi joins are not allowed in HAVING');
        },
      })
    : undefined;
  // An alias may stand in ORDER BY where the field does not.
  const order = listOf(query.orderBy).map((clause) => {
    const alias = 'field' in clause ? aliases.get(clause.field.toLowerCase()) : undefined;
    return alias === undefined
      ? orderSql(scope, [clause])[0]!
      : `${alias} ${clause.order ?? 'ASC'} NULLS ${clause.nulls ?? 'FIRST'}`;
  });
  const sql = [
    `SELECT ${columns.join(', ')} FROM ${scope.from()} WHERE ${where.sql}`,
    groups.length > 0 ? `GROUP BY ${groups.map(grouping).join(', ')}` : '',
    having ? `HAVING ${having.sql}` : '',
    order.length > 0 ? `ORDER BY ${order.join(', ')}` : '',
    query.limit === undefined ? '' : `LIMIT ${query.limit}`,
    query.offset === undefined ? '' : `${query.limit === undefined ? 'LIMIT -1 ' : ''}OFFSET ${query.offset}`,
  ];
  return {
    kind: 'aggregate',
    object,
    sql: sql.filter((part) => part !== '').join(' '),
    values: [...where.values, ...(having?.values ?? [])],
    flat,
    facts,
    grouped: groups.length > 0,
  };
}
