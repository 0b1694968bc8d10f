import { xmlLibrary } from '../xml-library.ts';
import type { Xml } from './xml.ts';

/** The document in the form that Salesforce hands out: four blanks per level, `fullName` first, then by name. */
export function printXml(root: string, namespace: string, content: Xml): string {
  const { Builder } = xmlLibrary();
  return new Builder({
    xmldec: { version: '1.0', encoding: 'UTF-8' },
    renderOpts: { pretty: true, indent: '    ', newline: '\n' },
  })
    .buildObject({ [root]: { $: { xmlns: namespace, ...schemaNames(content) }, ...printable(sorted(content)) } })
    .concat('\n');
}

/** Children in a fixed order, so that equal content is equal text. */
export function sorted(content: Xml): Xml {
  const byName = Object.entries(content).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(
    byName.map(([name, values]) => [name, values.map((value) => (typeof value === 'string' ? value : sorted(value)))]),
  );
}

/** The names that types of values need, where there are such values. */
function schemaNames(content: Xml): Readonly<Record<string, string>> {
  if (!hasTypes(content)) return {};
  return {
    'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
    'xmlns:xsd': 'http://www.w3.org/2001/XMLSchema',
  };
}

const hasTypes = (content: Xml): boolean =>
  '@type' in content ||
  Object.values(content).some((values) => values.some((value) => typeof value !== 'string' && hasTypes(value)));

/** The tree in the form that the printer takes. */
function printable(content: Xml): object {
  const { '@type': type, '@text': text, ...children } = content;
  return {
    ...(type === undefined ? {} : { $: { 'xsi:type': `xsd:${type[0]}` } }),
    ...(text === undefined ? {} : { _: text[0] }),
    ...Object.fromEntries(
      Object.entries(children).map(([name, values]) => [
        name,
        values.map((value) => (typeof value === 'string' ? value : printable(value))),
      ]),
    ),
  };
}

const rank = (name: string): number => (name === 'fullName' ? 0 : 1);
