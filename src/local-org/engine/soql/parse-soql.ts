import { parseQuery, type Query } from '@jetstreamapp/soql-parser-js';
import type { ApiError } from '../api-error.ts';
import { malformed, pointAt } from './malformed.ts';

/** The word at which the parser stopped, in each of the forms in which it tells it. */
const stoppedAt = [/but found: '([^']*)'$/, /but found --> '(.*?)' <--/s, /expecting EOF but found: (.*)$/s];

function messageOf(soql: string): string | undefined {
  try {
    parseQuery(soql);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const wordIn = (message: string) => stoppedAt.map((form) => form.exec(message)?.[1]).find((word) => word !== undefined);

/** The first occurrence of the word up to which the query could still have become a good one. */
function offsetOf(soql: string, word: string): number {
  for (let at = soql.indexOf(word); at >= 0; at = soql.indexOf(word, at + 1)) {
    const message = messageOf(soql.slice(0, at + word.length));
    if (message !== undefined && wordIn(message) === word) return at;
  }
  return Math.max(0, soql.lastIndexOf(word));
}

function refusal(soql: string, message: string): ApiError {
  const lexed = /unexpected character: ->(.)<- at offset: (\d+)/s.exec(message);
  if (lexed) {
    const offset = Number(lexed[2]);
    return malformed(
      lexed[1] === "'"
        ? `${pointAt(soql, offset)}line ${soql.slice(0, offset).split('\n').length}:${offset} mismatched character '<EOF>' expecting '''`
        : `${pointAt(soql, offset)}unexpected char: '${lexed[1]}'`,
    );
  }
  const word = wordIn(message);
  if (word === undefined || word === '') return malformed(`${pointAt(soql, soql.length)}unexpected token: '<EOF>'`);
  return malformed(`${pointAt(soql, offsetOf(soql, word))}unexpected token: '${word}'`);
}

/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_limits.htm */
const longest = 100_000;

/** Parts of the language that would change the rows if they were passed over in silence. */
function refuseUnoffered(query: Query): Query {
  if (query.usingScope !== undefined && query.usingScope.toLowerCase() !== 'everything') {
    throw malformed(`This org does not offer USING SCOPE ${query.usingScope}.`);
  }
  if (query.withDataCategory) throw malformed('This org does not offer WITH DATA CATEGORY.');
  return query;
}

/** Reads a query, or refuses it in Salesforce's words. */
export function parseSoql(text: string): Query {
  // Some clients send the whole query in double quotes.
  if (text.length > longest) throw malformed(`SOQL statements cannot be longer than ${longest} characters.`);
  const soql = text.trim().replace(/^"(.*)"$/s, '$1');
  let query: Query;
  try {
    query = parseQuery(soql);
  } catch (error) {
    throw refusal(soql, error instanceof Error ? error.message : String(error));
  }
  return refuseUnoffered(query);
}
