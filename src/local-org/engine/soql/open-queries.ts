import type { Clock } from '../../../base/clock.ts';
import type { RowLocks } from '../records/rules/row-locks.ts';
import type { Store } from '../records/store/store.ts';
import type { FlatRows, QueryOptions, QueryPage } from '../types.ts';
import { openPlanCache } from './plan/plan-cache.ts';
import type { QueryContext } from './plan/scope.ts';
import { defineSqlFunctions } from './plan/sql-functions.ts';
import { openCursors } from './run/cursors.ts';
import { explainPlan } from './run/explain.ts';
import { queryColumns } from './run/query-columns.ts';
import { runFlat } from './run/run-flat.ts';
import { type Asking, nextPage, runPlan } from './run/run-query.ts';
import { createViews } from './run/views.ts';
import type { Search } from './search/parse-search.ts';
import { defineSearch, runSearch } from './search/run-search.ts';

/** The queries of an org, each asked through the eyes of one user. */
export interface Queries {
  run(context: QueryContext, options: QueryOptions): QueryPage;
  more(userId: string, locator: string, options: QueryOptions): QueryPage;
  flat(context: QueryContext): FlatRows;
  columns(context: QueryContext): Record<string, unknown>;
  explain(context: QueryContext): Record<string, unknown>;
  search(context: QueryContext, search: Search, apiVersion: string): Record<string, unknown>[];
}

export function openQueries(store: Store, clock: Clock, locks: RowLocks): Queries {
  const cursors = openCursors(clock);
  const plans = openPlanCache();
  defineSqlFunctions(store);
  defineSearch(store);
  createViews(store);
  // A snapshot from before may be without them.
  store.onRollback((replaced) => {
    if (replaced) createViews(store);
  });

  const asking = (userId: string): Asking => ({ store, cursors, userId, now: () => clock.now(), locks });
  return {
    run: (context, options) => runPlan(asking(context.rights.userId), plans.plan(context), options),
    more: (userId, locator, options) => nextPage(asking(userId), locator, options),
    flat: (context) => runFlat(store, context),
    columns: (context) => queryColumns(plans.plan(context)),
    explain: (context) => explainPlan(store, context, plans.parsed(context.soql), plans.plan(context)),
    search: (context, search, apiVersion) => runSearch(store, context, search, apiVersion),
  };
}
