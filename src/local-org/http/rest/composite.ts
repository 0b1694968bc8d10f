import { ApiError } from '../../engine/api-error.ts';
import { restError } from '../errors.ts';
import { notThere } from '../versions.ts';
import { type Answer, type Ask, isObject, objectBody, ok, type RestRoute, restPage } from './route.ts';
import type { RouteTable } from './route-table.ts';

const partLimit = 25;
const queryLimit = 5;

interface Part {
  readonly method: string;
  readonly url: string;
  readonly referenceId: string;
  readonly body: unknown;
}

interface PartAnswer {
  readonly body: unknown;
  readonly httpHeaders: Readonly<Record<string, string>>;
  readonly httpStatusCode: number;
  readonly referenceId: string;
}

class Undo extends Error {}

/**
 * Up to 25 requests in one, which counts as one. Later ones may use what earlier ones answered: `@{reference.id}`.
 * The table of the routes comes later than this one of them.
 */
export function compositeRoutes(table: () => RouteTable): readonly RestRoute[] {
  return [
    {
      method: 'POST',
      path: 'composite',
      page: restPage('resources_composite_composite'),
      answer: (ask) => composite(ask, table()),
    },
  ];
}

function composite(ask: Ask, table: RouteTable): Answer {
  const { compositeRequest, allOrNone } = objectBody(ask.body);
  const parts = partsOf(compositeRequest);
  const answers: PartAnswer[] = [];
  const known = new Map<string, unknown>();
  const all = allOrNone === true;
  const run = (): void => {
    for (const part of parts) {
      const answer = answerPart(ask, table, part, known);
      answers.push({
        body: answer.body ?? null,
        httpHeaders: {},
        httpStatusCode: answer.status,
        referenceId: part.referenceId,
      });
      if (answer.status < 300) known.set(part.referenceId, answer.body);
      else if (all) throw new Undo();
    }
  };
  if (!all) {
    run();
    return ok({ compositeResponse: answers });
  }
  try {
    ask.entry.engine.transaction(run);
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
    return ok({
      compositeResponse: parts.map(
        ({ referenceId }) =>
          answers.find((one) => one.referenceId === referenceId && one.httpStatusCode >= 300) ?? halted(referenceId),
      ),
    });
  }
  return ok({ compositeResponse: answers });
}

function partsOf(list: unknown): readonly Part[] {
  if (!Array.isArray(list) || list.length === 0) {
    throw new ApiError(400, 'JSON_PARSER_ERROR', 'The request needs a list named compositeRequest');
  }
  if (list.length > partLimit) {
    throw new ApiError(
      400,
      'LIMIT_EXCEEDED',
      `Limit exceeded. Composite requests can have ${partLimit} subrequests at most`,
    );
  }
  const parts = list.map((part: unknown): Part => {
    if (
      !isObject(part) ||
      typeof part['method'] !== 'string' ||
      typeof part['url'] !== 'string' ||
      typeof part['referenceId'] !== 'string'
    ) {
      throw new ApiError(400, 'JSON_PARSER_ERROR', 'Each subrequest needs a method, a url and a referenceId');
    }
    return {
      method: part['method'].toUpperCase(),
      url: part['url'],
      referenceId: part['referenceId'],
      body: part['body'],
    };
  });
  const queries = parts.filter(({ url }) => /\/(?:query|queryAll|composite\/sobjects)(?:[/?]|$)/.test(url));
  if (queries.length > queryLimit) {
    throw new ApiError(
      400,
      'LIMIT_EXCEEDED',
      `Limit exceeded. ${queryLimit} of the subrequests at most can be queries or collections`,
    );
  }
  const names = new Set(parts.map(({ referenceId }) => referenceId));
  if (names.size < parts.length) throw new ApiError(400, 'INVALID_INPUT', 'Reference IDs must be unique');
  return parts;
}

function answerPart(ask: Ask, table: RouteTable, part: Part, known: ReadonlyMap<string, unknown>): Answer {
  try {
    const url = new URL(fillIn(part.url, known), 'http://composite');
    const inside = new RegExp(`^/services/data/v${ask.entry.apiVersion.replace('.', '\\.')}/(.*)$`).exec(url.pathname);
    const found = inside === null ? undefined : table.match(part.method, inside[1] ?? '');
    if (found === undefined || found.route.path === 'composite') throw notThere();
    return found.route.answer({
      ...ask,
      params: found.params,
      query: Object.fromEntries(url.searchParams),
      body: fillInside(part.body, known),
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { status: error.status, body: error.entries.map(restError) };
  }
}

const halted = (referenceId: string): PartAnswer => ({
  body: [
    {
      errorCode: 'PROCESSING_HALTED',
      message: 'The transaction was rolled back since another operation in the same transaction failed.',
    },
  ],
  httpHeaders: {},
  httpStatusCode: 400,
  referenceId,
});

function fillInside(value: unknown, known: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === 'string') return fillIn(value, known);
  if (Array.isArray(value)) return value.map((one) => fillInside(one, known));
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fillInside(one, known)]));
  return value;
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/using_composite_resources.htm */
function fillIn(text: string, known: ReadonlyMap<string, unknown>): string {
  return text.replaceAll(/@\{([^}]+)\}/g, (whole, path: string) => {
    const [name = '', ...steps] = path.split(/[.[\]]+/).filter((step) => step !== '');
    let value: unknown = known.get(name);
    for (const step of steps)
      value = Array.isArray(value) ? value[Number(step)] : isObject(value) ? value[step] : undefined;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw new ApiError(
      400,
      'PROCESSING_HALTED',
      `Invalid reference specified. No value for ${path} found in ${name}: ${whole}`,
    );
  });
}
