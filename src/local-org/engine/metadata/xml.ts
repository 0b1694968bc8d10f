import { ApiError } from '../api-error.ts';

/**
 * An XML element's children by name, each name with all its occurrences in order.
 * Attributes are dropped but for `xsi:type`, which stands under `@type`; the text of such an element under `@text`.
 */
export interface Xml {
  readonly [element: string]: readonly XmlValue[];
}

/** Text, or an element with children. An empty element is the empty text. */
export type XmlValue = string | Xml;

export function textOf(content: Xml, element: string): string | undefined {
  const value = content[element]?.[0];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function textsOf(content: Xml, element: string): readonly string[] {
  return (content[element] ?? []).filter((value) => typeof value === 'string');
}

const flags: Readonly<Record<string, boolean>> = { true: true, 1: true, false: false, 0: false };

/** Throws ApiError for a text that is no boolean. The words are not documented; believed. */
export function flagOf(content: Xml, element: string): boolean | undefined {
  const text = textOf(content, element)?.trim();
  if (text === undefined || text === '') return undefined;
  const flag = flags[text];
  if (flag === undefined) {
    throw new ApiError(400, 'INVALID_TYPE', `'${text}' is not a valid value for the type xsd:boolean`);
  }
  return flag;
}

export function numberOf(content: Xml, element: string): number | undefined {
  const text = textOf(content, element);
  return text === undefined ? undefined : Number(text);
}

/** The occurrences of an element that have children. */
export function nodesOf(content: Xml, element: string): readonly Xml[] {
  return (content[element] ?? []).filter((value) => typeof value !== 'string');
}

/** Content from plain values: `undefined` is left out, everything else becomes text. */
export function xmlOf(values: Readonly<Record<string, string | number | boolean | undefined>>): Xml {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, [String(value)]]),
  );
}
