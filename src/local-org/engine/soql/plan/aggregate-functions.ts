import type { FieldDef, FieldType } from '../../types.ts';
import { malformedAt } from '../text/malformed.ts';
import type { Expression } from './expressions.ts';
import { edgeOfPicklist, foldedSql } from './text-sql.ts';

interface AggregateFunction {
  readonly sql: (value: Expression) => string;
  readonly type?: FieldType;
  readonly numbersOnly?: true;
}

const edge = (name: 'MIN' | 'MAX') => (value: Expression) => {
  if (value.picklist !== undefined) return edgeOfPicklist(value, value.picklist, name);
  return `${name}(${value.sql}${value.folds ? ' COLLATE NOCASE' : ''})`;
};

/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_agg_functions.htm */
const functions: Readonly<Record<string, AggregateFunction>> = {
  COUNT: { sql: ({ sql }) => `COUNT(${sql})`, type: 'int' },
  COUNT_DISTINCT: { sql: (value) => `COUNT(DISTINCT ${foldedSql(value)})`, type: 'int' },
  SUM: { sql: ({ sql }) => `SUM(${sql})`, numbersOnly: true },
  AVG: { sql: ({ sql }) => `AVG(${sql})`, numbersOnly: true },
  MIN: { sql: edge('MIN') },
  MAX: { sql: edge('MAX') },
};

export const isAggregate = (name: string | undefined): boolean => functions[(name ?? '').toUpperCase()] !== undefined;

const numbers: ReadonlySet<FieldType> = new Set(['int', 'double', 'currency', 'percent']);

/**
 * Types that no aggregate function takes.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_agg_functions_field_types.htm
 */
const never: ReadonlySet<FieldType> = new Set(['boolean', 'multipicklist', 'address', 'location', 'time', 'anyType']);

/** Text of more than 255 characters. */
export const isLongText = (field: FieldDef | undefined): boolean =>
  field?.type === 'textarea' && (field.length ?? 0) > 255;

/** An aggregate function of a field. */
export function aggregateExpression(soql: string, name: string, value: Expression): Expression {
  const { sql, type, numbersOnly } = functions[name]!;
  const field = value.resolved?.field;
  if (never.has(value.type) || isLongText(field) || (numbersOnly && !numbers.has(value.type)) || value.aggregate) {
    const path = field?.name ?? '';
    throw malformedAt(soql, path, `field ${path} does not support aggregate operator ${name}`);
  }
  const decimal = numbersOnly && value.type === 'int' ? 'double' : value.type;
  return { ...value, sql: sql(value), type: type ?? decimal, aggregate: true, plain: false };
}
