import { createRequire } from 'node:module';
import type { Query } from '@jetstreamapp/soql-parser-js';

const load = createRequire(import.meta.url);

/** The SOQL parser, loaded when it is first wanted: it takes as long to load as all the rest of an org. */
export const soqlParser = (): typeof import('@jetstreamapp/soql-parser-js') =>
  load('@jetstreamapp/soql-parser-js') as typeof import('@jetstreamapp/soql-parser-js');

export const parseQuery = (text: string): Query => soqlParser().parseQuery(text);
