import type { TokenWalk } from './token-walk.ts';
import type { Token } from './tokens.ts';

/** Words that may follow the object of a FROM, and so are no other name of it. */
const clauseWords: ReadonlySet<string> = new Set([
  'USING',
  'WHERE',
  'WITH',
  'GROUP',
  'HAVING',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'FOR',
  'UPDATE',
  'ALL',
]);

function otherName(walk: TokenWalk): Token | undefined {
  if (walk.is('AS')) walk.hide(walk.take('AS'));
  const token = walk.now;
  if (token?.kind !== 'word' || clauseWords.has(token.upper)) return undefined;
  walk.step();
  return token;
}

/**
 * `FROM Contact c, c.Account a`: the other names that parents go by, each with its path.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_alias_notation.htm
 */
export function readFrom(walk: TokenWalk): ReadonlyMap<string, string> {
  walk.take('FROM');
  const object = walk.word();
  const own = [object.upper, otherName(walk)?.upper];
  const names = new Map<string, string>();
  while (walk.is(',')) {
    const { now: comma, next } = walk;
    const [first = '', ...rest] = (next?.text ?? '').split('.');
    const before = names.get(first.toLowerCase());
    const known = before !== undefined || own.includes(first.toUpperCase());
    if (!comma || next?.kind !== 'word' || rest.length === 0 || !known) walk.fail();
    walk.step(2);
    const name = otherName(walk);
    const path = [...(before === undefined ? [] : [before]), ...rest].join('.');
    if (name) names.set(name.text.toLowerCase(), path);
    walk.hide(comma, name ?? next);
  }
  return names;
}
