import { ApiError } from '../../engine/api-error.ts';
import type { QueryPage } from '../../engine/types.ts';
import { listViewSoql } from './pages/list-views.ts';
import { type Answer, type Ask, ok, type RestRoute, restPage } from './route.ts';
import { componentQuery } from './tooling/components/component-query.ts';

const queryPage = restPage('resources_query');
const morePage = restPage('resources_query_more_results');

/** SOQL: live rows, all rows with the deleted ones, and the next page of either. Tooling's answers come from the same schema. */
export const queryRoutes: readonly RestRoute[] = [
  { method: 'GET', path: 'query', page: queryPage, answer: (ask) => first(ask, 'query', false) },
  {
    method: 'GET',
    path: 'queryAll',
    page: restPage('resources_queryall'),
    answer: (ask) => first(ask, 'queryAll', true),
  },
  { method: 'GET', path: 'query/:locator', page: morePage, answer: (ask) => more(ask, 'query') },
  { method: 'GET', path: 'queryAll/:locator', page: morePage, answer: (ask) => more(ask, 'queryAll') },
  {
    method: 'GET',
    path: 'tooling/query',
    page: 'https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/intro_rest_resources.htm',
    answer: (ask) => components(ask) ?? first(ask, 'tooling/query', false),
  },
  {
    method: 'GET',
    path: 'tooling/query/:locator',
    page: 'https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/intro_rest_resources.htm',
    answer: (ask) => more(ask, 'tooling/query'),
  },
];

/** Id of a report or list view, which can be explained, too; there are no reports. */
const reportOrList = /^00[OB]\w{12}(?:\w{3})?$/;

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_query_performance_feedback.htm */
function explained(ask: Ask, soql: string): Answer {
  const text = reportOrList.test(soql) ? listViewSoql(ask, soql) : soql;
  if (text === undefined) throw new ApiError(400, 'INVALID_ID', `Invalid report or list view Id: ${soql}`);
  return ok(ask.entry.session.explain(text));
}

function first(ask: Ask, resource: string, all: boolean): Answer {
  const explain = ask.query['explain'];
  if (explain !== undefined) return explained(ask, explain);
  const soql = ask.query['q'];
  if (soql === undefined) throw new ApiError(400, 'MALFORMED_QUERY', 'A query string has to be specified');
  const { session, apiVersion } = ask.entry;
  if (ask.query['columns'] === 'true') return ok(session.queryColumns(soql));
  return ok(pageOf(ask, resource, session.query(soql, { apiVersion, all, ...batchSizeOf(ask) })));
}

/** Metadata components as rows; `undefined` when the query is over something else. */
function components({ entry, query }: Ask): Answer | undefined {
  const found = query['q'] === undefined ? undefined : componentQuery(entry, query['q']);
  return found && ok(query['columns'] === 'true' ? found.columns() : found.rows());
}

function more(ask: Ask, resource: string): Answer {
  const { session, apiVersion } = ask.entry;
  const page = session.queryMore(ask.params['locator'] ?? '', { apiVersion, ...batchSizeOf(ask) });
  return ok(pageOf(ask, resource, page));
}

function pageOf(ask: Ask, resource: string, { totalSize, done, records, locator }: QueryPage): Record<string, unknown> {
  const next =
    locator === undefined ? {} : { nextRecordsUrl: `/services/data/v${ask.entry.apiVersion}/${resource}/${locator}` };
  return { totalSize, done, ...next, records };
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_queryoptions.htm */
function batchSizeOf(ask: Ask): { readonly batchSize?: number } {
  const asked = /batchSize\s*=\s*(\d+)/i.exec(ask.headers['sforce-query-options'] ?? '')?.[1];
  return asked === undefined ? {} : { batchSize: Math.min(2000, Math.max(200, Number(asked))) };
}
