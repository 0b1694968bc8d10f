import type { FastifyInstance } from 'fastify';
import { soqlParser } from '../engine/soql/text/soql-parser.ts';

/** Milliseconds after the first answer: who asked may have more to ask at once. */
const pause = 50;

/** Loads the SOQL parser soon after the first answer, so that neither that one nor the first query has to wait for it. */
export function warmUp(app: FastifyInstance): void {
  let timer: NodeJS.Timeout | undefined;
  app.addHook('onResponse', async () => {
    timer ??= setTimeout(soqlParser, pause).unref();
  });
  app.addHook('onClose', async () => clearTimeout(timer));
}
