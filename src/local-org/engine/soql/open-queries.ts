import type { Clock } from '../../../base/clock.ts';
import type { RowLocks } from '../records/row-locks.ts';
import type { Store } from '../records/store.ts';
import type { FlatRows, QueryOptions, QueryPage } from '../types.ts';
import { openCursors } from './cursors.ts';
import { explainPlan } from './explain.ts';
import type { Search } from './parse-search.ts';
import { openPlanCache } from './plan-cache.ts';
import { queryColumns } from './query-columns.ts';
import { runFlat } from './run-flat.ts';
import { type Asking, nextPage, runPlan } from './run-query.ts';
import { defineSearch, runSearch } from './run-search.ts';
import type { QueryContext } from './scope.ts';
import { defineSqlFunctions } from './sql-functions.ts';
import { createViews } from './views.ts';

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
