import { malformedSearch } from '../text/malformed.ts';

/** What a search looks for: words one after the other, or several such things together. */
export type Terms =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Terms[] }
  | { readonly kind: 'not'; readonly inner: Terms };

type Part = { readonly kind: 'words'; readonly text: string } | { readonly kind: 'sign'; readonly text: string };

/**
 * Characters that must stand behind a backslash, even inside quotes.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_find.htm
 */
const reserved = new Set("&|![]^~:'+-{");
/** Stands for an escaped wildcard while words are taken apart. */
const plain: Readonly<Record<string, string>> = { '*': '\u0001', '?': '\u0002' };

const deepest = 50;

/** The words and signs between the braces; `at` is where the text stands in the whole search. */
function partsOf(search: string, text: string, at: number): Part[] {
  const parts: Part[] = [];
  let word = '';
  let quoted = false;
  const end = () => {
    if (word !== '') parts.push({ kind: 'words', text: word });
    word = '';
  };
  for (let place = 0; place < text.length; place++) {
    const letter = text[place]!;
    if (letter === '\\') {
      place += 1;
      const escaped = text[place] ?? '';
      word += plain[escaped] ?? escaped;
    } else if (letter === '"') {
      if (quoted) parts.push({ kind: 'words', text: word });
      else end();
      if (quoted) word = '';
      quoted = !quoted;
    } else if (reserved.has(letter)) {
      // Observed: https://github.com/restforce/restforce/issues/688
      throw malformedSearch(search, at + place, `line 1:${at + place} mismatched character '${letter}' expecting '}'`);
    } else if (!quoted && /[\s()]/.test(letter)) {
      end();
      if (letter === '(' || letter === ')') parts.push({ kind: 'sign', text: letter });
    } else word += letter;
  }
  if (quoted) throw malformedSearch(search, at + text.length, "unexpected token: '<EOF>'");
  end();
  return parts.map((part) =>
    part.kind === 'words' && /^(?:AND|OR|NOT)$/i.test(part.text) && !text.includes(`"${part.text}"`)
      ? { kind: 'sign', text: part.text.toUpperCase() }
      : part,
  );
}

/** Letters and digits are words, all else is between them; wildcards belong to their word. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}\p{M}*?]+/gu) ?? [];
}

/** Reads what stands between the braces of FIND. OR binds least; words side by side must all be there. */
export function readTerms(search: string, text: string, at: number): Terms {
  const parts = partsOf(search, text, at);
  let place = 0;
  const is = (sign: string) => parts[place]?.kind === 'sign' && parts[place]?.text === sign;
  const wrong = () => malformedSearch(search, at, `unexpected token: '${parts[place]?.text ?? '}'}'`);

  function any(depth: number): Terms {
    const found = [all(depth)];
    while (is('OR')) {
      place += 1;
      found.push(all(depth));
    }
    return found.length === 1 ? found[0]! : { kind: 'any', parts: found };
  }

  function all(depth: number): Terms {
    const found = [one(depth)];
    while (place < parts.length && !is('OR') && !is(')')) {
      if (is('AND')) place += 1;
      if (is('NOT')) {
        place += 1;
        found.push({ kind: 'not', inner: one(depth) });
      } else found.push(one(depth));
    }
    return found.length === 1 ? found[0]! : { kind: 'all', parts: found };
  }

  function one(depth: number): Terms {
    if (depth > deepest) throw wrong();
    if (is('(')) {
      place += 1;
      const inner = any(depth + 1);
      if (!is(')')) throw wrong();
      place += 1;
      return inner;
    }
    const part = parts[place];
    if (part?.kind !== 'words') throw wrong();
    place += 1;
    const words = wordsOf(part.text);
    if (/^[*?]/.test(part.text))
      throw malformedSearch(search, at, 'A wildcard cannot be the first character of a search term');
    return { kind: 'words', words };
  }

  const terms = any(0);
  if (place < parts.length) throw wrong();
  if (text.replaceAll(/[*?"\s\\]/g, '').length < 2) {
    throw malformedSearch(search, at, `search term must be longer than one character: ${text}`);
  }
  return terms;
}
