/** A SOAP message without the zip that it carries, and the zip's text. */
export interface SetAside {
  readonly rest: string;
  /** In base64; `undefined` for a message that carries none. */
  readonly zip: string | undefined;
}

/** It stops at the next tag, so that a text of openings without an end is gone over once. */
const opening = /<(?:\w+:)?ZipFile(?:\s[^<>]*)?>/;

/**
 * Takes the zip of a deploy() call out of its message: megabytes of base64 hold nothing that a parser of XML could
 * find, and would keep it busy for seconds. The element stays, empty.
 */
export function setZipAside(text: string): SetAside {
  const found = opening.exec(text);
  if (found === null) return { rest: text, zip: undefined };
  const start = found.index + found[0].length;
  const end = text.indexOf('<', start);
  if (end < 0) return { rest: text, zip: undefined };
  return { rest: text.slice(0, start) + text.slice(end), zip: text.slice(start, end) };
}
