import { ApiError } from '../api-error.ts';
import type { Prepared, Store, Stored } from '../records/store.ts';
import { flatValue } from '../records/wire-value.ts';
import type { FlatRows, QueryOptions, QueryPage } from '../types.ts';
import { compile } from './compile.ts';
import { parseSoql } from './parse-soql.ts';
import type { AggregatePlan, RowPlan } from './plan.ts';
import { aggregateRecords, openReader, type WireRecord } from './read-rows.ts';
import type { QueryContext } from './scope.ts';

/** A result that is handed out in pages: which rows belong to it is settled when it is first asked for. */
interface Result {
  readonly plan: RowPlan;
  readonly ids: readonly string[];
  readonly userId: string;
}

/** The open results of an org; the oldest go when there are too many. */
export interface Cursors {
  open(result: Result): string;
  get(key: string): Result | undefined;
}

const openResults = 100;

export function openCursors(): Cursors {
  const results = new Map<string, Result>();
  let serial = 0;
  return {
    open(result) {
      serial += 1;
      const key = `01gHp${String(serial).padStart(10, '0')}AAA`;
      results.set(key, result);
      if (results.size > openResults) results.delete(results.keys().next().value!);
      return key;
    },
    get: (key) => results.get(key),
  };
}

/** Makes the SQL ready; a condition deeper than the database takes is refused as Salesforce refuses one. */
function ready(store: Store, sql: string): Prepared {
  try {
    return store.prepare(sql);
  } catch (error) {
    if (!(error instanceof Error && /too large|too many/.test(error.message))) throw error;
    throw new ApiError(
      400,
      'QUERY_TOO_COMPLICATED',
      'Query is either selecting too many fields or the filter conditions are too complicated.',
    );
  }
}

const window = (plan: RowPlan) =>
  plan.offset === undefined
    ? plan.limit === undefined
      ? ''
      : ` LIMIT ${plan.limit}`
    : ` LIMIT ${plan.limit ?? -1} OFFSET ${plan.offset}`;

const smallestPage = 200;
const largestPage = 2000;
const pageSize = (asked: number | undefined) => Math.min(Math.max(asked ?? largestPage, smallestPage), largestPage);

/** All Ids of the result, in its order. */
function idsOf(store: Store, plan: RowPlan): string[] {
  const rows = ready(
    store,
    `SELECT ${plan.root}.Id FROM ${plan.from} WHERE ${plan.where} ORDER BY ${plan.order}${window(plan)}`,
  ).rows(...plan.values);
  return rows.map(([id]) => String(id));
}

const rowById = (store: Store, plan: RowPlan) =>
  store.prepare(`SELECT ${plan.select} FROM ${plan.from} WHERE ${plan.root}.Id = ?`);

function page(
  store: Store,
  cursors: Cursors,
  key: string,
  from: number,
  options: QueryOptions,
  userId: string,
): QueryPage {
  const result = cursors.get(key);
  if (!result || result.userId !== userId) throw new ApiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
  const totalSize = result.ids.length;
  const to = Math.min(from + pageSize(options.batchSize), totalSize);
  const reader = openReader(store, result.plan, options.apiVersion);
  const statement = rowById(store, result.plan);
  const records: WireRecord[] = [];
  for (let place = from; place < to; place++) {
    const row = statement.row(result.ids[place]!);
    if (row) records.push(reader.record(row));
  }
  return to < totalSize
    ? { totalSize, done: false, records, locator: `${key}-${to}` }
    : { totalSize, done: true, records };
}

function aggregatePage(store: Store, plan: AggregatePlan): QueryPage {
  const records = aggregateRecords(store, plan);
  if (records.length <= largestPage) return { totalSize: records.length, done: true, records };
  throw new ApiError(
    400,
    'EXCEEDED_ID_LIMIT',
    'Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch',
  );
}

/** Runs a query and gives its first page. */
export function runQuery(store: Store, cursors: Cursors, context: QueryContext, options: QueryOptions): QueryPage {
  const plan = compile(context, parseSoql(context.soql));
  const { userId } = context.rights;
  if (plan.kind === 'count') {
    return { totalSize: Number(ready(store, plan.sql).row(...plan.values)?.[0] ?? 0), done: true, records: [] };
  }
  if (plan.kind === 'aggregate') return aggregatePage(store, plan);
  const size = pageSize(options.batchSize);
  const small = Math.min(plan.limit ?? size + 1, size + 1);
  // One row more than a page tells whether there is a next one.
  const direct = directPage(
    store,
    plan,
    ` LIMIT ${small}${plan.offset === undefined ? '' : ` OFFSET ${plan.offset}`}`,
    options,
  );
  if (direct) return direct;
  return page(store, cursors, cursors.open({ plan, ids: idsOf(store, plan), userId }), 0, options, userId);
}

function directPage(store: Store, plan: RowPlan, limit: string, options: QueryOptions): QueryPage | undefined {
  const rows = ready(
    store,
    `SELECT ${plan.select} FROM ${plan.from} WHERE ${plan.where} ORDER BY ${plan.order}${limit}`,
  ).rows(...plan.values);
  if (rows.length > pageSize(options.batchSize)) return undefined;
  const reader = openReader(store, plan, options.apiVersion);
  return { totalSize: rows.length, done: true, records: rows.map((row) => reader.record(row)) };
}

/** The next page of a result, by the locator that the page before gave. */
export function queryMore(
  store: Store,
  cursors: Cursors,
  locator: string,
  options: QueryOptions,
  userId: string,
): QueryPage {
  const parts = /^(01g\w{15})-(\d+)$/.exec(locator);
  if (!parts) throw new ApiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
  return page(store, cursors, parts[1]!, Number(parts[2]), options, userId);
}

const bulkRefusal = (message: string) => new ApiError(400, 'INVALIDJOB', message);

/** The rows of a Bulk query as texts, one after the other. */
export function runFlat(store: Store, context: QueryContext): FlatRows {
  const query = parseSoql(context.soql);
  if (query.groupBy) throw bulkRefusal('GROUP BY is not supported in Bulk Query');
  if (query.offset !== undefined) throw bulkRefusal('OFFSET is not supported in Bulk Query');
  if (query.fields?.some(({ type }) => type === 'FieldTypeof'))
    throw bulkRefusal('TYPEOF is not supported in Bulk Query');
  const plan = compile(context, query);
  if (plan.kind !== 'rows') throw bulkRefusal('Aggregate Relationships not supported in Bulk Query');
  if (plan.outputs.some(({ kind }) => kind === 'children'))
    throw bulkRefusal('Nested selects are not supported in Bulk Query');
  if (plan.flat.some(({ type }) => type === 'address'))
    throw bulkRefusal('Selecting compound data not supported in Bulk Query');
  return { columns: plan.flat.map(({ name }) => name), rows: flatRows(store, plan) };
}

function* flatRows(store: Store, plan: RowPlan): Generator<readonly string[]> {
  const statement = rowById(store, plan);
  for (const id of idsOf(store, plan)) {
    const row: readonly Stored[] | undefined = statement.row(id);
    if (row) yield plan.flat.map(({ type, place }) => flatValue(type, row[place] ?? null));
  }
}
