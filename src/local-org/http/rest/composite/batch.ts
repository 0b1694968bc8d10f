import { ApiError } from '../../../engine/api-error.ts';
import { limitExceeded, usageOf } from '../../door.ts';
import { restError } from '../../errors.ts';
import { type Answer, type Ask, isObject, objectBody, ok } from '../route.ts';
import type { RouteTable } from '../route-table.ts';
import { answerSubrequest, type Subrequest } from './subrequest.ts';

const requestLimit = 25;

/** Batches are there from this version on, and so is what stands in them. */
const oldestInside = 34;

interface BatchResult {
  readonly statusCode: number;
  readonly result: unknown;
}

/** What is left of a batch that stops at the first failure. */
const halted: BatchResult = {
  statusCode: 412,
  result: [{ errorCode: 'BATCH_PROCESSING_HALTED', message: 'Batch processing halted per request' }],
};

/** A part for which nothing of the day's allocation is left. */
const usedUp: Answer = { status: 403, body: limitExceeded().entries.map(restError) };

/**
 * Up to 25 requests that know nothing of each other, each of which counts as a request, and none of a later version than
 * the batch's own.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_batch.htm
 */
export function answerBatch(ask: Ask, table: RouteTable): Answer {
  const { batchRequests, haltOnError } = objectBody(ask.body);
  const requests = read(batchRequests);
  const results: BatchResult[] = [];
  const { meter } = ask.entry.org;
  const versions = { oldest: oldestInside, newest: Number(ask.entry.apiVersion) };
  let stopped = false;
  for (const [place, request] of requests.entries()) {
    if (stopped) {
      results.push(halted);
      continue;
    }
    // The first is the one that was counted at the door.
    const counted = place === 0 || meter.count();
    const { status, body } = counted ? answerSubrequest(ask, table, request, { versions }) : usedUp;
    results.push({ statusCode: status, result: body ?? null });
    stopped = haltOnError === true && status >= 400;
  }
  const usage = { 'Sforce-Limit-Info': usageOf(meter) };
  return { ...ok({ hasErrors: results.some(({ statusCode }) => statusCode >= 400), results }), headers: usage };
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
