import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { NamedError } from '../base/errors.ts';
import type { Org } from './org.ts';
import { type Wire, wireOf } from './org-wire.ts';
import { isUnreachable, refusalFor, type Said, toRefusal } from './refusals.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** Behind `/services/data/vXX.0`; or from `/services/` on, as the pages of a query are named. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Opens the body afresh for each attempt. */
  readonly body?: () => Readable | string;
  /** A POST that does no harm when it is made twice. */
  readonly harmless?: true;
}

type Answer = Dispatcher.ResponseData;

/** Pauses before another attempt at a request whose line broke, or that a busy org sent back. */
const pauses = [250, 1000, 4000];

/** Requests that do the same when they are made twice. The others may have been done although no answer came. */
const repeatable = new Set(['GET', 'PUT', 'DELETE']);

/**
 * One request, and what is taken of its answer. An ended session is renewed once; a line that breaks, be it in the middle of
 * the answer, or a busy org is tried again where that cannot do a thing twice; what remains comes out as trouble of ours.
 * So `take` may be called again, and has to begin anew.
 */
export async function exchange<T>(
  org: Org,
  doing: string,
  request: HttpRequest,
  take: (answer: Answer) => Promise<T>,
): Promise<T> {
  const wire = wireOf(org);
  const at = { doing, instanceUrl: org.instanceUrl, alias: org.alias };
  let renewed = false;
  for (let attempt = 0; ; ) {
    const began = Date.now();
    const outcome = await once(wire, org, request, take).catch((error: unknown) => ({ trouble: toRefusal(error, at) }));
    if ('taken' in outcome) return outcome.taken;

    const trouble = 'trouble' in outcome ? outcome.trouble : refusalFor(outcome.said, at);
    if (!renewed && wire.renew && adviceOf(trouble) === 'sign-in') {
      renewed = true;
      await wire.renew(began).catch((error: unknown) => {
        throw toRefusal(error, at);
      });
      continue;
    }
    const again = pauses[attempt];
    if (again === undefined || !(request.harmless || repeatable.has(request.method))) throw trouble;
    if (!(adviceOf(trouble) === 'retry-now' || isUnreachable(trouble))) throw trouble;
    wire.log.debug('trying again', { doing, attempt: attempt + 1 });
    await pause(again);
    attempt += 1;
  }
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_calloptions.htm */
const caller = { 'sforce-call-options': 'client=heap-salesforce' };

async function once<T>(
  wire: Wire,
  org: Org,
  request: HttpRequest,
  take: (answer: Answer) => Promise<T>,
): Promise<{ readonly taken: T } | { readonly said: Said }> {
  const answer = await wire.http.dispatcher.request({
    origin: org.instanceUrl,
    path: request.path.startsWith('/services/') ? request.path : `/services/data/v${org.apiVersion}${request.path}`,
    method: request.method,
    headers: { ...request.headers, ...caller, authorization: `Bearer ${wire.accessToken()}` },
    body: request.body?.() ?? null,
  });
  return answer.statusCode < 300 ? { taken: await take(answer) } : { said: await saidIn(answer) };
}

function adviceOf(trouble: Error): unknown {
  return trouble instanceof NamedError ? trouble.facts['advice'] : undefined;
}

/** What an answer other than a good one says: a list of errors in JSON, or whatever a machine on the way has put there. */
async function saidIn(answer: Answer): Promise<Said> {
  const status = answer.statusCode;
  const text = (await answer.body.text()).slice(0, 10_000);
  // The page that tells who the user is has words of its own for an ended session.
  if (text === 'Bad_OAuth_Token')
    return { code: 'INVALID_SESSION_ID', message: 'Session expired or invalid', status: 401 };
  const plain: Said = { code: `ERROR_HTTP_${status}`, message: text.slice(0, 500) || `HTTP ${status}`, status };
  try {
    const parsed: unknown = JSON.parse(text);
    const entry: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
    if (typeof entry !== 'object' || entry === null) return plain;
    // Pages of OAuth have words of their own for the same: https://datatracker.ietf.org/doc/html/rfc6749#section-5.2
    if ('error' in entry && 'error_description' in entry)
      return { code: String(entry.error).toUpperCase(), message: String(entry.error_description), status };
    if (!('errorCode' in entry)) return plain;
    const message = 'message' in entry ? String(entry.message) : plain.message;
    const fields = 'fields' in entry && Array.isArray(entry.fields) ? entry.fields.map(String) : [];
    return { code: String(entry.errorCode), message, fields, status };
  } catch {
    return plain;
  }
}
