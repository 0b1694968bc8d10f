import type { FieldType as SoqlField } from '@jetstreamapp/soql-parser-js';
import { malformed, malformedAt } from '../text/malformed.ts';
import { type Expression, fieldExpression, functionExpression, type Surroundings } from './expressions.ts';
import { fieldsOf } from './fields-function.ts';
import { pathOf } from './select-list.ts';

/** A column of a query with aggregates, by its name in the answer. */
export interface AggregateColumn {
  readonly name: string;
  readonly value: Expression;
}

/** What the SELECT asks for: each column is grouped or aggregated, and none has the name of another. */
export function aggregateColumns(
  around: Surroundings,
  fields: readonly SoqlField[],
  groups: readonly Expression[],
): AggregateColumn[] {
  const { soql } = around.context;
  const names = new Set<string>();
  let unnamed = 0;
  checkFields(around, fields, groups);
  return fields.map((field) => {
    const { value, name: own } = columnOf(around, field);
    const label = labelOf(value);
    if (
      !value.aggregate &&
      !groups.some(({ sql, resolved }) => sql === value.sql || isPartOf(value, sql, resolved?.field.type))
    ) {
      throw malformedAt(soql, label, `Field must be grouped or aggregated: ${label}`);
    }
    if (value.aggregate && groups.some(({ sql }) => sql === value.resolved?.sql) && !isGrouping(field)) {
      throw malformedAt(soql, label, `Grouped field should not be aggregated: ${label}`);
    }
    const name = own ?? `expr${unnamed++}`;
    if (names.has(name.toLowerCase())) throw malformedAt(soql, name, `duplicate alias: ${name}`);
    names.add(name.toLowerCase());
    return { name, value };
  });
}

/** One column of the SELECT, with the name it goes by in the answer. */
function columnOf(
  around: Surroundings,
  field: SoqlField,
): { readonly value: Expression; readonly name: string | undefined } {
  switch (field.type) {
    case 'FieldFunctionExpression':
      return { value: functionExpression(around, field), name: field.alias };
    case 'Field':
    case 'FieldRelationship': {
      const value = fieldExpression(around.scope, pathOf(field));
      return { value, name: ('alias' in field ? field.alias : undefined) ?? value.resolved?.field.name };
    }
    default:
      throw malformed('Sub-selects and TYPEOF are not allowed in a query with aggregate functions or GROUP BY');
  }
}

export const labelOf = ({ resolved }: Expression) => resolved?.field.name ?? '';

/** FIELDS() stands for each of its fields, and all of them have to be grouped. */
function checkFields(
  { context, scope }: Surroundings,
  fields: readonly SoqlField[],
  groups: readonly Expression[],
): void {
  for (const field of fields) {
    if (field.type !== 'FieldFunctionExpression' || field.functionName.toUpperCase() !== 'FIELDS') continue;
    const kind = String(field.parameters[0]).toUpperCase();
    const wrong = fieldsOf(context, scope.root.object, kind, true).find(
      (name) => !groups.some(({ sql }) => sql === fieldExpression(scope, name).sql),
    );
    throw malformedAt(context.soql, 'FIELDS', `Field must be grouped or aggregated: ${wrong ?? kind}`);
  }
}

const isGrouping = (field: SoqlField) =>
  field.type === 'FieldFunctionExpression' && field.functionName.toUpperCase() === 'GROUPING';

/** The year of a day by which rows are grouped is the same for all of them. */
const isPartOf = (value: Expression, group: string, type: string | undefined): boolean =>
  type === 'date' && value.resolved?.sql === group;
