import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { sharedByKey } from '../base/shared.ts';
import { controlOver, type OrgsControl } from '../local-org/control-client.ts';
import type { OrgKind } from '../local-org/engine/org-kind.ts';
import type { Edition } from '../local-org/engine/schema/edition.ts';
import type { LocalOrg } from '../local-org/index.ts';
import { findLocalOrg } from '../local-org/org-folder.ts';

/** Who sets up and grants on the local org. */
export const LOCAL_ADMIN = 'admin@heap.local';
/** Who pushes on the local org, with no more than its permission sets allow. */
export const LOCAL_CONNECTING_USER = 'heap-sync@heap.local';

/** A local org that answers, whoever started it. */
export interface RunningLocalOrg {
  readonly url: string;
  accessToken(username: string): string;
  /** Stops it if we started it; one that another process runs goes on. */
  release(): Promise<void>;
}

export interface LocalOrgRequest {
  readonly stateFolder: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Where the kept local org lies. */
export function localOrgFolder(stateFolder: string): string {
  return join(stateFolder, 'local-org');
}

// A program may run several commands at a time: none may close the org that another is at work on.
const share = sharedByKey((org: RunningLocalOrg) => org.release());

/** The kept local org: the one that runs already, or one of our own for as long as anybody in this process needs it. */
export async function useLocalOrg({ stateFolder, clock, log }: LocalOrgRequest): Promise<RunningLocalOrg> {
  const folder = localOrgFolder(stateFolder);
  const { value, release } = await share(folder, async () => {
    const running = await findLocalOrg(folder);
    if (running !== undefined) {
      return { url: running.url, accessToken: (username) => running.accessToken(username), release: async () => {} };
    }
    const own = await startKeptLocalOrg({ stateFolder, clock, log, port: 0 });
    return { url: own.url, accessToken: (username) => own.accessToken(username), release: () => own.close() };
  });
  return { ...value, release };
}

/** Starts the kept local org in this process; a new one begins with the sample's accounts and contacts. */
export async function startKeptLocalOrg({
  stateFolder,
  clock,
  log,
  port,
  edition,
  kind,
}: LocalOrgRequest & {
  readonly port: number;
  readonly edition?: Edition;
  readonly kind?: OrgKind;
}): Promise<LocalOrg> {
  // A server with all its parts takes a second to load, and most commands find one that runs.
  const { startLocalOrg } = await import('../local-org/index.ts');
  const { sampleRecords } = await import('./sample.ts');
  const folder = localOrgFolder(stateFolder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const bought = { ...(edition && { edition }), ...(kind && { kind }) };
  return startLocalOrg({ port, folder, seed: sampleRecords, clock, log, ...bought });
}

/** The kept local org's other end: of the one that runs, or of one of our own for as long as we need it. */
export async function useOrgsControl(request: LocalOrgRequest): Promise<OrgsControl & { release(): Promise<void> }> {
  const { url, release } = await useLocalOrg(request);
  return { ...controlOver(url, localOrgFolder(request.stateFolder)), release };
}
