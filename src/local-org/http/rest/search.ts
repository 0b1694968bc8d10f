import { ApiError } from '../../engine/api-error.ts';
import { type Answer, type Ask, ok, type RestRoute, restPage } from './route.ts';

export const searchRoutes: readonly RestRoute[] = [
  { method: 'GET', path: 'search', page: restPage('resources_search'), answer: sosl },
  {
    method: 'GET',
    path: 'parameterizedSearch',
    page: restPage('resources_search_parameterized'),
    answer: parameterized,
  },
];

interface Search {
  readonly words: string;
  readonly scope: string;
  readonly returning: readonly { readonly object: string; readonly fields: string; readonly rest: string }[];
}

/**
 * Searches look in names only, and e-mail addresses where the scope asks for them; words match by their beginnings and `*`.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_syntax.htm
 */
function sosl(ask: Ask): Answer {
  return run(ask, parse(ask.query['q'] ?? ''));
}

function parameterized(ask: Ask): Answer {
  const object = ask.query['sobject'];
  const fields = ask.query[`${object}.fields`] ?? ask.query['fields'] ?? 'Id';
  const returning = object === undefined ? [] : [{ object, fields, rest: '' }];
  return run(ask, { words: ask.query['q'] ?? '', scope: ask.query['in'] ?? 'ALL', returning });
}

function parse(text: string): Search {
  const found =
    /^\s*FIND\s*\{((?:\\.|[^\\}])*)\}\s*(?:IN\s+(ALL|NAME|EMAIL|PHONE|SIDEBAR)\s+FIELDS)?\s*(?:RETURNING\s+(.*))?$/is.exec(
      text,
    );
  if (found === null)
    throw new ApiError(400, 'MALFORMED_SEARCH', 'No search term found. The search term must be enclosed in braces.');
  const [, words = '', scope = 'ALL', list = ''] = found;
  const returning = [...list.matchAll(/(\w+)\s*(?:\(([^()]*(?:\([^()]*\)[^()]*)*)\))?\s*(?:,|$)/g)].map(
    ([, object = '', inside = 'Id']) => {
      const split = /\s(?:WHERE|ORDER\s+BY|LIMIT)\s/i.exec(inside)?.index ?? inside.length;
      return { object, fields: inside.slice(0, split).trim(), rest: inside.slice(split) };
    },
  );
  return { words: words.replaceAll(/\\(.)/g, '$1'), scope: scope.toUpperCase(), returning };
}

function run(ask: Ask, { words, scope, returning }: Search): Answer {
  const { session, apiVersion, engine } = ask.entry;
  if (words.replaceAll(/[*?\s]/g, '').length < 2) {
    throw new ApiError(400, 'MALFORMED_SEARCH', 'The search term must be longer than one character');
  }
  const objects =
    returning.length > 0
      ? returning
      : [
          { object: 'Account', fields: 'Id', rest: '' },
          { object: 'Contact', fields: 'Id', rest: '' },
        ];
  const searchRecords = objects.flatMap(({ object, fields, rest }) => {
    const emails = [...(engine.schema.object(object)?.fields.values() ?? [])]
      .filter(({ type }) => type === 'email')
      .map(({ name }) => name);
    const columns = scope === 'EMAIL' ? emails : scope === 'ALL' ? ['Name', ...emails] : ['Name'];
    if (columns.length === 0) return [];
    const asked = /^\s*WHERE\s+(.*?)(?=\s+(?:ORDER\s+BY|LIMIT)\s|$)/is.exec(rest);
    const tail = asked === null ? rest : rest.slice(asked[0].length);
    const matches = columns.map((column) => likeAll(column, words)).join(' OR ');
    const where = asked === null ? `(${matches})` : `(${matches}) AND (${asked[1]})`;
    const limit = /\sLIMIT\s/i.test(tail) ? '' : ' LIMIT 200';
    return session.query(`SELECT ${fields} FROM ${object} WHERE ${where}${tail}${limit}`, { apiVersion }).records;
  });
  return ok({ searchRecords });
}

/** Every word, each at a beginning or after a blank. */
function likeAll(column: string, words: string): string {
  const each = words
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => word.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('%', '\\%').replaceAll('_', '\\_'))
    .map((word) => word.replaceAll('*', '%').replaceAll('?', '_'))
    .map((word) => `(${column} LIKE '${word}%' OR ${column} LIKE '% ${word}%')`);
  return `(${each.join(' AND ')})`;
}
