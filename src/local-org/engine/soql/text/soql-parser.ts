import { createRequire } from 'node:module';
import type { Query } from '@jetstreamapp/soql-parser-js';

const load = createRequire(import.meta.url);

/** The SOQL parser, loaded at the first query: it takes as long to load as all the rest of an org. */
export function parseQuery(text: string): Query {
  const parser = load('@jetstreamapp/soql-parser-js') as typeof import('@jetstreamapp/soql-parser-js');
  return parser.parseQuery(text);
}
