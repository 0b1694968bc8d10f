import { asyncNamespace } from '../../engine/jobs/classic/batch-result.ts';
import { xmlOnOneLine } from '../../engine/xml-library.ts';

/** A document of Bulk API 1.0. `undefined` is left out; a list repeats its element. */
export function asyncXml(root: string, content: Readonly<Record<string, unknown>>): string {
  const known = Object.entries(content).filter(([, value]) => value !== undefined);
  return xmlOnOneLine({ [root]: { $: { xmlns: asyncNamespace }, ...Object.fromEntries(known) } });
}
