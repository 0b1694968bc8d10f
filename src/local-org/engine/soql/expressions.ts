import type { FieldType } from '../types.ts';
import { malformed } from './malformed.ts';
import type { Resolved, Scope } from './scope.ts';

/** A value of the query in SQL, with the type it has. */
export interface Expression {
  readonly sql: string;
  readonly type: FieldType;
  readonly collation: 'NOCASE' | 'BINARY';
  /** What it is taken from, where it is a field. */
  readonly resolved?: Resolved;
  readonly aggregate: boolean;
}

export interface FunctionCall {
  readonly functionName?: string | undefined;
  readonly parameters?: readonly unknown[] | undefined;
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

export function fieldExpression(scope: Scope, path: string): Expression {
  const resolved = scope.resolve(path);
  const { field } = resolved;
  const folds = textTypes.has(field.type) && !field.caseSensitive;
  return { sql: resolved.sql, type: field.type, collation: folds ? 'NOCASE' : 'BINARY', resolved, aggregate: false };
}

/**
 * Date functions. Moments are in UTC, days as they stand.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_date_functions.htm
 */
const dateParts: Readonly<Record<string, (time: string) => string>> = {
  CALENDAR_YEAR: (time) => `CAST(strftime('%Y', ${time}) AS INTEGER)`,
  CALENDAR_QUARTER: (time) => `(CAST(strftime('%m', ${time}) AS INTEGER) + 2) / 3`,
  CALENDAR_MONTH: (time) => `CAST(strftime('%m', ${time}) AS INTEGER)`,
  FISCAL_YEAR: (time) => `CAST(strftime('%Y', ${time}) AS INTEGER)`,
  FISCAL_QUARTER: (time) => `(CAST(strftime('%m', ${time}) AS INTEGER) + 2) / 3`,
  FISCAL_MONTH: (time) => `CAST(strftime('%m', ${time}) AS INTEGER)`,
  DAY_IN_MONTH: (time) => `CAST(strftime('%d', ${time}) AS INTEGER)`,
  DAY_IN_WEEK: (time) => `CAST(strftime('%w', ${time}) AS INTEGER) + 1`,
  DAY_IN_YEAR: (time) => `CAST(strftime('%j', ${time}) AS INTEGER)`,
  HOUR_IN_DAY: (time) => `CAST(strftime('%H', ${time}) AS INTEGER)`,
  WEEK_IN_MONTH: (time) => `(CAST(strftime('%d', ${time}) AS INTEGER) + 6) / 7`,
  WEEK_IN_YEAR: (time) => `(CAST(strftime('%j', ${time}) AS INTEGER) + 6) / 7`,
};

const aggregates: Readonly<Record<string, { readonly sql: (value: string) => string; readonly type?: FieldType }>> = {
  COUNT: { sql: (value) => `COUNT(${value})`, type: 'int' },
  COUNT_DISTINCT: { sql: (value) => `COUNT(DISTINCT ${value})`, type: 'int' },
  SUM: { sql: (value) => `SUM(${value})`, type: 'double' },
  AVG: { sql: (value) => `AVG(${value})`, type: 'double' },
  MIN: { sql: (value) => `MIN(${value})` },
  MAX: { sql: (value) => `MAX(${value})` },
};

const numeric: ReadonlySet<FieldType> = new Set(['int', 'double', 'currency', 'percent']);

/** Functions that give back the value they are given. */
const transparent = new Set(['TOLABEL', 'FORMAT', 'CONVERTCURRENCY', 'CONVERTTIMEZONE']);

export const isAggregate = (name: string | undefined) => aggregates[(name ?? '').toUpperCase()] !== undefined;

export function functionExpression(scope: Scope, call: FunctionCall): Expression {
  const name = (call.functionName ?? '').toUpperCase();
  const [parameter] = call.parameters ?? [];
  if (name === 'COUNT' && parameter === undefined) {
    return { sql: 'COUNT(*)', type: 'int', collation: 'BINARY', aggregate: true };
  }
  const inner =
    typeof parameter === 'string'
      ? fieldExpression(scope, parameter)
      : functionExpression(scope, (parameter ?? {}) as FunctionCall);
  const aggregate = aggregates[name];
  if (aggregate) {
    if ((name === 'SUM' || name === 'AVG') && !numeric.has(inner.type)) {
      throw malformed(`field ${inner.resolved?.field.name ?? ''} does not support aggregate operator ${name}`);
    }
    const value = inner.collation === 'NOCASE' ? `${inner.sql} COLLATE NOCASE` : inner.sql;
    return { ...inner, sql: aggregate.sql(value), type: aggregate.type ?? inner.type, aggregate: true };
  }
  if (transparent.has(name)) return inner;
  const time = inner.type === 'datetime' ? `${inner.sql} / 1000, 'unixepoch'` : inner.sql;
  const part = dateParts[name];
  if (part) return { sql: part(time), type: 'int', collation: 'BINARY', aggregate: false };
  if (name === 'DAY_ONLY') return { sql: `date(${time})`, type: 'date', collation: 'BINARY', aggregate: false };
  throw malformed(`This org does not offer the function ${call.functionName ?? ''}() in queries.`);
}
