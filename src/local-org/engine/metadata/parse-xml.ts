import { xmlLibrary } from '../xml-library.ts';
import type { Xml, XmlValue } from './xml.ts';

/** What is wrong with a text as XML, and where. */
export class XmlTrouble extends Error {
  override readonly name = 'XmlTrouble';
  readonly line: number;
  readonly column: number;

  constructor(message: string, line = 1, column = 1) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

/** Documents are read before it is known who sends them: nesting and number are bounded while they are read. */
const deepest = 60;
const mostElements = 500_000;

/**
 * Reads one document. A document type is refused whole, so that no entity is ever declared;
 * the five of XML itself and character references are all that is left.
 */
export function parseXml(text: string): { readonly root: string; readonly content: Xml } {
  const declared = /<!(?:DOCTYPE|ENTITY)/i.exec(text);
  if (declared !== null)
    throw new XmlTrouble('Document types and entities are not allowed', ...placeOf(text, declared.index));
  let depth = 0;
  let elements = 0;
  const opened = (name: string): string => {
    depth += 1;
    elements += 1;
    // In the parser's tree such a child would be no child, and its parent would seem to be without it.
    if (localName(name) === '__proto__') throw new XmlTrouble(`Invalid element name: ${name}`);
    if (depth > deepest) throw new XmlTrouble(`Elements are nested more than ${deepest} deep`);
    if (elements > mostElements) throw new XmlTrouble(`The document has more than ${mostElements} elements`);
    return localName(name);
  };
  const { Parser } = xmlLibrary();
  const parser = new Parser({
    explicitArray: true,
    emptyTag: '',
    async: false,
    attrkey: '$',
    charkey: '_',
    tagNameProcessors: [opened],
    validator: (_path: string, _present: unknown, value: unknown) => {
      depth -= 1;
      return value;
    },
  });
  let trouble: Error | undefined;
  let parsed: unknown;
  parser.parseString(text, (error: Error | null, result: unknown) => {
    trouble ??= error ?? undefined;
    parsed ??= result;
  });
  if (trouble !== undefined) throw asTrouble(trouble);
  if (!isElement(parsed)) throw new XmlTrouble('Premature end of file');
  const [root, content] = Object.entries(parsed)[0]!;
  const value = simplify(content);
  return { root, content: typeof value === 'string' ? {} : (value ?? {}) };
}

/** Line and column, from 1, of a place in a text. */
export function placeOf(text: string, index: number): [line: number, column: number] {
  const before = text.slice(0, index);
  return [before.split('\n').length, index - before.lastIndexOf('\n')];
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

const isElement = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The parser's tree as ours; `undefined` for an element that says `xsi:nil`. */
function simplify(value: unknown): XmlValue | undefined {
  if (!isElement(value)) return String(value ?? '');
  const attributes = isElement(value['$']) ? value['$'] : {};
  if (attributes['xsi:nil'] === 'true') return undefined;
  const children = Object.entries(value).filter(([name]) => name !== '$' && name !== '_');
  const type = attributes['xsi:type'];
  const text = String(value['_'] ?? '');
  if (children.length === 0 && type === undefined) return text;
  const result: Record<string, readonly XmlValue[]> = typeof type === 'string' ? { '@type': [localName(type)] } : {};
  if (children.length === 0 && text !== '') result['@text'] = [text];
  for (const [name, occurrences] of children) {
    const kept = (Array.isArray(occurrences) ? occurrences : [occurrences])
      .map((occurrence) => simplify(occurrence))
      .filter((occurrence) => occurrence !== undefined);
    if (kept.length > 0) result[name] = kept;
  }
  return result;
}

/** The parser tells the place in its message, one line per fact and counting from 0. */
function asTrouble(error: Error): XmlTrouble {
  if (error instanceof XmlTrouble) return error;
  const [message, line, column] = error.message.split('\n');
  return new XmlTrouble(message ?? 'Content is not allowed', after(line) + 1, after(column) + 1);
}

const after = (fact: string | undefined): number => Number(/\d+/.exec(fact ?? '')?.[0] ?? 0);
