import type { PullSettings } from '../config/settings.ts';
import { sqlText } from '../warehouse/sql.ts';
import { cutToFit, overLong } from './over-long-sql.ts';
import type { Property } from './property.ts';
import { type Travel, travelOf } from './value-types.ts';

/** What becomes of an emptied field and of a value that is too long. */
export type ValueRules = Pick<PullSettings, 'nulls' | 'longValues'>;

/**
 * The text that Heap gets, as SQL over a raw column (an SQL expression of type VARCHAR) in either form, of REST or of Bulk.
 * NULL for nothing: an emptied field where those are skipped, and an over-long value where those are refused.
 */
export function valueSql(property: Property, column: string, { nulls, longValues }: ValueRules): string {
  const text = travelled(property, column);
  const short = canBeLong(property)
    ? `CASE WHEN ${overLong(text)} THEN ${longValues === 'cut' ? cutToFit(text) : 'NULL'} ELSE ${text} END`
    : text;
  return withNulls(short, column, nulls);
}

/** The same where no value is over-long: DuckDB prepares it in a hundredth of the time. */
export function shortValueSql(property: Property, column: string, { nulls }: Pick<ValueRules, 'nulls'>): string {
  return withNulls(travelled(property, column), column, nulls);
}

function withNulls(value: string, column: string, nulls: ValueRules['nulls']): string {
  if (nulls.kind === 'skip') return `(${value})`;
  return `(CASE WHEN ${column} IS NULL THEN ${sqlText(nulls.text)} ELSE ${value} END)`;
}

/** Whether the value of a raw column is longer than Heap takes, as SQL: true, false, or NULL for an empty field. */
export function overLongSql(property: Property, column: string): string {
  return canBeLong(property) ? overLong(travelled(property, column)) : 'FALSE';
}

/** Whether the values of a property are numbers, and stand without quotes in JSON. The word of an emptied field does not: see jsonSql. */
export function isNumber({ type }: Pick<Property, 'type'>): boolean {
  return travelOf(type) === 'number';
}

/** A value that `valueSql` gave by the same rules, as JSON in SQL: a number where it is one, else a string. NULL stays NULL. */
export function jsonSql(property: Pick<Property, 'type'>, value: string, { nulls }: Pick<ValueRules, 'nulls'>): string {
  const quoted = `CAST(to_json(${value}) AS VARCHAR)`;
  if (!isNumber(property)) return quoted;
  // Nothing but numbers comes of a number, unless there is a word for an emptied field.
  if (nulls.kind === 'skip') return value;
  return `(CASE WHEN regexp_full_match(${value}, '-?(0|[1-9]\\d*)(\\.\\d+)?(e[+-]?\\d+)?') THEN ${value} ELSE ${quoted} END)`;
}

const LONG: ReadonlySet<Travel | undefined> = new Set<Travel>(['text', 'picklist', 'multipicklist']);

function canBeLong({ type }: Property): boolean {
  return LONG.has(travelOf(type));
}

function travelled(property: Property, column: string): string {
  const travel = travelOf(property.type);
  if (travel === undefined) throw new Error(`${property.field} is of type ${property.type}, which cannot be sent`);
  return TRAVELLED[travel](column, property.labels);
}

type Labels = Property['labels'];

const TRAVELLED: Readonly<Record<Travel, (column: string, labels: Labels) => string>> = {
  text: (column) => column,
  picklist: labelled,
  multipicklist: (column, labels) => {
    const label = labelled('one', labels);
    if (label === 'one') return column;
    return `array_to_string(list_transform(string_split(${column}, ';'), lambda one: ${label}), ';')`;
  },
  number: numberText,
  checkbox: (column) => `lower(${column})`,
  date: (column) => column,
  datetime: utc,
};

/** A value that has no label, since the picklist lost it, is its own. */
function labelled(column: string, labels: Labels): string {
  const renamed = [...(labels ?? [])].filter(([value, label]) => value !== label);
  if (renamed.length === 0) return column;
  const cases = renamed.map(([value, label]) => `WHEN ${sqlText(value)} THEN ${sqlText(label)}`).join(' ');
  return `(CASE ${column} ${cases} ELSE ${column} END)`;
}

/**
 * A number in one form, however the API wrote it: `1.0E7`, `10000000.0` and `10000000` are 10000000. All of the 18 digits that
 * Salesforce keeps are there. A formula may give numbers beyond; those are kept as a double has them, with an exponent.
 */
function numberText(column: string): string {
  const exact = `TRY_CAST(${column} AS DECIMAL(38, 18))`;
  const double = `TRY_CAST(${column} AS DOUBLE)`;
  // Bulk API writes `603.0` and `12.5`: a text is looked at, and cut, in less time than a number is made of it and written again.
  // The wide decimal is the slow one, a hundred times. Between these bounds a double has all digits that the API wrote.
  return `(CASE
    WHEN suffix(${column}, '.0') AND regexp_full_match(${column}, '(-?[1-9]\\d*|0)\\.0') THEN left(${column}, -2)
    WHEN regexp_full_match(${column}, '-?[1-9]\\d*|0|-?(0|[1-9]\\d*)\\.\\d*[1-9]') THEN ${column}
    WHEN regexp_full_match(${column}, '-?0(\\.0*)?') THEN '0'
    WHEN regexp_full_match(${column}, '-?(0|[1-9]\\d*)\\.\\d+') THEN ${withoutZeros(column)}
    WHEN abs(${double}) BETWEEN 1e-4 AND 1e15 THEN ${withoutZeros(`CAST(${double} AS VARCHAR)`)}
    WHEN CAST(${exact} AS DOUBLE) = ${double} THEN ${withoutZeros(`CAST(${exact} AS VARCHAR)`)}
    WHEN isfinite(${double}) THEN CAST(${double} AS VARCHAR) END)`;
}

/** `12.50` → `12.5`, `10000000.0` → `10000000`. */
function withoutZeros(text: string): string {
  return `rtrim(rtrim(${text}, '0'), '.')`;
}

/** REST writes `2026-01-02T17:38:59.000+0000` where Bulk writes `2026-01-02T17:38:59.000Z`; both are UTC. */
function utc(column: string): string {
  return `(CASE WHEN suffix(${column}, 'Z') THEN ${column} ELSE regexp_replace(${column}, '[+-]00:?00$', 'Z') END)`;
}
