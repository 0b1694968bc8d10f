import type { Place } from './layout.ts';
import type { TokenWalk } from './token-walk.ts';
import type { Token } from './tokens.ts';

const comparisons = new Set(['=', '!=', '<>', '<', '>', '<=', '>=', 'LIKE']);
const listComparisons = new Set(['IN', 'INCLUDES', 'EXCLUDES']);
const numberForm = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$|^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d))?$/;
/** Times of day are a kind of value that the parser does not know. */
const timeForm = /^\d\d:\d\d:\d\d(?:\.\d{1,3})?Z?$/;

/**
 * The comparisons of a WHERE or HAVING. Parentheses and NOT are hidden: the parser gets a plain chain.
 * `inner` reads the query of a semi-join.
 */
export function readConditions(walk: TokenWalk, inner: () => void): readonly Place[] {
  walk.step();
  const places: Place[] = [];
  let open = 0;
  let joined: Place['joined'];
  for (;;) {
    const before: ('(' | 'NOT')[] = [];
    while (walk.isAny('(', 'NOT')) {
      const token = walk.now!;
      before.push(token.upper as '(' | 'NOT');
      if (token.upper === '(') open += 1;
      walk.hide(token);
      walk.step();
    }
    const { at } = walk.word();
    const compared = readComparison(walk, inner);
    let closes = 0;
    for (; open > 0 && walk.is(')'); closes++, open--) {
      walk.hide(walk.now!);
      walk.step();
    }
    places.push({ at, joined, before, closes, ...compared });
    if (!walk.isAny('AND', 'OR')) break;
    joined = { word: walk.now!.upper as 'AND' | 'OR', at: walk.now!.at };
    walk.step();
  }
  if (open > 0) walk.fail();
  return places;
}

/** What follows the field or function at which a comparison begins. */
function readComparison(walk: TokenWalk, inner: () => void): Pick<Place, 'semiJoin' | 'time'> {
  if (walk.is('(')) walk.balanced();
  if (walk.is('NOT', 'IN')) walk.step();
  const operator = walk.now?.upper ?? '';
  if (listComparisons.has(operator)) {
    walk.step();
    const semiJoin = walk.is('(', 'SELECT');
    if (semiJoin) inner();
    else if (walk.is('(')) walk.balanced();
    else walk.fail();
    return { semiJoin, time: undefined };
  }
  if (!comparisons.has(operator)) walk.fail();
  walk.step();
  if (operator === 'LIKE' && walk.is('NULL')) walk.fail();
  return { semiJoin: false, time: readValue(walk) };
}

/** One value; given back if it is a time of day. */
function readValue(walk: TokenWalk): Token | undefined {
  const value = walk.now;
  if (!value || value.kind === 'mark') walk.fail();
  const isTime = timeForm.test(value.text);
  if (value.kind === 'number' && !isTime && !numberForm.test(value.text)) walk.fail();
  if (isTime) walk.hide(value, value, '0');
  walk.step();
  if (walk.is(':')) {
    walk.step();
    if (!/^\d+$/.test(walk.now?.text ?? '')) walk.fail();
    walk.step();
  }
  return isTime ? value : undefined;
}
