import type { Condition, HavingClause, WhereClause } from '@jetstreamapp/soql-parser-js';
import type { Place } from '../text/layout.ts';
import { malformed, pointAt, tooComplicated } from '../text/malformed.ts';

/** How the comparisons of a WHERE or HAVING hang together. */
export type Tree =
  | { readonly kind: 'one'; readonly condition: Condition; readonly place: Place }
  | { readonly kind: 'not'; readonly inner: Tree }
  | { readonly kind: 'AND' | 'OR'; readonly parts: readonly Tree[] };

/** Nested deeper than anybody writes by hand; a reader that goes down by steps must end somewhere. */
const deepest = 250;

interface Level {
  word: 'AND' | 'OR' | undefined;
  readonly parts: Tree[];
  /** Whether the whole of it is turned round. */
  readonly negated: boolean;
}

/** The comparisons one after the other, as the parser gives them. */
export function comparisonsOf(clause: WhereClause | HavingClause): Condition[] {
  const found: Condition[] = [];
  for (let rest: WhereClause | HavingClause | undefined = clause; rest; ) {
    if (rest.left) found.push(rest.left as Condition);
    rest = 'right' in rest ? rest.right : undefined;
  }
  return found;
}

const turned = (tree: Tree, negated: boolean): Tree => (negated ? { kind: 'not', inner: tree } : tree);

function closed({ word, parts, negated }: Level): Tree {
  return turned(word === undefined ? parts[0]! : { kind: word, parts }, negated);
}

/** AND and OR side by side are refused: parentheses must tell which goes first. */
export function conditionTree(soql: string, clause: WhereClause | HavingClause, places: readonly Place[]): Tree {
  const levels: Level[] = [{ word: undefined, parts: [], negated: false }];
  for (const [at, condition] of comparisonsOf(clause).entries()) {
    const place = places[at]!;
    let level = levels.at(-1)!;
    if (place.joined) {
      if (level.word !== undefined && level.word !== place.joined.word) {
        throw malformed(
          `${pointAt(soql, place.joined.at)}unexpected token: '${soql.slice(place.joined.at).slice(0, place.joined.word.length)}'`,
        );
      }
      level.word = place.joined.word;
    }
    let negated = false;
    for (const before of place.before) {
      if (before === 'NOT') {
        negated = !negated;
        continue;
      }
      level = { word: undefined, parts: [], negated };
      levels.push(level);
      negated = false;
      if (levels.length > deepest) throw tooComplicated();
    }
    level.parts.push(turned({ kind: 'one', condition, place }, negated));
    for (let closes = 0; closes < place.closes; closes++) {
      const inner = levels.pop()!;
      levels.at(-1)!.parts.push(closed(inner));
    }
  }
  return closed(levels[0]!);
}
