import { isAlias, isCollection, isMap, isNode, isSeq, type YAMLSeq } from 'yaml';
import { type Change, newlineOf } from './splice.ts';

/** Items behind the last one of a list, each a text that stands on one line. */
export function addItems(list: YAMLSeq, text: string, items: readonly string[]): Change | undefined {
  const last = list.items.at(-1);
  if (list.flow === true) {
    const from = last === undefined ? startOf(list) : leafEnd(last);
    if (from === undefined) return undefined;
    return last === undefined ? at(from + 1, items.join(', ')) : at(from, items.map((item) => `, ${item}`).join(''));
  }
  const [from, dash] = [lineEnd(last, text), dashOf(list, list.items.length - 1)];
  if (from === undefined || dash === undefined) return undefined;
  const indent = text.slice(lineStart(text, dash), dash);
  return at(from, items.map((item) => `${newlineOf(text)}${indent}- ${item}`).join(''));
}

/** Another text in place of an item; not where a comment would go with it. */
export function setItem(list: YAMLSeq, text: string, place: number, item: string): Change | undefined {
  const [from, to] = [startOf(list.items[place]), leafEnd(list.items[place])];
  if (from === undefined || to === undefined || text.slice(from, to).includes('#')) return undefined;
  return { from, to, text: item };
}

/** A list without some of its items, and without what stands behind those in their lines. `key` is the list's own in its map. */
export function dropItems(
  list: YAMLSeq,
  text: string,
  places: readonly number[],
  key: unknown,
): readonly Change[] | undefined {
  const changes =
    list.flow === true ? dropFromBrackets(list, text, places) : places.map((place) => dropLine(list, text, place));
  // A key with nothing behind it would be no list.
  if (list.flow !== true && places.length === list.items.length) changes.push(emptyList(text, key));
  const known = changes.filter((change) => change !== undefined);
  return known.length === changes.length ? known : undefined;
}

type Found = Change | undefined;

function dropFromBrackets({ items }: YAMLSeq, text: string, places: readonly number[]): Found[] {
  const leading = items.findIndex((_, place) => !places.includes(place));
  const first = leading < 0 ? items.length : leading;
  const later = places.filter((place) => place >= first).map((place) => dropBehind(items, text, place));
  if (first === 0) return later;
  const [from, to] = [startOf(items[0]), leading < 0 ? leafEnd(items.at(-1)) : startOf(items[first])];
  return [from === undefined || to === undefined ? undefined : { from, to, text: '' }, ...later];
}

/** An item with the comma before it. */
function dropBehind(items: readonly unknown[], text: string, place: number): Found {
  const [from, start, to] = [leafEnd(items[place - 1]), startOf(items[place]), leafEnd(items[place])];
  if (from === undefined || start === undefined || to === undefined) return undefined;
  // A comment between the two is about the one before.
  const between = text.slice(from, start);
  return { from, to, text: between.includes('#') ? between.replace(',', '') : '' };
}

function dropLine(list: YAMLSeq, text: string, place: number): Found {
  const [dash, to] = [dashOf(list, place), lineEnd(list.items[place], text)];
  if (dash === undefined || to === undefined) return undefined;
  const from = lineStart(text, dash);
  if (text.slice(from, dash).trim() !== '') return undefined;
  return { from, to: to + (/^\r?\n/.exec(text.slice(to, to + 2))?.[0].length ?? 0), text: '' };
}

function emptyList(text: string, key: unknown): Found {
  const end = leafEnd(key);
  const colon = end === undefined ? -1 : text.indexOf(':', end);
  return colon < 0 ? undefined : at(colon + 1, ' []');
}

/** Where the dash of an item in a block stands. */
function dashOf({ srcToken }: YAMLSeq, place: number): number | undefined {
  if (srcToken?.type !== 'block-seq') return undefined;
  return srcToken.items[place]?.start.find(({ type }) => type === 'seq-item-ind')?.offset;
}

/** Where a node begins. */
export function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

/** Where the last thing in a node ends, without the comments and line breaks behind it that a block counts as its own. */
export function leafEnd(node: unknown): number | undefined {
  if (!isNode(node) || isAlias(node)) return isNode(node) ? node.range?.[1] : undefined;
  if (!isCollection(node) || node.flow === true) return node.range?.[1];
  if (isSeq(node)) return leafEnd(node.items.at(-1));
  const last = isMap(node) ? node.items.at(-1) : undefined;
  return leafEnd(last?.value ?? last?.key);
}

/** The end of the line that a node ends in. */
export function lineEnd(node: unknown, text: string): number | undefined {
  const end = leafEnd(node);
  if (end === undefined) return undefined;
  // A text of several lines ends with its last line break.
  if (text[end - 1] === '\n') return end - (text[end - 2] === '\r' ? 2 : 1);
  return end + (/\r?\n|$/.exec(text.slice(end))?.index ?? 0);
}

function lineStart(text: string, place: number): number {
  return text.lastIndexOf('\n', place - 1) + 1;
}

function at(place: number, text: string): Change {
  return { from: place, to: place, text };
}
