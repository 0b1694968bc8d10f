import { ApiError } from '../../api-error.ts';
import { lockedRow, type RowLocks } from '../../records/rules/row-locks.ts';
import type { Store } from '../../records/store/store.ts';
import type { QueryOptions, QueryPage } from '../../types.ts';
import type { AggregatePlan, Plan, RowPlan } from '../plan/plan.ts';
import { type Cursors, idLength, invalidLocator } from './cursors.ts';
import { aggregateRecords, type ChildPages, openReader, type WireRecord } from './read-rows.ts';
import { idAt, idsOf, type Row, ready, rowsAt } from './result-rows.ts';
import { noteViews } from './views.ts';

const smallestPage = 200;
const largestPage = 2000;

/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_changing_batch_size.htm */
function pageSize(asked: number | undefined, plan: RowPlan): number {
  const most = plan.longTexts > 1 ? smallestPage : largestPage;
  return Math.min(Math.max(asked ?? largestPage, smallestPage), most);
}

export interface Asking {
  readonly store: Store;
  readonly cursors: Cursors;
  readonly userId: string;
  readonly now: () => Date;
  readonly locks: RowLocks;
}

/** Children too many for one page go on at an address of their own. */
function childPages({ cursors, userId }: Asking, options: QueryOptions): ChildPages {
  const resource = options.all ? 'queryAll' : 'query';
  return {
    size: (plan) => pageSize(options.batchSize, plan),
    keep: (plan, ids) =>
      `/services/data/v${options.apiVersion}/${resource}/${cursors.open({ plan, ids: ids.join(''), userId })}-${pageSize(options.batchSize, plan)}`,
  };
}

/** FOR UPDATE holds rows for as long as the request takes, and nothing comes between here; but somebody may hold one already. */
function checkLocks(locks: RowLocks, ids: readonly string[]): void {
  const held = ids.find((id) => locks.heldByOther(id));
  if (held === undefined) return;
  const { code, message } = lockedRow(held);
  throw new ApiError(400, code, message);
}

/** What a page shows, and that its rows were looked at, where the query says so. */
function shown(asking: Asking, plan: RowPlan, rows: readonly Row[], options: QueryOptions): readonly WireRecord[] {
  const { store, userId, locks } = asking;
  const ids = plan.view || plan.locks ? rows.map(([id]) => String(id)) : [];
  if (plan.locks && locks.othersHold()) checkLocks(locks, ids);
  if (plan.view) noteViews(store, userId, ids, plan.view, asking.now());
  const reader = openReader(store, plan, options.apiVersion, childPages(asking, options));
  return rows.map((row) => reader.record(row));
}

/** A row that changed in the meantime shows its new values, one that is gone for good is left out. Not documented; believed. */
function page(asking: Asking, key: string, from: number, options: QueryOptions, read: readonly Row[] = []): QueryPage {
  const { plan, ids } = asking.cursors.get(key, asking.userId);
  const totalSize = ids.length / idLength;
  if (from > totalSize) throw invalidLocator();
  const to = Math.min(from + pageSize(options.batchSize, plan), totalSize);
  const known = read.length === to - from && read.every((row, at) => row[0] === idAt(ids, from + at));
  const records = shown(asking, plan, known ? read : rowsAt(asking.store, plan, ids, from, to), options);
  return to < totalSize
    ? { totalSize, done: false, records, locator: `${key}-${to}` }
    : { totalSize, done: true, records };
}

function aggregatePage(store: Store, plan: AggregatePlan): QueryPage {
  ready(store, plan.sql);
  const records = aggregateRecords(store, plan);
  if (records.length <= largestPage) return { totalSize: records.length, done: true, records };
  throw new ApiError(
    400,
    'EXCEEDED_ID_LIMIT',
    'Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch',
  );
}

/** The rows of the first page; one row more than a page tells that there is a next one. */
function firstRows(store: Store, plan: RowPlan, size: number): readonly Row[] {
  const most = Math.min(plan.limit ?? size + 1, size + 1);
  const offset = plan.offset === undefined ? '' : ` OFFSET ${plan.offset}`;
  const sql = `SELECT ${plan.select} FROM ${plan.from} WHERE ${plan.where}${plan.order} LIMIT ${most}${offset}`;
  return ready(store, sql).rows(...plan.values);
}

const levelsOf = (plan: RowPlan): number =>
  1 + Math.max(0, ...plan.outputs.map((output) => (output.kind === 'children' ? levelsOf(output.plan) : 0)));

/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_relationships_query_limits.htm */
const deepSince = 58;

function checkLevels(plan: RowPlan, apiVersion: string): void {
  if (Number(apiVersion) >= deepSince || levelsOf(plan) <= 2) return;
  throw new ApiError(
    400,
    'MALFORMED_QUERY',
    `Only two levels of parent to child relationships are allowed before API version ${deepSince}.0`,
  );
}

/** Runs a query and gives its first page. */
export function runPlan(asking: Asking, plan: Plan, options: QueryOptions): QueryPage {
  const { store, cursors, userId } = asking;
  if (plan.kind === 'count') {
    return { totalSize: Number(ready(store, plan.sql).row(...plan.values)?.[0] ?? 0), done: true, records: [] };
  }
  if (plan.kind === 'aggregate') return aggregatePage(store, plan);
  checkLevels(plan, options.apiVersion);
  const size = pageSize(options.batchSize, plan);
  const rows = firstRows(store, plan, size);
  // https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_offset.htm
  if (rows.length <= size || plan.offset !== undefined) {
    const all = rows.slice(0, size);
    return { totalSize: all.length, done: true, records: shown(asking, plan, all, options) };
  }
  const key = cursors.open({ plan, ids: idsOf(store, plan), userId });
  return page(asking, key, 0, options, rows.slice(0, size));
}

/** The next page of a result, by the locator that the page before gave. */
export function nextPage(asking: Asking, locator: string, options: QueryOptions): QueryPage {
  const parts = /^(0r8\w{15})-(\d{1,9})$/.exec(locator);
  if (!parts) throw invalidLocator();
  return page(asking, parts[1]!, Number(parts[2]), options);
}
