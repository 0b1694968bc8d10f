import type { GroupByClause, OrderByClause, Query } from '@jetstreamapp/soql-parser-js';
import { conditions, type Fragment } from './conditions.ts';
import { type Expression, fieldExpression, functionExpression } from './expressions.ts';
import { malformed } from './malformed.ts';
import { openScope, type QueryContext, type Scope, visibleObject } from './scope.ts';

/** What the org itself adds to every WHERE: living rows, rows the user may see. */
function guard(context: QueryContext, scope: Scope): Fragment {
  const { object, alias } = scope.root;
  const parts: string[] = [];
  const values: string[] = [];
  if (!context.all && object.fields.has('isdeleted')) parts.push(`${alias}.IsDeleted = 0`);
  const owner = context.rights.rowsBy(object);
  if (owner !== undefined) {
    parts.push(`${alias}."${owner}" = ?`);
    values.push(context.rights.userId);
  }
  if (object.name === 'FieldDefinition' || object.name === 'EntityDefinition') {
    parts.push(`${alias}.DurableId NOT IN (SELECT value FROM json_each(?))`);
    values.push(context.hiddenDefinitions());
  }
  return { sql: parts.join(' AND '), values };
}

/** The guard and the WHERE of the query, as one condition. */
export function filter(context: QueryContext, scope: Scope, where: Query['where']): Fragment {
  const guarded = guard(context, scope);
  if (!where) return { sql: guarded.sql || '1', values: guarded.values };
  const asked = conditions(where, { query: context, scope, semiJoin: (query) => semiJoin(context, query) });
  return {
    sql: guarded.sql === '' ? `(${asked.sql})` : `${guarded.sql} AND (${asked.sql})`,
    values: [...guarded.values, ...asked.values],
  };
}

function semiJoin(context: QueryContext, query: Query): Fragment {
  const object = visibleObject(context, query.sObject ?? '');
  const scope = openScope(context, object, query.sObjectAlias);
  const [field, ...more] = query.fields ?? [];
  if (!field || more.length > 0 || (field.type !== 'Field' && field.type !== 'FieldRelationship')) {
    throw malformed('semi join sub-selects must have exactly one field');
  }
  const path = field.type === 'FieldRelationship' ? [...field.relationships, field.field].join('.') : field.field;
  const value = fieldExpression(scope, path);
  if (value.type !== 'id' && value.type !== 'reference') {
    throw malformed(`The selected field '${path}' in the Semi join query must be of type ID or reference`);
  }
  const where = filter(context, scope, query.where);
  return {
    sql: `SELECT ${value.sql} FROM ${scope.from()} WHERE ${where.sql} AND ${value.sql} IS NOT NULL`,
    values: where.values,
  };
}

function orderValue(scope: Scope, clause: OrderByClause): Expression {
  return 'fn' in clause ? functionExpression(scope, clause.fn) : fieldExpression(scope, clause.field);
}

const unsortable = new Set(['multipicklist', 'address']);

/** Rows without a value come first unless the query says otherwise. */
export function orderSql(scope: Scope, clauses: readonly OrderByClause[]): string[] {
  return clauses.map((clause) => {
    const value = orderValue(scope, clause);
    const field = value.resolved?.field;
    if (
      field &&
      !value.aggregate &&
      (unsortable.has(field.type) || (field.type === 'textarea' && (field.length ?? 0) > 255))
    ) {
      throw malformed(`field '${field.name}' can not be sorted in a query call`);
    }
    const collation = value.collation === 'NOCASE' && !value.aggregate ? ' COLLATE NOCASE' : '';
    return `${value.sql}${collation} ${clause.order ?? 'ASC'} NULLS ${clause.nulls ?? 'FIRST'}`;
  });
}

export const listOf = <T>(value: T | T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

export const groupValue = (scope: Scope, clause: GroupByClause): Expression =>
  'fn' in clause ? functionExpression(scope, clause.fn) : fieldExpression(scope, clause.field);
