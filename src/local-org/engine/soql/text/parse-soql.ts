import type { Query } from '@jetstreamapp/soql-parser-js';
import type { ApiError } from '../../api-error.ts';
import type { Layout } from './layout.ts';
import { malformed, pointAt } from './malformed.ts';
import { readLayout } from './read-layout.ts';
import { parseQuery } from './soql-parser.ts';
import { type Token, tokensOf } from './tokens.ts';

/** A query as the parser reads it, and what it does not read. */
export interface Parsed {
  readonly soql: string;
  readonly query: Query;
  readonly layout: Layout;
}

/** The word at which the parser stopped, in each of the forms in which it tells it. */
const stoppedAt = [/but found: '([^']*)'$/, /but found --> '(.*?)' <--/s, /expecting EOF but found: (.*)$/s];

/** Whether the parser stops at something; that the text ends too early does not count. */
function stops(text: string): boolean {
  try {
    parseQuery(text);
    return false;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (message.startsWith('unexpected character')) return true;
    const word = stoppedAt.map((form) => form.exec(message)?.[1]).find((found) => found !== undefined);
    return word !== undefined && word !== '';
  }
}

/** The first token that the parser does not take, found by halving: a text is good up to it, and never after. */
function firstWrong(text: string, tokens: readonly Token[]): Token | undefined {
  const last = tokens.at(-1);
  if (last === undefined || !stops(text.slice(0, last.end))) return undefined;
  let good = 0;
  let bad = tokens.length - 1;
  while (good < bad) {
    const middle = (good + bad) >> 1;
    if (stops(text.slice(0, tokens[middle]!.end))) bad = middle;
    else good = middle + 1;
  }
  return tokens[good];
}

const beforeValue = new Set(['=', '!=', '<>', '<', '>', '<=', '>=', 'LIKE', 'IN', 'INCLUDES', 'EXCLUDES', '(', ',']);

/**
 * A variable of Apex, where a value should stand: `= :name`, `IN names`.
 * Observed: https://github.com/jsforce/jsforce/issues/551
 */
function isVariable(token: Token, before: Token | undefined): boolean {
  if (before === undefined) return false;
  return token.text === ':' ? beforeValue.has(before.upper) : token.kind === 'word' && before.upper === 'IN';
}

function unexpected(soql: string, tokens: readonly Token[], token: Token | undefined): ApiError {
  const what =
    token !== undefined && isVariable(token, tokens[tokens.indexOf(token) - 1])
      ? 'Bind variables only allowed in Apex code'
      : `unexpected token: '${token?.text ?? '<EOF>'}'`;
  return malformed(`${pointAt(soql, token?.at ?? soql.length)}${what}`);
}

/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_limits.htm */
const longest = 100_000;

/** Reads a query, or refuses it in Salesforce's words. */
export function parseSoql(text: string): Parsed {
  if (text.length > longest) throw malformed(`SOQL statements cannot be longer than ${longest} characters.`);
  // Some clients send the whole query in double quotes.
  const soql = text.trim().replace(/^"(.*)"$/s, '$1');
  const tokens = tokensOf(soql);
  const { layout, text: plain, trouble } = readLayout(soql, tokens);
  if (trouble) {
    const before = trouble.token === undefined ? tokens : tokens.slice(0, tokens.indexOf(trouble.token));
    throw unexpected(soql, tokens, firstWrong(plain, before) ?? trouble.token);
  }
  try {
    return { soql, query: parseQuery(plain), layout };
  } catch {
    throw unexpected(soql, tokens, firstWrong(plain, tokens));
  }
}
