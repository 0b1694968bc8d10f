import type { FieldType } from '../../types.ts';
import { labelExpression } from '../run/shown-values.ts';
import { malformedAt } from '../text/malformed.ts';
import { aggregateExpression, isAggregate } from './aggregate-functions.ts';
import { dateExpression, isDateFunction, zonedExpression } from './date-functions.ts';
import { distanceExpression, isDistance } from './distance.ts';
import { type Grouping, groupingExpression } from './grouping.ts';
import type { QueryContext, Resolved, Scope } from './scope.ts';

/** A value of the query in SQL, with the type it has. */
export interface Expression {
  readonly sql: string;
  readonly type: FieldType;
  /** Text that compares without case. */
  readonly folds: boolean;
  /** The SQL is a column's name. */
  readonly plain: boolean;
  readonly aggregate: boolean;
  /** What it is taken from, where it is a field or a function of one. */
  readonly resolved?: Resolved;
  /** The values of its picklist in their order. */
  readonly picklist?: readonly string[];
  /** As the user reads it, rather than as it is kept. */
  readonly shown?: 'format' | 'label';
}

export interface FunctionCall {
  readonly functionName?: string | undefined;
  readonly parameters?: readonly unknown[] | undefined;
}

/** Where expressions stand. */
export interface Surroundings {
  readonly context: QueryContext;
  readonly scope: Scope;
  /** Only where rows are grouped with subtotals. */
  readonly grouping?: Grouping;
}

export const textTypes: ReadonlySet<FieldType> = new Set([
  'string',
  'textarea',
  'email',
  'phone',
  'url',
  'picklist',
  'multipicklist',
]);

const columnForm = /^\w+\."\w+"$/;

export function fieldExpression(scope: Scope, path: string): Expression {
  return valueAt(scope.resolve(path));
}

/** The value of a field that was found. */
export function valueAt(resolved: Resolved): Expression {
  const { field, sql } = resolved;
  return {
    sql,
    type: field.type,
    folds: textTypes.has(field.type) && !field.caseSensitive,
    plain: columnForm.test(sql),
    aggregate: false,
    resolved,
    ...(field.picklist && field.type === 'picklist' ? { picklist: field.picklist.values } : {}),
  };
}

/** The one value that a function is given: a field, or what another function gives. */
function given(around: Surroundings, call: FunctionCall): Expression {
  const [parameter] = call.parameters ?? [];
  return typeof parameter === 'string'
    ? fieldExpression(around.scope, parameter)
    : functionExpression(around, (parameter ?? {}) as FunctionCall);
}

/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_functions.htm */
export function functionExpression(around: Surroundings, call: FunctionCall): Expression {
  const { context } = around;
  const asked = call.functionName ?? '';
  const name = asked.toUpperCase();
  if (name === 'COUNT' && (call.parameters ?? []).length === 0) {
    return { sql: 'COUNT(*)', type: 'int', folds: false, plain: false, aggregate: true };
  }
  if (isDistance(name)) return distanceExpression(around, call);
  if (name === 'GROUPING') return groupingExpression(around, given(around, call));
  if (isAggregate(name)) return aggregateExpression(context.soql, name, given(around, call));
  if (isDateFunction(name)) {
    const [parameter] = call.parameters ?? [];
    const inner = parameter as FunctionCall | string;
    const zoned = typeof inner === 'object' && inner.functionName?.toUpperCase() === 'CONVERTTIMEZONE';
    const value = given(around, zoned ? inner : call);
    return dateExpression(context.soql, name, zoned ? zonedExpression(context, value) : value);
  }
  if (name === 'FORMAT') return { ...given(around, call), shown: 'format', plain: false };
  if (name === 'TOLABEL') return labelExpression(context.soql, given(around, call));
  if (name === 'CONVERTCURRENCY') {
    throw malformedAt(
      context.soql,
      asked,
      'convertCurrency is only supported in organizations with multiple currencies',
    );
  }
  if (name === 'CONVERTTIMEZONE') {
    throw malformedAt(context.soql, asked, 'convertTimezone can only be used inside a date function');
  }
  throw malformedAt(context.soql, asked, `unexpected token: '${asked}'`);
}
