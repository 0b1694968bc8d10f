import { childrenOf, handlerFor } from './registry.ts';
import type { Asking, Component, MetadataHandler, TypeName } from './types.ts';
import { nodesOf, placeOf, textOf, type Xml } from './xml.ts';

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
  const beginning = `${parentName}.`.toLowerCase();
  return child
    .names(asking)
    .filter((name) => name.toLowerCase().startsWith(beginning))
    .sort();
}

/** A child as it stands in its parent's file, with the short name. */
export function readChild(asking: Asking, child: MetadataHandler, fullName: string): Xml {
  return { fullName: [fullName.slice(fullName.indexOf('.') + 1)], ...child.read(asking, fullName) };
}

/** The parent's own part and each child as a component of its own; `text` tells the children's places in the file. */
export function takeApart(whole: Component, text?: string): readonly Component[] {
  const children = childrenOf(whole.type);
  const elements = new Set(children.map(({ parent }) => parent!.element));
  const own = Object.fromEntries(Object.entries(whole.content).filter(([element]) => !elements.has(element)));
  return [
    { ...whole, content: own },
    ...children.flatMap((child) =>
      nodesOf(whole.content, child.parent!.element).map((content) => {
        const name = textOf(content, 'fullName') ?? '';
        const place = text === undefined ? {} : placeOfChild(text, child.parent!.element, name);
        return {
          type: child.type,
          fullName: `${whole.fullName}.${name}`,
          content,
          place: { fileName: whole.place.fileName, ...place },
        };
      }),
    ),
  ];
}

function placeOfChild(
  text: string,
  element: string,
  name: string,
): { readonly line: number; readonly column: number } | undefined {
  for (const opening of text.matchAll(new RegExp(`<${element}>`, 'g'))) {
    const child = text.slice(opening.index, text.indexOf(`</${element}>`, opening.index));
    if (/<fullName>\s*([^<]*?)\s*<\/fullName>/.exec(child)?.[1] !== name) continue;
    const [line, column] = placeOf(text, opening.index);
    return { line, column };
  }
  return undefined;
}
