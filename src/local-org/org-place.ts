import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where one org's files lie. */
export interface OrgPlace {
  /** The org's own file; an org in memory has none. */
  readonly database: string | undefined;
  /** The org as it was when it was new, to go back to. */
  readonly seedSnapshot: string | undefined;
  /** Folder of the snapshots that were taken; those of an org in memory stay there. */
  readonly snapshots: string | undefined;
  readonly jobs: string;
}

/** What one server keeps: its first org, the further ones, and the keys to them. */
export interface ServerPlace {
  readonly first: OrgPlace;
  /** The folder of further orgs, one folder each. */
  readonly orgs: string;
  readonly kept: boolean;
  readonly jwtKey: string;
  readonly controlKey: string;
}

export function orgPlace(folder: string, kept: boolean): OrgPlace {
  return {
    database: kept ? join(folder, 'org.sqlite') : undefined,
    seedSnapshot: kept ? join(folder, 'seed.sqlite') : undefined,
    snapshots: kept ? join(folder, 'snapshots') : undefined,
    jobs: join(folder, 'jobs'),
  };
}

export function serverPlace(folder: string, kept: boolean): ServerPlace {
  return {
    first: orgPlace(folder, kept),
    orgs: join(folder, 'orgs'),
    kept,
    jwtKey: join(folder, 'jwt.key'),
    controlKey: join(folder, 'control.key'),
  };
}

/** Orgs in memory still need files for what streams and for their keys; they go when the server goes. */
export function temporaryPlace(): ServerPlace & { release(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'heap-local-org-'));
  return { ...serverPlace(folder, false), release: () => rmSync(folder, { recursive: true, force: true }) };
}
