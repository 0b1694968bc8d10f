/** Heap takes fewer than 1,024 characters. https://developers.heap.io/reference/add-user-properties */
export const LONGEST_VALUE = 1023;

/** Stands behind each character that counts twice while they are counted. No text has it: Unicode gives it no meaning. */
const SECOND_HALF = 'chr(65534)';

/**
 * Whether a text has more characters than Heap takes. What a character is, Heap does not say. Its clients count in
 * JavaScript, where an emoji is two; that is the larger count, so that what fits by it fits by code points too.
 */
export function overLong(text: string): string {
  // No text has more characters than bytes, so that few are counted; AND would have DuckDB count them all.
  const mayBe = `strlen(${text}) > ${LONGEST_VALUE}`;
  return `(CASE WHEN ${mayBe} THEN length(${counted(text)}) > ${LONGEST_VALUE} ELSE ${mayBe} END)`;
}

/**
 * The longest beginning of an over-long text that fits, and that ends between two characters as a person sees them: no
 * emoji, flag or accented letter is cut in half. Only a single character longer than all that fits is.
 */
export function cutToFit(text: string): string {
  const fits = `regexp_replace(left(${counted(text)}, ${LONGEST_VALUE}), '[\\x{10000}-\\x{10FFFF}]$', '')`;
  const whole = `replace(${fits}, ${SECOND_HALF}, '')`;
  const graphemes = `length_grapheme(${whole})`;
  return `(CASE WHEN left_grapheme(${text}, ${graphemes}) = ${whole} OR ${graphemes} <= 1 THEN ${whole} ELSE left_grapheme(${whole}, ${graphemes} - 1) END)`;
}

/** The text with a second character behind each one that JavaScript counts as two. */
function counted(text: string): string {
  return `regexp_replace(${text}, '([\\x{10000}-\\x{10FFFF}])', '\\1' || ${SECOND_HALF}, 'g')`;
}
