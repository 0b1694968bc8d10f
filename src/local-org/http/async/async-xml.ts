import { Builder } from 'xml2js';
import { asyncNamespace } from '../../engine/jobs/classic/batch-result.ts';

const print = new Builder({ xmldec: { version: '1.0', encoding: 'UTF-8' }, renderOpts: { pretty: false } });

/** A document of Bulk API 1.0. `undefined` is left out; a list repeats its element. */
export function asyncXml(root: string, content: Readonly<Record<string, unknown>>): string {
  const known = Object.entries(content).filter(([, value]) => value !== undefined);
  return print.buildObject({ [root]: { $: { xmlns: asyncNamespace }, ...Object.fromEntries(known) } });
}
