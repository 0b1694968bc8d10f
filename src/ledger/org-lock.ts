import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What a run holds: the right to write to an org, or to pull from it. */
export interface OrgPlace {
  readonly orgId: string;
  readonly pulls: boolean;
}

export interface OrgLock {
  release(): void;
}

const SQLITE_BUSY = 5;

/**
 * The right of one run to write to an org, or to pull from it; nothing when another run holds it.
 * It is a transaction held open on a file of its own, so that the operating system itself ends it with the process:
 * a lock of a dead process cannot stay behind, and no process id has to be believed.
 */
export function lockOrg(folder: string, { orgId, pulls }: OrgPlace, patience = 0): OrgLock | undefined {
  return lockName(folder, `${orgId.replace(/\W/g, '_')}${pulls ? '-pull' : ''}`, patience);
}

/** Such a lock by any other name. */
export function lockName(folder: string, name: string, patience = 0): OrgLock | undefined {
  const locks = join(folder, 'locks');
  mkdirSync(locks, { recursive: true });
  const database = new DatabaseSync(join(locks, `${name}.sqlite`), { timeout: patience });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
  return { release: () => database.close() };
}
