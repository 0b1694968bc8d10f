import { isGroupable } from '../../schema/describe-field.ts';
import { malformed, malformedAt } from '../text/malformed.ts';
import type { Expression, Surroundings } from './expressions.ts';

/** The fields by which rows are grouped, and which of them the rows at hand are a subtotal over. */
export interface Grouping {
  readonly fields: readonly string[];
  readonly dropped: ReadonlySet<string>;
}

/**
 * Up to three fields can have subtotals. The words of the refusal are not documented; believed.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_groupby_rollup.htm
 */
const mostWithSubtotals = 3;

/** Which fields each set of rows drops: none first, and all last. */
export function groupingSets(kind: 'plain' | 'rollup' | 'cube', fields: readonly string[]): readonly Grouping[] {
  if (kind === 'plain') return [{ fields, dropped: new Set() }];
  if (fields.length > mostWithSubtotals) {
    throw malformed(`GROUP BY ${kind.toUpperCase()} can have at most ${mostWithSubtotals} fields`);
  }
  const sets = Array.from({ length: 2 ** fields.length }, (_, bits) =>
    fields.filter((_field, place) => bits & (1 << (fields.length - 1 - place))),
  );
  // A roll-up drops from the right only: what is kept is always the beginning.
  const asked =
    kind === 'cube' ? sets : sets.filter((drop) => drop.every((field, at) => fields.at(at - drop.length) === field));
  return asked.toSorted((a, b) => a.length - b.length).map((drop) => ({ fields, dropped: new Set(drop) }));
}

/**
 * `1` where a row is a subtotal over the field.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_grouping.htm
 */
export function groupingExpression({ context, grouping }: Surroundings, value: Expression): Expression {
  if (!grouping?.fields.includes(value.sql)) {
    const field = value.resolved?.field.name ?? '';
    throw malformedAt(
      context.soql,
      'GROUPING',
      `GROUPING can only be used with a field of GROUP BY ROLLUP or CUBE: ${field}`,
    );
  }
  const sql = grouping.dropped.has(value.sql) ? '1' : '0';
  return { sql, type: 'int', folds: false, plain: false, aggregate: true };
}

/**
 * Refuses a field that rows cannot be grouped by; a function of it can be.
 * Observed: https://github.com/forcedotcom/java-sdk
 */
export function checkGroup(soql: string, value: Expression): Expression {
  const field = value.resolved?.field;
  if (!field || value.sql !== value.resolved?.sql || isGroupable(field)) return value;
  throw malformedAt(soql, field.name, `field '${field.name}' can not be grouped in a query call`);
}
