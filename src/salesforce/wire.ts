import type { Connection } from '@jsforce/jsforce-node';
import { exchange, type HttpRequest } from './exchange.ts';
import type { Org } from './org.ts';
import { wireOf } from './org-wire.ts';
import { refusalFor, toRefusal } from './refusals.ts';

/** Makes requests with the client library; whatever goes wrong comes out as trouble of ours. `doing` completes "Salesforce refused to". */
export async function reach<T>(org: Org, doing: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  try {
    return await work(await wireOf(org).connection());
  } catch (error) {
    throw toRefusal(error, { doing, instanceUrl: org.instanceUrl, alias: org.alias });
  }
}

/** One REST request under `/services/data/vXX.0`, or at a path of the host; its answer parsed from JSON and not yet looked at. */
export async function ask(
  org: Org,
  doing: string,
  request: Pick<HttpRequest, 'method' | 'path' | 'harmless'> & { readonly body?: unknown },
): Promise<unknown> {
  const { body, ...rest } = request;
  const sent: HttpRequest = {
    ...rest,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: () => JSON.stringify(body) }),
  };
  const { text, status } = await exchange(org, doing, sent, async (answer) => ({
    text: await answer.body.text(),
    status: answer.statusCode,
  }));
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // A machine on the way has answered in the org's place, in words of its own.
    const said = { code: 'NOT_JSON', message: text.slice(0, 200), status };
    throw refusalFor(said, { doing, instanceUrl: org.instanceUrl, alias: org.alias });
  }
}
