import { parse } from 'node:querystring';

/** More than any resource reads. */
const most = 1000;

/** The words of a query string. Of one that comes again the first counts, as where servers ask for one parameter. Believed. */
export function firstWords(text: string): Record<string, string> {
  const words: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(parse(text, '&', '=', { maxKeys: most }))) {
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) words[name] = first;
  }
  return words;
}
