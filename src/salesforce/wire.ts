import type { Connection } from '@jsforce/jsforce-node';
import type { Connection as CoreConnection } from '@salesforce/core';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { CreditMeter } from './credits.ts';
import type { MeteredHttp } from './metered-http.ts';
import type { Org } from './org.ts';
import { toRefusal } from './refusals.ts';

/** How an org is reached; known to this folder alone. */
export interface Wire {
  readonly connection: Connection;
  readonly http: MeteredHttp;
  readonly meter: CreditMeter;
  readonly log: Log;
  readonly clock: Clock;
  /** The same login in the form that source-deploy-retrieve wants. */
  core(): Promise<CoreConnection>;
}

const wires = new WeakMap<Org, Wire>();

export function bindWire(org: Org, wire: Wire): Org {
  wires.set(org, wire);
  return org;
}

export function wireOf(org: Org): Wire {
  const wire = wires.get(org);
  if (wire === undefined) throw new Error('This Org was not made by connectOrg, or is a copy of one that was.');
  return wire;
}

/** Makes requests with the client library; whatever goes wrong comes out as trouble of ours. `doing` completes "Salesforce refused to". */
export async function reach<T>(org: Org, doing: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  try {
    return await work(wireOf(org).connection);
  } catch (error) {
    throw toRefusal(error, { doing, instanceUrl: org.instanceUrl, alias: org.alias });
  }
}

/** One REST request under `/services/data/vXX.0`, its answer parsed from JSON and not yet looked at. */
export async function ask(
  org: Org,
  doing: string,
  request: { readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'; readonly path: string; readonly body?: unknown },
): Promise<unknown> {
  return reach(org, doing, (connection) =>
    connection.request<unknown>({
      method: request.method,
      url: request.path,
      ...(request.body === undefined
        ? {}
        : { body: JSON.stringify(request.body), headers: { 'content-type': 'application/json' } }),
    }),
  );
}
