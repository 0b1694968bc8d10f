import { ApiError } from '../../../engine/api-error.ts';
import { type Answer, type Ask, isObject, objectBody, ok } from '../route.ts';
import type { RouteTable } from '../route-table.ts';
import { answerSubrequest, type Subrequest } from './subrequest.ts';

const requestLimit = 25;

interface BatchResult {
  readonly statusCode: number;
  readonly result: unknown;
}

/** What is left of a batch that stops at the first failure. */
const halted: BatchResult = {
  statusCode: 412,
  result: [{ errorCode: 'BATCH_PROCESSING_HALTED', message: 'Batch processing halted per request' }],
};

/**
 * Up to 25 requests that know nothing of each other.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_batch.htm
 */
export function answerBatch(ask: Ask, table: RouteTable): Answer {
  const { batchRequests, haltOnError } = objectBody(ask.body);
  const requests = read(batchRequests);
  const results: BatchResult[] = [];
  let stopped = false;
  for (const request of requests) {
    if (stopped) {
      results.push(halted);
      continue;
    }
    const { status, body } = answerSubrequest(ask, table, request, new Map());
    results.push({ statusCode: status, result: body ?? null });
    stopped = haltOnError === true && status >= 400;
  }
  return ok({ hasErrors: results.some(({ statusCode }) => statusCode >= 400), results });
}

/** Addresses begin with the version: `v67.0/sobjects/Account/001…`. */
function read(list: unknown): readonly Subrequest[] {
  if (!Array.isArray(list) || list.length === 0) {
    throw new ApiError(400, 'JSON_PARSER_ERROR', 'The request needs a list named batchRequests');
  }
  if (list.length > requestLimit) {
    throw new ApiError(400, 'LIMIT_EXCEEDED', `Limit exceeded. Batches can have ${requestLimit} subrequests at most`);
  }
  return list.map((one: unknown) => {
    const { method, url, richInput } = isObject(one) ? one : {};
    if (typeof method !== 'string' || typeof url !== 'string') {
      throw new ApiError(400, 'JSON_PARSER_ERROR', 'Each subrequest needs a method and a url');
    }
    return { method: method.toUpperCase(), url, referenceId: '', body: richInput, headers: {} };
  });
}
