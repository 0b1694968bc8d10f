import { malformedSearch } from '../text/malformed.ts';
import { readTerms, type Terms } from './search-terms.ts';

export type SearchScope = 'ALL' | 'NAME' | 'EMAIL' | 'PHONE' | 'SIDEBAR';

/** An object that is searched, and what of its rows is given back. */
export interface Returned {
  readonly object: string;
  readonly fields: string;
  /** `WHERE … ORDER BY … LIMIT …` */
  readonly rest: string;
  /** Where they stand in the text of the search, if they come from there. */
  readonly at?: { readonly object: number; readonly fields: number; readonly rest: number };
}

export interface Search {
  readonly text: string;
  readonly terms: Terms;
  readonly scope: SearchScope;
  readonly returning: readonly Returned[];
  readonly limit: number | undefined;
}

const scopes: ReadonlySet<string> = new Set(['ALL', 'NAME', 'EMAIL', 'PHONE', 'SIDEBAR']);
const isScope = (word: string): word is SearchScope => scopes.has(word);

/** WITH clauses that change nothing for the objects of this org; the others need what it does not have. */
const idleWith = /^WITH\s+(?:SPELL_CORRECTION\s*=\s*(?:true|false)|SNIPPET(?:\s*\(\s*target_length\s*=\s*\d+\s*\))?)/i;
const update = /^UPDATE\s+(?:TRACKING|VIEWSTAT)(?:\s*,\s*(?:TRACKING|VIEWSTAT))*/i;

/**
 * How long a search may be, for how long words it finds anything, and for how long operators are more than words.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_syntax.htm
 */
const [longest, longestTerms, longestWithOperators] = [100_000, 10_000, 4000];
const nothing: Terms = { kind: 'any', parts: [] };

const wordsIn = (terms: Terms): readonly Terms[] => {
  switch (terms.kind) {
    case 'words':
      return [terms];
    case 'not':
      return wordsIn(terms.inner);
    default:
      return terms.parts.flatMap(wordsIn);
  }
};

/** Where the braces of FIND end. */
function closing(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '}') return at;
  }
  throw malformedSearch(text, text.length, "unexpected token: '<EOF>'");
}

/** Reads the clauses of a search one after the other. */
class SearchReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  take(form: RegExp): string | undefined {
    const blank = /^\s*/.exec(this.#text.slice(this.#at))![0].length;
    const found = form.exec(this.#text.slice(this.#at + blank));
    if (found === null) return undefined;
    this.#at += blank + found[0].length;
    return found[1] ?? found[0];
  }

  terms(): Terms {
    if (this.take(/^FIND\s*\{/i) === undefined) this.wrong();
    const end = closing(this.#text, this.#at);
    const words = this.#text.slice(this.#at, end);
    const terms = readTerms(this.#text, words, this.#at);
    this.#at = end + 1;
    if (words.length > longestTerms) return nothing;
    return words.length > longestWithOperators ? { kind: 'any', parts: wordsIn(terms) } : terms;
  }

  /** `Account(Name WHERE …), Contact` */
  returned(): readonly Returned[] {
    const found: Returned[] = [];
    do {
      const object = this.take(/^\w+/);
      if (object === undefined) this.wrong();
      const objectAt = this.#at - object.length;
      if (found.some((other) => other.object.toLowerCase() === object.toLowerCase())) {
        throw malformedSearch(this.#text, objectAt, `duplicate object in RETURNING: ${object}`);
      }
      const opened = this.take(/^\(/) !== undefined;
      const from = this.#at;
      const inside = opened ? this.#inside() : '';
      if (/\bUSING\s+ListView\b/i.test(inside)) throw malformedSearch(this.#text, this.#at, 'Invalid using expr');
      const split = /(?:^|\s)(?:WHERE|ORDER\s+BY|LIMIT|OFFSET)\s/i.exec(inside)?.index ?? inside.length;
      const fields = inside.slice(0, split).trim();
      if (fields === '' && opened) throw malformedSearch(this.#text, from, 'a RETURNING with clauses needs a field');
      const at = { object: objectAt, fields: from + (inside.length - inside.trimStart().length), rest: from + split };
      found.push({ object, fields: fields || 'Id', rest: inside.slice(split), at });
    } while (this.take(/^,/) !== undefined);
    const paged = found.find(({ rest }) => /\bOFFSET\s+\d+\s*$/i.test(rest));
    if (paged && found.length > 1) {
      throw malformedSearch(this.#text, paged.at!.rest, 'OFFSET can be used only when querying a single object');
    }
    return found;
  }

  /** Up to the parenthesis that closes the one just read; quotes may hold any. */
  #inside(): string {
    const from = this.#at;
    let open = 1;
    const sign = /'(?:[^'\\]|\\.)*'|[()]/gs;
    sign.lastIndex = from;
    for (let found = sign.exec(this.#text); found; found = sign.exec(this.#text)) {
      if (found[0] === '(') open += 1;
      if (found[0] === ')') open -= 1;
      if (open > 0) continue;
      this.#at = sign.lastIndex;
      return this.#text.slice(from, found.index);
    }
    throw malformedSearch(this.#text, this.#text.length, "unexpected token: '<EOF>'");
  }

  end(): void {
    if (this.#text.slice(this.#at).trim() !== '') this.wrong();
  }

  /** Observed: https://github.com/jesperfj/force-rest-api/pull/92 */
  wrong(): never {
    const blank = /^\s*/.exec(this.#text.slice(this.#at))![0].length;
    const word = /^(?:\w+|\S)/.exec(this.#text.slice(this.#at + blank))?.[0] ?? '<EOF>';
    throw malformedSearch(this.#text, this.#at + blank, `Malformed search token: ${word}`);
  }
}

/** Reads a search, or refuses it. https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_syntax.htm */
export function parseSearch(text: string): Search {
  if (text.length > longest)
    throw malformedSearch(text, 0, `SOSL statements cannot be longer than ${longest} characters.`);
  const reader = new SearchReader(text);
  const terms = reader.terms();
  let scope: SearchScope = 'ALL';
  if (reader.take(/^IN\b/i) !== undefined) {
    const word = reader.take(/^(?:ALL|NAME|EMAIL|PHONE|SIDEBAR)\b/i)?.toUpperCase() ?? '';
    if (!isScope(word) || reader.take(/^FIELDS\b/i) === undefined) return reader.wrong();
    scope = word;
  }
  const returning = reader.take(/^RETURNING\b/i) === undefined ? [] : reader.returned();
  while (reader.take(idleWith) !== undefined);
  const limit = reader.take(/^LIMIT\s+(\d+)/i);
  reader.take(update);
  reader.end();
  return { text, terms, scope, returning, limit: limit === undefined ? undefined : Number(limit) };
}
