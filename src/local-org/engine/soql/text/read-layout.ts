import { type Layout, plainLayout } from './layout.ts';
import { readConditions } from './read-conditions.ts';
import { readFrom } from './read-from.ts';
import { TokenWalk, Unexpected } from './token-walk.ts';
import type { Token } from './tokens.ts';

export interface Reading {
  readonly layout: Layout;
  /** The query with spaces where its parser must not look; every place in it stays as it was. */
  readonly text: string;
  /** The first token that cannot stand where it does; no token at the end of the query. */
  readonly trouble: { readonly token: Token | undefined } | undefined;
}

type Draft = { -readonly [Key in keyof Layout]: Layout[Key] };

/** Far deeper than the platform takes; it keeps the walk from running away. */
const deepest = 20;

/** Goes through a query once, from left to right, and stops at the first token that it does not expect. */
export function readLayout(query: string, tokens: readonly Token[]): Reading {
  const walk = new TokenWalk(tokens);
  const layout: Draft = { ...plainLayout };
  let trouble: Reading['trouble'];
  try {
    readSelect(walk, layout, 0);
    if (walk.now) walk.fail();
  } catch (error) {
    if (!(error instanceof Unexpected)) throw error;
    trouble = { token: walk.now };
  }
  return { layout, text: visible(query, walk), trouble };
}

function visible(query: string, { hidden }: TokenWalk): string {
  let text = '';
  let done = 0;
  for (const [at, end, instead] of hidden.toSorted(([a], [b]) => a - b)) {
    if (end <= done) continue;
    const from = Math.max(at, done);
    text += query.slice(done, from) + instead.padEnd(end - from);
    done = end;
  }
  return text + query.slice(done);
}

/** One query, up to its end or to the parenthesis that closes it. */
function readSelect(walk: TokenWalk, layout: Draft, depth: number): void {
  if (depth > deepest) walk.fail();
  const inner = () => readInner(walk, depth);
  const readFilter = () => {
    layout.filters = [...layout.filters, inner()];
  };
  const isTail = () => depth === 0 && (walk.isAny('FOR', 'UPDATE') || walk.is('ALL', 'ROWS'));

  walk.take('SELECT');
  while (walk.now && !walk.is('FROM')) {
    if (walk.is('(', 'SELECT')) layout.children = [...layout.children, inner()];
    else if (walk.is('(')) walk.balanced();
    else if (walk.is(')')) walk.fail();
    else walk.step();
  }
  layout.names = readFrom(walk);
  if (depth === 0 && walk.is('USING', 'SCOPE')) {
    const using = walk.take('USING');
    walk.step();
    layout.scope = walk.word();
    walk.hide(using, layout.scope);
  }
  if (walk.is('WHERE')) layout.where = readConditions(walk, readFilter);
  // The parser knows these clauses well; only where they end matters.
  while (walk.now && !walk.is(')') && !isTail()) {
    if (walk.is('GROUP', 'BY')) layout.grouping = readGrouping(walk);
    else if (walk.is('HAVING')) layout.having = readConditions(walk, readFilter);
    else if (walk.is('ORDER', 'BY')) layout.groupingOrders = readOrder(walk);
    else if (walk.is('(')) walk.balanced();
    else walk.step();
  }
  while (isTail()) readTail(walk, layout);
}

function readInner(walk: TokenWalk, depth: number): Layout {
  const layout: Draft = { ...plainLayout };
  walk.take('(');
  readSelect(walk, layout, depth + 1);
  walk.take(')');
  return layout;
}

/** `GROUP BY ROLLUP(…)` and `CUBE(…)` become the list that stands in them. */
function readGrouping(walk: TokenWalk): Layout['grouping'] {
  walk.step(2);
  const kind = walk.is('ROLLUP', '(') ? 'rollup' : walk.is('CUBE', '(') ? 'cube' : 'plain';
  if (kind === 'plain') return kind;
  walk.hide(walk.now!, walk.next);
  walk.step();
  walk.balanced();
  walk.hide(walk.last!);
  if (walk.is(',')) walk.fail();
  return kind;
}

/** The parser takes GROUPING() in an ORDER BY, but no direction after it. */
function readOrder(walk: TokenWalk): readonly number[] {
  const found: number[] = [];
  walk.step(2);
  for (let term = 0; walk.now?.kind === 'word' || walk.isAny('(', ','); ) {
    if (walk.isAny('LIMIT', 'OFFSET', 'FOR', 'UPDATE') || walk.is('ALL', 'ROWS')) break;
    if (walk.is('GROUPING', '(')) {
      found.push(term);
      walk.hide(walk.now!, walk.now, 'DAY_ONLY');
    }
    if (walk.is(',')) term += 1;
    if (walk.is('(')) walk.balanced();
    else walk.step();
  }
  return found;
}

const tailWords: Readonly<Record<string, readonly string[]>> = {
  FOR: ['VIEW', 'REFERENCE', 'UPDATE'],
  UPDATE: ['TRACKING', 'VIEWSTAT'],
};

/** `FOR VIEW, REFERENCE`, `UPDATE TRACKING, VIEWSTAT`, `ALL ROWS` */
function readTail(walk: TokenWalk, layout: Draft): void {
  const first = walk.now!;
  walk.step();
  if (first.upper === 'ALL') {
    layout.allRows = first;
    walk.hide(first, walk.take('ROWS'));
    return;
  }
  do {
    if (walk.is(',')) walk.step();
    const use = walk.now;
    if (!use || !tailWords[first.upper]?.includes(use.upper)) walk.fail();
    walk.step();
    if (first.upper === 'FOR') layout.uses = [...layout.uses, use];
    walk.hide(first, use);
  } while (walk.is(','));
}
