import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { z } from 'zod';
import { flowText } from './flow-text.ts';
import type { Level } from './settings.ts';
import { type Change, newlineOf, spliced } from './splice.ts';
import { parseYaml } from './yaml-file.ts';
import { addItems, dropItems, leafEnd, lineEnd, setItem, startOf } from './yaml-list.ts';

/** A chosen field as the file has it: its API name, or a map with more. */
export interface WrittenField {
  readonly field: string;
  readonly as?: string;
  readonly value?: 'value' | 'label';
}

export type FieldChoice =
  | { readonly kind: 'add'; readonly level: Level; readonly fields: readonly WrittenField[] }
  /** The field that the file names so gets another name in Heap, or another form. */
  | { readonly kind: 'set'; readonly level: Level; readonly field: WrittenField }
  | { readonly kind: 'drop'; readonly level: Level; readonly fields: readonly string[] };

/**
 * The text of a configuration with other fields chosen, and every other letter as it was, comments and blanks included.
 * Undefined when the list is written in a way that cannot be changed at its place: by an alias, a merge, or with an anchor
 * that others need.
 */
export function chooseFields(text: string, choices: readonly FieldChoice[]): string | undefined {
  return choices.reduce<string | undefined>(
    (now, choice) => (now === undefined ? undefined : applied(now, choice)),
    text,
  );
}

function applied(text: string, choice: FieldChoice): string | undefined {
  const document = parseDocument(text, { keepSourceTokens: true });
  const changes = changesFor(document, text, choice);
  if (changes === undefined) return undefined;
  const after = spliced(text, changes);
  const read = parseYaml(after);
  const said = read.status === 'fine' && isDeepStrictEqual(read.file.value, wanted(document.toJS(), choice));
  return said ? after : undefined;
}

function changesFor(document: Document, text: string, choice: FieldChoice): readonly Change[] | undefined {
  const pull = document.get('pull', true);
  const pair = isMap(pull) ? pull.items.find(({ key }) => isScalar(key) && key.value === choice.level) : undefined;
  if (pair === undefined) {
    return choice.kind === 'add'
      ? single(newList(document, text, choice.level, choice.fields.map(written)))
      : undefined;
  }
  const list = pair.value;
  if (!isSeq(list)) return undefined;
  switch (choice.kind) {
    case 'add':
      return single(addItems(list, text, choice.fields.map(written)));
    case 'set': {
      const [place = -1] = placesOf(list.toJS(document), [choice.field.field]);
      return single(setItem(list, text, place, written(choice.field)));
    }
    case 'drop':
      return dropItems(list, text, placesOf(list.toJS(document), choice.fields), pair.key);
  }
}

function single(change: Change | undefined): readonly Change[] | undefined {
  return change && [change];
}

function newList(document: Document, text: string, level: Level, items: readonly string[]): Change | undefined {
  const pull = document.get('pull', true);
  const newline = newlineOf(text);
  const block = (indent: string) =>
    [`${indent}${level}:`, ...items.map((item) => `${indent}  - ${item}`)].join(newline);
  if (pull === undefined) {
    if (!isMap(document.contents) || document.contents.flow === true) return undefined;
    const before = text === '' || text.endsWith('\n') ? newline : `${newline}${newline}`;
    return { from: text.length, to: text.length, text: `${before}pull:${newline}${block('  ')}${newline}` };
  }
  if (!isMap(pull) || !pull.range) return undefined;
  const last = pull.items.at(-1);
  if (pull.flow === true) {
    const pair = `${level}: [${items.join(', ')}]`;
    const from = last === undefined ? pull.range[0] + 1 : leafEnd(last.value ?? last.key);
    return from === undefined ? undefined : { from, to: from, text: last === undefined ? ` ${pair} ` : `, ${pair}` };
  }
  const [first] = pull.items;
  const start = startOf(first?.key);
  const from = lineEnd(last?.value ?? last?.key, text);
  if (start === undefined || from === undefined) return undefined;
  const indent = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
  return { from, to: from, text: `${newline}${block(indent)}` };
}

function written({ field, as, value }: WrittenField): string {
  if (as === undefined && value === undefined) return flowText(field);
  return flowText({ field, ...(as !== undefined && { as }), ...(value !== undefined && { value }) });
}

const fields = z.array(z.union([z.string(), z.looseObject({ field: z.string() })])).optional();
const fileShape = z.looseObject({ pull: z.looseObject({ contact: fields, account: fields }).optional() });

function placesOf(list: unknown, wanted: readonly string[]): readonly number[] {
  const names = (fields.safeParse(list).data ?? []).map((one) => (typeof one === 'string' ? one : one.field));
  return wanted.map((field) => names.indexOf(field));
}

/** What the changed text is to say. */
function wanted(file: unknown, choice: FieldChoice): unknown {
  const { data } = fileShape.safeParse(file);
  if (data === undefined) return undefined;
  const { level } = choice;
  const before = data.pull?.[level] ?? [];
  const form = ({ field, as, value }: WrittenField) =>
    as === undefined && value === undefined
      ? field
      : { field, ...(as !== undefined && { as }), ...(value !== undefined && { value }) };
  const after = () => {
    if (choice.kind === 'add') return [...before, ...choice.fields.map(form)];
    const places = placesOf(before, choice.kind === 'set' ? [choice.field.field] : choice.fields);
    return choice.kind === 'set'
      ? before.with(places[0] ?? 0, form(choice.field))
      : before.filter((_, place) => !places.includes(place));
  };
  return { ...data, pull: { ...data.pull, [level]: after() } };
}
