import { ApiError } from '../engine/api-error.ts';

/** Deeper than any resource's body, and far from what the walk over it could not bear. */
const deepest = 200;

/** What bodies were read from, as long as somebody holds them. */
const texts = new WeakMap<object, string>();

/** The text of a body as it came, or as it would have come by itself when it is a part of another. */
export function textOf(body: unknown): string {
  return (typeof body === 'object' && body !== null ? texts.get(body) : undefined) ?? JSON.stringify(body) ?? '';
}

/** A body as JSON; `undefined` when there is none, since a request without a body may still name a type for it. */
export function parseJson(text: string): unknown {
  if (text.trim() === '') return undefined;
  if (isDeeper(text, deepest)) throw parserError(`The body is nested more than ${deepest} deep`);
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null) texts.set(body, text);
    return body;
  } catch (error) {
    throw parserError(error instanceof Error ? error.message : 'The body is not valid JSON');
  }
}

const parserError = (message: string): ApiError => new ApiError(400, 'JSON_PARSER_ERROR', message);

const [quote, backslash] = [34, 92];
const opening: ReadonlySet<number> = new Set([91, 123]);
const closing: ReadonlySet<number> = new Set([93, 125]);

/** Whether brackets outside of strings stand so deep; in one go over the text. */
function isDeeper(text: string, most: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at);
    if (letter === quote) {
      at = endOfString(text, at);
    } else if (opening.has(letter)) {
      depth += 1;
      if (depth > most) return true;
    } else if (closing.has(letter)) depth -= 1;
  }
  return false;
}

function endOfString(text: string, start: number): number {
  let at = text.indexOf('"', start + 1);
  while (at > 0 && isEscaped(text, at)) at = text.indexOf('"', at + 1);
  return at < 0 ? text.length : at;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(at - 1 - slashes) === backslash) slashes += 1;
  return slashes % 2 === 1;
}
