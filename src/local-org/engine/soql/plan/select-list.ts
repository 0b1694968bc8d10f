import type { FieldType as SoqlField } from '@jetstreamapp/soql-parser-js';
import { malformed, malformedAt } from '../text/malformed.ts';
import { fieldExpression, functionExpression } from './expressions.ts';
import type { ColumnFact, FlatColumn, Output, RowPlan } from './plan.ts';
import type { QueryContext, Scope } from './scope.ts';
import { SelectBuilder, type TypeofField } from './select-builder.ts';

export interface SelectList {
  readonly columns: readonly string[];
  readonly outputs: readonly Output[];
  readonly flat: readonly FlatColumn[];
  readonly facts: readonly ColumnFact[];
}

type ChildField = Extract<SoqlField, { type: 'FieldSubquery' }>;

/** The path of a field as it is written. */
export const pathOf = (field: Extract<SoqlField, { type: 'Field' | 'FieldRelationship' }>): string =>
  field.type === 'FieldRelationship'
    ? [...field.relationships, field.field].join('.')
    : String(('rawValue' in field && field.rawValue) || field.field);

/** Reads the SELECT of an ordinary query. */
export function selectList(
  context: QueryContext,
  scope: Scope,
  fields: readonly SoqlField[],
  bounded: boolean,
  childPlan: (field: ChildField) => { readonly key: string; readonly plan: RowPlan },
): SelectList {
  const builder = new SelectBuilder(context, scope);
  for (const field of fields) {
    switch (field.type) {
      case 'FieldSubquery': {
        const { key, plan } = childPlan(field);
        builder.addChildren(key, plan);
        break;
      }
      case 'FieldTypeof':
        builder.addTypeof(field);
        break;
      case 'FieldFunctionExpression': {
        if (field.functionName.toUpperCase() === 'FIELDS') {
          builder.addFields(String(field.parameters[0]).toUpperCase(), bounded);
          break;
        }
        const value = functionExpression({ context, scope }, field);
        if (!value.resolved) builder.addDistance(value, field.alias);
        else if (value.sql === value.resolved.sql) builder.addField(value, field.alias);
        else {
          const called = `${field.functionName}(${value.resolved.field.name})`;
          throw malformedAt(context.soql, field.functionName, `Field must be grouped or aggregated: ${called}`);
        }
        break;
      }
      default: {
        if ('alias' in field && field.alias !== undefined)
          throw malformed('only aggregate expressions use field aliasing');
        builder.addField(fieldExpression(scope, pathOf(field)), undefined);
      }
    }
  }
  if (builder.outputs.length === 0) {
    throw malformed("'FIELDS(...)' expansion function must result in at least one field being selected.");
  }
  checkTypeof(context, fields);
  return builder;
}

/** What a TYPEOF cannot stand beside: functions, and fields of the same relationship. The words are not documented; believed. */
function checkTypeof({ soql }: QueryContext, fields: readonly SoqlField[]): void {
  const relationships = new Set(
    fields.filter(({ type }) => type === 'FieldTypeof').map((field) => (field as TypeofField).field.toLowerCase()),
  );
  if (relationships.size === 0) return;
  for (const field of fields) {
    if (field.type === 'FieldFunctionExpression') {
      throw malformedAt(soql, field.functionName, 'TYPEOF cannot be used in a query with functions in its SELECT');
    }
    if (field.type === 'FieldRelationship' && relationships.has(field.relationships.join('.').toLowerCase())) {
      throw malformedAt(
        soql,
        pathOf(field),
        `TYPEOF cannot be used beside fields of the same relationship: ${pathOf(field)}`,
      );
    }
  }
}
