import type { FieldType, Query } from '@jetstreamapp/soql-parser-js';
import { conditionTree } from '../../../../engine/soql/plan/condition-tree.ts';
import { daysOf, startOfDay, todayIn } from '../../../../engine/soql/plan/date-literals.ts';
import { malformed, noSuchObject } from '../../../../engine/soql/text/malformed.ts';
import { type Parsed, parseSoql } from '../../../../engine/soql/text/parse-soql.ts';
import type { Entry } from '../../../door.ts';
import { columnAt, isRow, selected } from './column-path.ts';
import { componentColumns } from './component-columns.ts';
import { equalities, holds, type MomentsOf } from './component-conditions.ts';
import { orderBy } from './component-order.ts';
import { componentTable } from './component-rows.ts';
import type { ComponentRow, ComponentTable } from './component-table.ts';

/** The columns of a query, or its rows. */
type Found = {
  columns(): Readonly<Record<string, unknown>>;
  rows(): Readonly<Record<string, unknown>>;
};

/**
 * Answers a query of the Tooling API over metadata components; `undefined` when it is over rows of the data API.
 * Whoever may not view Setup knows of no such objects. Not documented; believed.
 */
export function componentQuery(entry: Entry, soql: string): Found | undefined {
  const parsed = parseSoql(soql);
  const { query } = parsed;
  const table = componentTable(query.sObject ?? '');
  if (table === undefined) return undefined;
  if (!entry.session.can('ViewSetup') || table.isIn?.(entry) === false) throw noSuchObject(soql, table.name);
  if (table.reified !== undefined && query.where === undefined) {
    throw malformed(
      `When retrieving results for ${table.name}, a filter on a reified column is required [${table.reified.join(',')}]`,
    );
  }
  if (query.groupBy !== undefined || query.having !== undefined) throw malformed('GROUP BY is not offered here');
  return {
    columns() {
      const paths = isCount(query) ? [] : (query.fields ?? []).map((field) => selected(soql, table, field).path);
      return componentColumns(table, paths);
    },
    rows: () => answered(parsed, table, chosen(parsed, table, entry)),
  };
}

function answered(parsed: Parsed, table: ComponentTable, rows: readonly ComponentRow[]): ReturnType<Found['rows']> {
  const { query } = parsed;
  const answer = { size: rows.length, totalSize: rows.length, done: true, queryLocator: null };
  if (isCount(query)) return { ...answer, records: [] };
  const aggregates = (query.fields ?? []).map((field) => aggregateOf(parsed, table, field));
  if (aggregates.some((aggregate) => aggregate !== undefined)) {
    const cells = aggregates.map((aggregate, place) => [`expr${place}`, aggregate?.(rows) ?? null] as const);
    const record = { attributes: { type: 'AggregateResult' }, ...Object.fromEntries(cells) };
    return { ...answer, size: 1, totalSize: 1, records: [record] };
  }
  const show = (query.fields ?? []).map((field) => shown(parsed, table, field, rows.length));
  const records = rows.map((row) => {
    const record: Record<string, unknown> = { attributes: row['attributes'] };
    for (const put of show) put(row, record);
    return record;
  });
  return { ...answer, records };
}

const isCount = ({ fields = [] }: Query): boolean =>
  fields.length === 1 &&
  fields[0]?.type === 'FieldFunctionExpression' &&
  /^COUNT\(\s*\)$/i.test(fields[0].rawValue ?? '');

/** MAX or MIN of a column; `undefined` for what is none. */
function aggregateOf(
  { soql }: Parsed,
  table: ComponentTable,
  field: FieldType,
): ((rows: readonly ComponentRow[]) => unknown) | undefined {
  if (field.type !== 'FieldFunctionExpression') return undefined;
  const [, name = '', column = ''] = /^(MAX|MIN)\(\s*([\w.]+)\s*\)$/i.exec(field.rawValue ?? '') ?? [];
  if (name === '') return undefined;
  const { read } = columnAt(soql, table, column);
  return (rows) => {
    const values = rows.map(read).filter((value) => typeof value === 'number');
    if (values.length === 0) return null;
    return name.toUpperCase() === 'MAX' ? Math.max(...values) : Math.min(...values);
  };
}

function chosen({ soql, query, layout }: Parsed, table: ComponentTable, entry: Entry): ComponentRow[] {
  const tree = query.where && conditionTree(soql, query.where, layout.where);
  const all = table.rows(entry, equalities(tree));
  const moments = momentsIn(entry);
  const fits = tree === undefined ? () => true : holds(tree, (name) => columnAt(soql, table, name).read, moments);
  const orders = [query.orderBy ?? []]
    .flat()
    .map((clause) => orderBy(clause, (name) => columnAt(soql, table, name).read));
  const sorted = all.filter(fits).toSorted((one, other) => {
    for (const compare of orders) {
      const result = compare(one, other);
      if (result !== 0) return result;
    }
    return 0;
  });
  const from = query.offset ?? 0;
  return sorted.slice(from, query.limit === undefined ? undefined : from + query.limit);
}

/**
 * Puts one column of a row into its record.
 * https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_customfield.htm
 * says that Metadata and FullName may be asked of one row only.
 */
function shown(
  { soql }: Parsed,
  table: ComponentTable,
  field: FieldType,
  rows: number,
): (row: ComponentRow, record: Record<string, unknown>) => void {
  const { path, read } = selected(soql, table, field);
  const [name = '', inner] = path;
  if ((name === 'Metadata' || name === 'FullName') && rows > 1) {
    throw malformed(
      `When retrieving results with Metadata or FullName fields, the query qualifications must specify no more than one row for retrieval. Result size: ${rows}`,
    );
  }
  return (row, record) => {
    if (inner === undefined) {
      record[name] = read(row) ?? null;
      return;
    }
    const above = table.parents === undefined ? undefined : row[name];
    if (above === null) {
      record[name] = null;
      return;
    }
    const parent = record[name] as object | undefined;
    const attributes = isRow(above) ? above['attributes'] : { type: name };
    record[name] = { ...(parent ?? { attributes }), [inner]: read(row) ?? null };
  };
}

/** Days begin and end in the user's zone, by the org's clock. */
function momentsIn({ engine, session: { zone } }: Entry): MomentsOf {
  return (literal) => {
    const days = daysOf(literal, todayIn(zone, engine.clock.now()));
    return days && { from: startOfDay(days.from, zone), to: startOfDay(days.to, zone) };
  };
}
