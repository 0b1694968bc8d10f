import { Mistake } from '../base/errors.ts';
import type { HeapTarget } from '../config/settings.ts';
import type { Org, OrgEnvironment } from '../salesforce/org.ts';

type HeapEnvironment = Extract<HeapTarget, { kind: 'app' }>['environment'];

/** Which environment of Heap each kind of org goes with. A Developer Edition is nobody's production. */
const GOES_WITH: Readonly<Record<OrgEnvironment, HeapEnvironment>> = {
  production: 'production',
  sandbox: 'development',
  scratch: 'development',
  developer: 'development',
};

const KINDS: Readonly<Record<OrgEnvironment, string>> = {
  production: 'a production org',
  sandbox: 'a sandbox',
  scratch: 'a scratch org',
  developer: 'a Developer Edition org',
};

/** An org and an environment of Heap that do not go together. */
export interface Crossing {
  readonly org: OrgEnvironment;
  readonly heap: HeapEnvironment;
  /** The id of Heap's environment. */
  readonly appId: string;
}

/**
 * How the two cross; undefined when they go together, or when no environment of Heap is named. What the org is, its
 * Organization record says, whatever its alias is called. The local Heap goes with any org.
 */
export function crossingOf(org: OrgEnvironment, heap: HeapTarget | undefined): Crossing | undefined {
  if (heap?.kind !== 'app' || heap.environment === GOES_WITH[org]) return undefined;
  return { org, heap: heap.environment, appId: heap.appId };
}

/** Stops a run that would carry data from one world into the other, unless that is meant; the crossing is to be kept in its run. */
export function checkPairing(
  org: Pick<Org, 'environment' | 'alias' | 'username'>,
  heap: HeapTarget | undefined,
  { allowed }: { readonly allowed: boolean },
): Crossing | undefined {
  const crossing = crossingOf(org.environment, heap);
  if (crossing === undefined || allowed) return crossing;
  const name = org.alias ?? org.username;
  const other = GOES_WITH[org.environment];
  throw new Mistake({
    trouble: 'config',
    message: `${name} is ${KINDS[org.environment]}, which goes with a ${other} environment of Heap, and app ${crossing.appId} is a ${crossing.heap} one. Nothing was sent.`,
    actions: [
      `Choose a pair that goes together: --environment NAME, one that names this org and a ${other} environment of Heap.`,
      ...(org.alias === undefined
        ? []
        : [`See which org the alias leads to: sf org display --target-org ${org.alias}`]),
      'If it is meant: --allow-cross-environment. The run then says so in the ledger.',
    ],
    facts: { org: name, kind: crossing.org, heap: crossing.heap, appId: crossing.appId, goesWith: other },
  });
}

/** `a sandbox with the production environment 2084764332 of Heap`. */
export function crossingText({ org, heap, appId }: Crossing): string {
  return `${KINDS[org]} with the ${heap} environment ${appId} of Heap`;
}
