import { malformedAt } from '../text/malformed.ts';
import type { Expression } from './expressions.ts';
import type { QueryContext } from './scope.ts';

const part = (form: string) => (time: string) => `CAST(strftime('${form}', ${time}) AS INTEGER)`;
const quarter = (time: string) => `(CAST(strftime('%m', ${time}) AS INTEGER) + 2) / 3`;
const weeks = (form: string) => (time: string) => `(CAST(strftime('${form}', ${time}) AS INTEGER) + 6) / 7`;

/**
 * Date functions. Moments are in UTC unless they are converted; the fiscal year is the calendar year, as in a new org.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_date_functions.htm
 */
const parts: Readonly<Record<string, (time: string) => string>> = {
  CALENDAR_YEAR: part('%Y'),
  CALENDAR_QUARTER: quarter,
  CALENDAR_MONTH: part('%m'),
  FISCAL_YEAR: part('%Y'),
  FISCAL_QUARTER: quarter,
  FISCAL_MONTH: part('%m'),
  DAY_IN_MONTH: part('%d'),
  DAY_IN_WEEK: (time) => `${part('%w')(time)} + 1`,
  DAY_IN_YEAR: part('%j'),
  HOUR_IN_DAY: part('%H'),
  WEEK_IN_MONTH: weeks('%d'),
  WEEK_IN_YEAR: weeks('%j'),
  DAY_ONLY: (time) => `date(${time})`,
};

export const isDateFunction = (name: string | undefined): boolean => parts[(name ?? '').toUpperCase()] !== undefined;

/** These have no meaning for a day without an hour. */
const momentsOnly = new Set(['HOUR_IN_DAY', 'DAY_ONLY']);

/** A function of a date or datetime. How a wrong type is refused is not documented; believed. */
export function dateExpression(soql: string, name: string, value: Expression): Expression {
  const fits = value.type === 'datetime' || (value.type === 'date' && !momentsOnly.has(name));
  if (!fits || value.aggregate) {
    const field = value.resolved?.field.name ?? '';
    throw malformedAt(soql, field, `field ${field} does not support function ${name}`);
  }
  const time = value.type === 'datetime' ? `${value.sql} / 1000, 'unixepoch'` : value.sql;
  const type = name === 'DAY_ONLY' ? 'date' : 'int';
  return { ...value, sql: parts[name]!(time), type, folds: false, plain: false };
}

/**
 * A datetime as the clock on the user's wall shows it, for a date function to take apart.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_convert_time_zone.htm
 */
export function zonedExpression({ soql, zone }: QueryContext, value: Expression): Expression {
  if (value.type !== 'datetime') {
    const field = value.resolved?.field.name ?? '';
    throw malformedAt(soql, field, `field ${field} does not support function convertTimezone`);
  }
  return { ...value, sql: `in_zone(${value.sql}, '${zone.replaceAll("'", "''")}')`, plain: false };
}
