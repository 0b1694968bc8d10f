import type { Query, Subquery } from '@jetstreamapp/soql-parser-js';
import { childRelationship } from '../schema/relationships.ts';
import type { FieldDef, ObjectDef } from '../types.ts';
import { aggregatePlan } from './aggregate.ts';
import { filter, listOf, orderSql } from './clauses.ts';
import { isAggregate } from './expressions.ts';
import { malformed, noSuchChildren } from './malformed.ts';
import type { Plan, RowPlan } from './plan.ts';
import { openScope, type QueryContext, visibleObject } from './scope.ts';
import { selectList } from './select-list.ts';

/** The object and field behind a name such as `Contacts` or `Heap_Usages__r`. */
function childrenNamed(
  context: QueryContext,
  parent: ObjectDef,
  name: string,
): { readonly object: ObjectDef; readonly field: FieldDef; readonly key: string } {
  for (const object of context.schema.objects()) {
    for (const field of object.fields.values()) {
      if (!field.referenceTo?.includes(parent.name) || field.childRelationshipName === undefined) continue;
      const key = childRelationship(field);
      if (key.toLowerCase() !== name.toLowerCase()) continue;
      if (!context.rights.object(object).read || !context.rights.canRead(object, field)) continue;
      return { object, field, key };
    }
  }
  throw noSuchChildren(context.soql, name);
}

function rowPlan(context: QueryContext, object: ObjectDef, query: Query | Subquery, parentField?: FieldDef): RowPlan {
  const scope = openScope(context, object, query.sObjectAlias);
  const selected = selectList(context, scope, query.fields ?? [], query.limit, ({ subquery }) => {
    if (parentField) throw malformed('Nesting of child queries is not offered by this org.');
    const child = childrenNamed(context, object, subquery.relationshipName);
    return { key: child.key, plan: rowPlan(context, child.object, subquery, child.field) };
  });
  const where = filter(context, scope, query.where);
  const order = orderSql(scope, listOf(query.orderBy));
  if (query.offset !== undefined && query.offset > 2000) {
    throw malformed('Maximum SOQL offset allowed is 2000');
  }
  return {
    kind: 'rows',
    object,
    select: selected.columns.join(', '),
    from: scope.from(),
    root: scope.root.alias,
    where: where.sql,
    values: where.values,
    order: [...order, `${scope.root.alias}.Id`].join(', '),
    limit: query.limit,
    offset: query.offset,
    outputs: selected.outputs,
    flat: selected.flat,
    facts: selected.facts,
    ...(parentField ? { parentField: `${scope.root.alias}."${parentField.name}"` } : {}),
  };
}

/** Makes a query into a plan of SQL. Nothing is read yet. */
export function compile(context: QueryContext, query: Query): Plan {
  const object = visibleObject(context, query.sObject ?? '');
  if (object.name === 'FieldDefinition' && !query.where) {
    throw malformed(
      'When retrieving results for FieldDefinition, a filter on a reified column is required [EntityDefinitionId,DurableId]',
    );
  }
  const fields = query.fields ?? [];
  const first = fields[0];
  const isCount =
    fields.length === 1 &&
    first?.type === 'FieldFunctionExpression' &&
    first.functionName.toUpperCase() === 'COUNT' &&
    first.parameters.length === 0;
  if (isCount && !query.groupBy) {
    const scope = openScope(context, object, query.sObjectAlias);
    const where = filter(context, scope, query.where);
    const limit = query.limit === undefined ? '' : ` LIMIT ${query.limit}`;
    const sql = `SELECT COUNT(*) FROM (SELECT 1 FROM ${scope.from()} WHERE ${where.sql}${limit})`;
    return { kind: 'count', object, sql, values: where.values, facts: [] };
  }
  const aggregated =
    query.groupBy !== undefined ||
    fields.some((field) => field.type === 'FieldFunctionExpression' && isAggregate(field.functionName));
  return aggregated ? aggregatePlan(context, object, query) : rowPlan(context, object, query);
}
