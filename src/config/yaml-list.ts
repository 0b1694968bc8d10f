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

/** A list without one of its items, and without what stands behind that in its line. `key` is the list's own in its map. */
export function dropItem(list: YAMLSeq, text: string, place: number, key: unknown): Change | undefined {
  return list.flow === true ? dropFromBrackets(list, text, place) : dropLines(list, text, place, key);
}

function dropFromBrackets({ items }: YAMLSeq, text: string, place: number): Change | undefined {
  const [from, to] = [startOf(items[place]), leafEnd(items[place])];
  if (from === undefined || to === undefined) return undefined;
  const next = startOf(items[place + 1]);
  if (place === 0) return { from, to: next ?? to, text: '' };
  const before = leafEnd(items[place - 1]);
  if (before === undefined) return undefined;
  // A comment between the two is about the one before.
  const between = text.slice(before, from);
  return { from: before, to, text: between.includes('#') ? between.replace(',', '') : '' };
}

function dropLines(list: YAMLSeq, text: string, place: number, key: unknown): Change | undefined {
  const [dash, to] = [dashOf(list, place), lineEnd(list.items[place], text)];
  if (dash === undefined || to === undefined) return undefined;
  const from = lineStart(text, dash);
  if (text.slice(from, dash).trim() !== '') return undefined;
  if (list.items.length > 1) return { from, to: to + (/^\r?\n/.exec(text.slice(to))?.[0].length ?? 0), text: '' };
  // A key with nothing behind it would be no list.
  const keyEnd = leafEnd(key);
  const colon = keyEnd === undefined ? -1 : text.indexOf(':', keyEnd);
  if (colon < 0) return undefined;
  return { from: colon + 1, to, text: ` []${text.slice(colon + 1, from).replace(/\r?\n$/, '')}` };
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
