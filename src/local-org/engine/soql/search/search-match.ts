import { type Terms, wordsOf } from './search-terms.ts';

/** Whether a word fits a pattern with `*` and `?`. Each letter is looked at once per star, however many there are. */
function fits(word: string, pattern: string): boolean {
  let [at, in_] = [0, 0];
  let star = -1;
  let resume = 0;
  while (at < word.length) {
    const wanted = pattern[in_];
    if (wanted === '*') {
      star = in_++;
      resume = at;
    } else if (wanted === '?' || wanted === word[at]) {
      at += 1;
      in_ += 1;
    } else if (star >= 0) {
      in_ = star + 1;
      at = ++resume;
    } else return false;
  }
  while (pattern[in_] === '*') in_ += 1;
  return in_ === pattern.length;
}

/** Whether these words stand one after the other. */
function inRow(text: readonly string[], words: readonly string[]): boolean {
  return words.length > 0 && text.some((_, from) => words.every((word, more) => fits(text[from + more] ?? '', word)));
}

/** Whether the texts of a row hold what is looked for; the words of a phrase must be in one of them. */
export function matches(terms: Terms, texts: readonly string[]): boolean {
  const split = texts.map(wordsOf);
  const holds = (part: Terms): boolean => {
    switch (part.kind) {
      case 'words':
        return split.some((text) => inRow(text, part.words));
      case 'all':
        return part.parts.every(holds);
      case 'any':
        return part.parts.some(holds);
      case 'not':
        return !holds(part.inner);
    }
  };
  return holds(terms);
}
