import { restTable } from '../rest/register-rest.ts';
import { notThere } from '../versions.ts';
import type { SoapAsk } from './soap-call.ts';

/** What REST answers to the same question: the two APIs differ in form only. */
export function viaRest(
  { entry, origin }: SoapAsk,
  path: string,
  query: Readonly<Record<string, string | undefined>> = {},
): unknown {
  const found = restTable.match('GET', path);
  if (found === undefined) throw notThere();
  return found.route.answer({ entry, origin, params: found.params, query, headers: {}, body: undefined }).body;
}
