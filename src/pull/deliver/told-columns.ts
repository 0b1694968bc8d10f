import type { Level, PullSettings } from '../../config/settings.ts';
import type { Property } from '../../properties/property.ts';
import { deletedProperty } from '../../properties/property-name.ts';
import { isNumber, jsonSql, overLongSql, shortValueSql, valueSql } from '../../properties/value-sql.ts';
import { sqlName } from '../../warehouse/sql.ts';
import type { SentProperty } from '../sent/open-sent.ts';

/** A property of a level, and how it is worked out of rows `told`, `held` and, for contacts, `other`. All texts are SQL. */
export interface ToldColumn extends SentProperty {
  /** NULL where there is nothing to tell. */
  readonly value: string;
  /** Whether the value that Salesforce has is longer than Heap takes. */
  readonly overLong: string;
  /** The value where it is short, as nearly all are; DuckDB prepares the other in a tenth of a second. */
  readonly short: string;
  /** A value, as JSON. */
  json(value: string): string;
  /** Of a value what there is to tell a Heap that was told nothing before; NULL for nothing. */
  first(value: string): string;
  /** Whether Heap has to be told, given what it was told before. */
  changed(value: string, sent: string): string;
}

const whole = (value: string) => value;

const isTold = (value: string, sent: string) => `(${value} IS NOT NULL AND ${value} IS DISTINCT FROM ${sent})`;

/** All that Heap is told at a level: the account of a person, the chosen fields, whether the record is gone. */
export function toldColumns(level: Level, properties: readonly Property[], pull: PullSettings): readonly ToldColumn[] {
  return [
    ...(level === 'contact' ? [accountColumn(pull)] : []),
    ...properties.filter((property) => property.level === level).map((property) => fieldColumn(property, pull)),
    ...(pull.deleted === 'mark' ? [markColumn(level)] : []),
  ];
}

/** Of a record that is gone no field is told; without a mark of them, nobody is told of such a record. */
const living = (value: string, { deleted }: PullSettings) =>
  deleted === 'mark' ? `CASE WHEN told.fate < 2 THEN ${value} END` : value;

function fieldColumn(property: Property, pull: PullSettings): ToldColumn {
  const raw = `held.${sqlName(property.field)}`;
  return {
    name: property.name,
    isNumber: isNumber(property),
    value: living(valueSql(property, raw, pull), pull),
    short: living(shortValueSql(property, raw, pull), pull),
    overLong: `(told.fate < 2 AND coalesce(${overLongSql(property, raw)}, false))`,
    json: (value) => jsonSql(property, value, pull),
    first: whole,
    changed: isTold,
  };
}

const text = { isNumber: false, overLong: 'false', json: (value: string) => `CAST(to_json(${value}) AS VARCHAR)` };

/** Whoever has no account keeps the last one in Heap, unless emptied fields are told as such: a word would be an account. */
function accountColumn(pull: PullSettings): ToldColumn {
  const { accountProperty, nulls } = pull;
  const account = 'coalesce(other.account_id, told.account_id)';
  const isEmptied = nulls.kind === 'text' && nulls.text === '';
  const value = living(isEmptied ? `coalesce(${account}, '')` : account, pull);
  return { name: accountProperty, value, short: value, ...text, first: whole, changed: isTold };
}

/** That a record lives is told only where Heap has heard that it did not. */
function markColumn(level: Level): ToldColumn {
  const value = `CASE WHEN told.fate = 2 THEN 'true' ELSE 'false' END`;
  return {
    name: deletedProperty(level),
    value,
    short: value,
    ...text,
    first: (value) => `nullif(${value}, 'false')`,
    changed: (value, sent) => `(${isTold(value, sent)} AND (${value} = 'true' OR ${sent} IS NOT NULL))`,
  };
}
