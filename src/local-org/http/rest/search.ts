import { ApiError } from '../../engine/api-error.ts';
import { parseSearch, type Returned, type Search } from '../../engine/soql/search/parse-search.ts';
import { type Answer, type Ask, isObject, listOf, ok, type RestRoute, restPage } from './route.ts';

const parameterizedPage = restPage('resources_search_parameterized');

export const searchRoutes: readonly RestRoute[] = [
  { method: 'GET', path: 'search', page: restPage('resources_search'), answer: sosl },
  { method: 'GET', path: 'parameterizedSearch', page: parameterizedPage, answer: byQuery },
  { method: 'POST', path: 'parameterizedSearch', page: parameterizedPage, answer: byBody },
];

/** Since this version the rows come inside an object; before, the answer was their list. */
const wrappedSince = 37;

function answer({ entry: { session, apiVersion } }: Ask, search: Search): Answer {
  const searchRecords = session.search(search, apiVersion);
  return ok(Number(apiVersion) < wrappedSince ? searchRecords : { searchRecords });
}

function sosl(ask: Ask): Answer {
  const text = ask.query['q'];
  if (text === undefined) throw new ApiError(400, 'MALFORMED_SEARCH', 'A search string has to be specified');
  return answer(ask, parseSearch(text));
}

interface Parameters {
  readonly words: string | undefined;
  readonly scope: string | undefined;
  readonly returning: readonly Returned[];
  readonly limit: number | undefined;
}

/** Reserved characters are words like any other where there are no braces. */
const escaped = (words: string) => words.replaceAll(/[&|!{}[\]()^~:\\"'+-]/g, '\\$&');

function parameterized(ask: Ask, { words, scope, returning, limit }: Parameters): Answer {
  if (words === undefined) {
    throw new ApiError(400, 'MISSING_ARGUMENT', 'The q parameter is required for a parameterized search');
  }
  const { terms, scope: read } = parseSearch(`FIND {${escaped(words)}} IN ${scope ?? 'ALL'} FIELDS`);
  return answer(ask, { text: words, terms, scope: read, returning, limit });
}

const count = (value: unknown): number | undefined => {
  const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
  return Number.isInteger(number) && number >= 0 ? number : undefined;
};

function returned(
  object: string,
  fields: readonly string[],
  where: string | undefined,
  limit: number | undefined,
): Returned {
  const rest = [where ? ` WHERE ${where}` : '', limit === undefined ? '' : ` LIMIT ${limit}`];
  return { object, fields: fields.join(', ') || 'Id', rest: rest.join('') };
}

function byQuery(ask: Ask): Answer {
  const { query } = ask;
  const most = count(query['defaultLimit']);
  const returning = listOf(query['sobject']).map((object) =>
    returned(
      object,
      listOf(query[`${object}.fields`] ?? query['fields']),
      query[`${object}.where`],
      count(query[`${object}.limit`]) ?? most,
    ),
  );
  return parameterized(ask, {
    words: query['q'],
    scope: query['in'],
    returning,
    limit: count(query['overallLimit']),
  });
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : listOf(text(value));

function byBody(ask: Ask): Answer {
  const body = isObject(ask.body) ? ask.body : {};
  const most = count(body['defaultLimit']);
  const asked = Array.isArray(body['sobjects']) ? body['sobjects'].filter(isObject) : [];
  const returning = asked.map((each) =>
    returned(
      text(each['name']) ?? '',
      texts(each['fields'] ?? body['fields']),
      text(each['where']),
      count(each['limit']) ?? most,
    ),
  );
  return parameterized(ask, {
    words: text(body['q']),
    scope: text(body['in']),
    returning,
    limit: count(body['overallLimit']),
  });
}
