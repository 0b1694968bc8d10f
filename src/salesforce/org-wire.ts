import type { Connection } from '@jsforce/jsforce-node';
import type { Connection as CoreConnection } from '@salesforce/core';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { CreditMeter } from './credit-meter.ts';
import type { MeteredHttp } from './metered-http.ts';
import type { Org } from './org.ts';

/** How an org is reached; known to this folder alone. */
export interface Wire {
  readonly http: MeteredHttp;
  readonly meter: CreditMeter;
  readonly log: Log;
  readonly clock: Clock;
  /** As it is now; another one after a renewal. */
  accessToken(): string;
  /** Renews a session that ended; absent when there is no way to. `since`: when the request left that met its end. */
  readonly renew?: (since: number) => Promise<void>;
  /** The login in the form of the client library, which is loaded when first asked for. */
  connection(): Promise<Connection>;
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
