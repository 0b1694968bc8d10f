/** Stands behind each character that counts twice while they are counted. No text has it: Unicode gives it no meaning. */
const SECOND_HALF = 'chr(65534)';

/**
 * Whether a text has more than so many units of UTF-16, of which an emoji takes two or more: what JavaScript and
 * Salesforce count as characters.
 */
export function isLonger(text: string, length: number): string {
  // No text has more units than bytes, so that few are counted; AND would have DuckDB count them all.
  const mayBe = `strlen(${text}) > ${length}`;
  return `(CASE WHEN ${mayBe} THEN length(${counted(text)}) > ${length} ELSE ${mayBe} END)`;
}

/**
 * The longest beginning of a text with more units of UTF-16 that has so many at most, and that ends between two characters
 * as a person sees them: no emoji, flag or accented letter is cut in half. Only a single character longer than all that
 * fits is.
 */
export function cutTo(text: string, length: number): string {
  const fits = `regexp_replace(left(${counted(text)}, ${length}), '[\\x{10000}-\\x{10FFFF}]$', '')`;
  const whole = `replace(${fits}, ${SECOND_HALF}, '')`;
  const graphemes = `length_grapheme(${whole})`;
  return `(CASE WHEN left_grapheme(${text}, ${graphemes}) = ${whole} OR ${graphemes} <= 1 THEN ${whole} ELSE left_grapheme(${whole}, ${graphemes} - 1) END)`;
}

/** The text with a second character behind each one that counts as two. */
function counted(text: string): string {
  return `regexp_replace(${text}, '([\\x{10000}-\\x{10FFFF}])', '\\1' || ${SECOND_HALF}, 'g')`;
}
