import { ApiError } from '../../../engine/api-error.ts';
import { type Answer, type Ask, objectBody, ok, type RestRoute, restPage } from '../route.ts';
import type { RouteTable } from '../route-table.ts';
import { answerBatch } from './batch.ts';
import { answerGraphs } from './graph.ts';
import { answerInTurn, readSubrequests } from './subrequest.ts';

/**
 * Up to 25 requests in one, of which 5 may be queries or collections.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_composite.htm
 */
const partLimit = 25;
const queryLimit = 5;

/** Several requests in one, which counts as one. The table of the routes comes later than these of them. */
export function compositeRoutes(table: () => RouteTable): readonly RestRoute[] {
  return [
    { method: 'GET', path: 'composite', page: restPage('resources_composite'), answer: parts },
    {
      method: 'POST',
      path: 'composite',
      page: restPage('resources_composite_composite'),
      answer: (ask) => composite(ask, table()),
    },
    {
      method: 'POST',
      path: 'composite/batch',
      page: restPage('resources_composite_batch'),
      answer: (ask) => answerBatch(ask, table()),
    },
    {
      method: 'POST',
      path: 'composite/graph',
      page: restPage('resources_composite_graph'),
      answer: (ask) => answerGraphs(ask, table()),
    },
  ];
}

function parts({ entry }: Ask): Answer {
  const base = `/services/data/v${entry.apiVersion}/composite`;
  return ok(Object.fromEntries(['tree', 'batch', 'sobjects', 'graph'].map((name) => [name, `${base}/${name}`])));
}

function composite(ask: Ask, table: RouteTable): Answer {
  const { compositeRequest, allOrNone } = objectBody(ask.body);
  const requests = readSubrequests(compositeRequest);
  if (requests.length > partLimit) {
    throw limitExceeded(`Composite requests can have ${partLimit} subrequests at most`);
  }
  if (
    requests.filter(({ url }) => /\/(?:query|queryAll|composite\/sobjects)(?:[/?]|$)/.test(url)).length > queryLimit
  ) {
    throw limitExceeded(`${queryLimit} of the subrequests at most can be queries or collections`);
  }
  return ok({ compositeResponse: answerInTurn(ask, table, requests, allOrNone === true).answers });
}

const limitExceeded = (what: string): ApiError => new ApiError(400, 'LIMIT_EXCEEDED', `Limit exceeded. ${what}`);
