import type { Expression } from './expressions.ts';
import { quotedSql } from './text-sql.ts';

/** Labels by the values that they are of. */
export type Labels = Readonly<Record<string, string>>;

/** The labels of one value, or of several with semicolons between them. */
export const labelsOf = (values: string, labels: Labels): string =>
  values
    .split(';')
    .map((value) => (Object.hasOwn(labels, value) ? labels[value] : value))
    .join(';');

/**
 * The label of a picklist's value, for conditions to be about what the user reads.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_tolabel.htm
 */
export function labelValue(value: Expression): Expression {
  const labels = value.resolved?.field.picklist?.labels;
  const { picklist: _, ...text } = value;
  if (labels === undefined) return text;
  return { ...text, sql: `label_of(${value.sql}, ${quotedSql(JSON.stringify(labels))})`, plain: false };
}
