const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

// East Asian Wide and Fullwidth (Unicode Standard Annex #11), as far as scripts and blocks tell it.
const WIDE =
  /^(?:\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Script=Bopomofo}|\p{Script=Yi}|[\u3000-\u303e\uff01-\uff60\uffe0-\uffe6])/u;
const EMOJI = /^(?:\p{RGI_Emoji}|\p{Emoji_Presentation})/v;
const HALFWIDTH = /^[\uff61-\uffdc\uffe8-\uffee]/;
const UNSEEN = /^(?:\p{Mark}|\p{Default_Ignorable_Code_Point}|\p{Cc})+$/u;

/** How many columns of a terminal a text takes: emoji and East Asian characters two, combining marks none. */
export function cellWidth(text: string): number {
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += widthOf(segment);
  return width;
}

function widthOf(character: string): number {
  if (UNSEEN.test(character)) return 0;
  if (HALFWIDTH.test(character)) return [...character].length; // its voiced mark stands beside it
  return EMOJI.test(character) || WIDE.test(character) ? 2 : 1;
}

/** The text in at most so many columns, its end replaced by … where it was too long; no character is cut in two. */
export function shorten(text: string, most: number): string {
  if (cellWidth(text) <= most) return text;
  let kept = '';
  let width = 0;
  for (const { segment } of segmenter.segment(text)) {
    width += widthOf(segment);
    if (width > most - 1) break;
    kept += segment;
  }
  return most < 1 ? '' : `${kept.trimEnd()}…`;
}
