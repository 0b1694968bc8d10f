import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

/** The library that reads and writes XML, loaded when the first XML comes or goes: an org without any answers the sooner. */
export const xmlLibrary = (): typeof import('xml2js') => load('xml2js') as typeof import('xml2js');

/** A whole document without a line break, as the APIs answer. */
export function xmlOnOneLine(document: Readonly<Record<string, unknown>>): string {
  const { Builder } = xmlLibrary();
  return new Builder({ xmldec: { version: '1.0', encoding: 'UTF-8' }, renderOpts: { pretty: false } }).buildObject(
    document,
  );
}
