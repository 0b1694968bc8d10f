import { xmlLibrary } from '../../xml-library.ts';
import { BatchTrouble } from './batch-trouble.ts';

type Row = Readonly<Record<string, unknown>>;

/**
 * The `<sObject>` elements of a batch. `xsi:nil` empties a field; an empty element leaves it alone.
 * Document types are refused whole, so that no entity is ever declared.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_xml_valid_record.htm
 */
export function xmlRows(text: string): readonly Row[] {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) throw new BatchTrouble('Failed to parse XML. Document types are not allowed');
  let trouble: Error | undefined;
  let parsed: unknown;
  const { Parser } = xmlLibrary();
  const parser = new Parser({ explicitArray: true, explicitRoot: false, emptyTag: '', async: false });
  parser.parseString(text, (error: Error | null, result: unknown) => {
    trouble ??= error ?? undefined;
    parsed ??= result;
  });
  if (trouble !== undefined) throw new BatchTrouble(`Failed to parse XML. ${trouble.message.split('\n')[0]}`);
  return elementsOf(parsed, 'sObject').map(rowOf);
}

function rowOf(element: unknown): Row {
  return Object.fromEntries(
    childrenOf(element).flatMap(([name, value]): (readonly [string, unknown])[] => {
      const [parent] = elementsOf(value, 'sObject');
      if (parent === undefined) return [[name, cellOf(value)]];
      return childrenOf(parent).map(([key, inner]) => [`${name}.${key}`, cellOf(inner)]);
    }),
  );
}

function childrenOf(element: unknown): (readonly [string, unknown])[] {
  if (!isElement(element)) return [];
  return Object.entries(element)
    .filter(([name]) => name !== '$' && name !== '_' && name !== 'type')
    .map(([name, values]) => [name, Array.isArray(values) ? values[0] : values]);
}

function elementsOf(element: unknown, name: string): readonly unknown[] {
  const found = isElement(element) ? element[name] : undefined;
  return Array.isArray(found) ? found : [];
}

function cellOf(value: unknown): string | null | undefined {
  if (!isElement(value)) return value === '' ? undefined : String(value);
  const attributes = isElement(value['$']) ? value['$'] : {};
  if (Object.entries(attributes).some(([name, flag]) => name.endsWith(':nil') && flag === 'true')) return null;
  const text = String(value['_'] ?? '');
  return text === '' ? undefined : text;
}

function isElement(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
