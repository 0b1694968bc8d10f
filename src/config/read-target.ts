import { Mistake } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import type { Environment } from './environment.ts';
import type { ConfigFile } from './schema.ts';
import type { HeapTarget, Target } from './settings.ts';
import { signInReader } from './sign-in/read-sign-in.ts';
import type { OrgForm } from './sign-in/sign-in-schema.ts';
import type { SignInSource } from './sign-in/variable-reader.ts';

type EnvironmentForm = NonNullable<ConfigFile['environments']>[string];

interface ChosenEnvironment {
  readonly target: Target;
  /** Whether nothing names an org but what `sf` works on by itself. */
  readonly byDefault: boolean;
  readonly admin?: Target;
  /** The Heap that goes with it; undefined when the file names none. */
  readonly heap?: HeapTarget;
  /** A source that is this environment's alone. */
  readonly source?: ConfigFile['source'];
}

interface Wanted {
  readonly targetOrg?: string | undefined;
  readonly defaultOrg?: string | undefined;
  readonly environment?: string | undefined;
}

/** Heap's own addresses: https://developers.heap.io/reference/track-1 */
const HEAP_URLS = { us: 'https://heapanalytics.com', eu: 'https://c.eu.heap-api.com' } as const;

/**
 * The org to work on, and what goes with it. The nearer to the person, the stronger: flags before environment variables,
 * and an org before an environment; last what `sf` works on by itself. An org that one environment alone names brings
 * that environment's Heap and source.
 */
export function readTarget(
  config: ConfigFile,
  flags: Wanted,
  variables: Environment,
  file: string,
  signIns: SignInSource,
): ChosenEnvironment {
  const named = flags.targetOrg ?? (flags.environment === undefined ? variables.targetOrg : undefined);
  const environment = flags.environment ?? (named === undefined ? variables.environment : undefined);
  const chosen = environment === undefined ? undefined : environmentOf(config, environment, file);
  const org = named ?? chosen?.org ?? flags.defaultOrg ?? 'local';
  const { heap, source, admin }: Partial<EnvironmentForm> = chosen ?? onlyOneOf(config, org) ?? {};
  const written = heap ?? (org === 'local' ? 'local' : undefined);
  const name = environment ?? 'env';
  return {
    target: targetOf(org, name, signIns),
    byDefault: named === undefined && chosen === undefined && flags.defaultOrg !== undefined,
    ...(admin !== undefined && { admin: targetOf(admin, `${name} (admin)`, signIns) }),
    ...(written !== undefined && { heap: heapOf(written, variables) }),
    ...(source !== undefined && { source }),
  };
}

function targetOf(org: OrgForm, name: string, signIns: SignInSource): Target {
  if (org === 'local') return { kind: 'local' };
  if (org === 'env') return { kind: 'sign-in', name, read: signInReader(undefined, signIns) };
  if (typeof org === 'string') return { kind: 'alias', alias: org };
  return { kind: 'sign-in', name, read: signInReader(org, signIns) };
}

function heapOf(heap: NonNullable<EnvironmentForm['heap']>, { heapUrl }: Environment): HeapTarget {
  if (heap === 'local') return { kind: 'local' };
  const url = heapUrl ?? HEAP_URLS[heap.region ?? 'us'];
  return { kind: 'app', appId: String(heap.appId), environment: heap.environment, url: url.replace(/\/+$/, '') };
}

function onlyOneOf({ environments = {} }: ConfigFile, org: OrgForm): EnvironmentForm | undefined {
  const [one, ...others] = Object.values(environments).filter((environment) => environment.org === org);
  return others.length === 0 ? one : undefined;
}

function environmentOf({ environments = {} }: ConfigFile, wanted: string, file: string): EnvironmentForm {
  const found = Object.hasOwn(environments, wanted) ? environments[wanted] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(environments);
  const near = nearest(wanted, known);
  throw new Mistake({
    trouble: 'unknown-name',
    message: `${file} has no environment "${wanted}".`,
    actions: [
      near.length > 0
        ? `Did you mean ${near.join(' or ')}?`
        : known.length > 0
          ? `Name one of these: ${known.join(', ')}`
          : 'Add it under environments: in that file.',
      'Or name the org itself: --target-org ALIAS',
    ],
    facts: { wanted, known },
  });
}
