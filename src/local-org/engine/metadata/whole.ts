import { childrenOf, handlerFor } from './registry.ts';
import type { Asking, Component, MetadataHandler, TypeName } from './types.ts';
import { nodesOf, textOf, type Xml } from './xml.ts';

/** A component with its children inside, as files hold it: an object with fields, list views and compact layouts. */
export function readWhole(asking: Asking, type: TypeName, fullName: string): Xml | undefined {
  const own = handlerFor(type).read(asking, fullName);
  if (own === undefined) return undefined;
  const inside = childrenOf(type).flatMap((child) => {
    const entries = childNames(asking, child, fullName).map((name) => readChild(asking, child, name));
    return entries.length === 0 ? [] : [[child.parent!.element, entries] as const];
  });
  return { ...own, ...Object.fromEntries(inside) };
}

function childNames(asking: Asking, child: MetadataHandler, parentName: string): readonly string[] {
  const names = child.names(asking);
  if (child.parent?.alone) return [...names].sort();
  const beginning = `${parentName}.`.toLowerCase();
  return names.filter((name) => name.toLowerCase().startsWith(beginning)).sort();
}

/** A child as it stands in its parent's file, with the short name. */
export function readChild(asking: Asking, child: MetadataHandler, fullName: string): Xml {
  return { fullName: [fullName.slice(fullName.indexOf('.') + 1)], ...child.read(asking, fullName) };
}

/** The parent's own part and each child as a component of its own; `text` tells the children's places in the file. */
export function takeApart(whole: Component, text?: string): readonly Component[] {
  const children = childrenOf(whole.type);
  if (children.length === 0) return [whole];
  const elements = new Set(children.map(({ parent }) => parent!.element));
  const own = Object.fromEntries(Object.entries(whole.content).filter(([element]) => !elements.has(element)));
  return [{ ...whole, content: own }, ...children.flatMap((child) => partsOf(whole, child, text))];
}

function partsOf(whole: Component, child: MetadataHandler, text: string | undefined): readonly Component[] {
  const { element, alone } = child.parent!;
  const contents = nodesOf(whole.content, element);
  const places = text === undefined || contents.length === 0 ? undefined : placesOf(text, element);
  return contents.map((content) => {
    const name = textOf(content, 'fullName') ?? '';
    return {
      type: child.type,
      fullName: alone ? name : `${whole.fullName}.${name}`,
      content,
      place: { fileName: whole.place.fileName, ...places?.get(name) },
    };
  });
}

/** Where each child of an element's name begins, by its full name. */
function placesOf(
  text: string,
  element: string,
): ReadonlyMap<string, { readonly line: number; readonly column: number }> {
  const places = new Map<string, { readonly line: number; readonly column: number }>();
  let line = 1;
  let lineStart = 0;
  for (const { index } of text.matchAll(new RegExp(`<${element}>`, 'g'))) {
    for (let end = text.indexOf('\n', lineStart); end >= 0 && end < index; end = text.indexOf('\n', lineStart)) {
      line += 1;
      lineStart = end + 1;
    }
    const end = text.indexOf(`</${element}`, index);
    if (end < 0) break;
    const name = /<fullName>([^<]*)<\/fullName>/.exec(text.slice(index, end))?.[1]?.trim();
    if (name !== undefined && !places.has(name)) places.set(name, { line, column: index - lineStart + 1 });
  }
  return places;
}
