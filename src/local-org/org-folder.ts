import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Mistake, NamedError } from '../base/errors.ts';
import { isRunning } from '../base/is-running.ts';
import { type ServerPlace, serverPlace } from './org-place.ts';

/** Another process serves the org of this folder. */
export class FolderInUse extends NamedError {
  override readonly name = 'FolderInUse';
  readonly folder: string;
  readonly pid: number;
  /** Where it answers; unknown while it is still starting. */
  readonly url: string | undefined;

  constructor(folder: string, pid: number, url: string | undefined) {
    super({
      trouble: 'busy',
      message: `The local org in ${folder} is already served by process ${pid}${url === undefined ? '' : ` at ${url}`}.`,
      actions: [url === undefined ? 'Try again in a moment.' : `Use it at ${url}, or stop that process first.`],
      facts: { folder, pid, ...(url === undefined ? {} : { url }) },
    });
    this.folder = folder;
    this.pid = pid;
    this.url = url;
  }
}

/** The folder of a kept org, held by this process until it is released. */
export interface OrgFolder extends ServerPlace {
  /** Tells other processes where the org answers, and by which tokens: the file is for this user's eyes only. */
  announce(url: string, tokens: Readonly<Record<string, string>>): void;
  release(): void;
}

interface Claim {
  readonly pid: number;
  readonly url?: string;
  readonly tokens?: Readonly<Record<string, string>>;
}

/** Claims a folder for this process. A claim of a process that is gone counts for nothing. */
export async function claimFolder(folder: string): Promise<OrgFolder> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const claimFile = join(folder, 'server.json');
  while (!tryClaim(claimFile)) {
    const claim = readClaim(claimFile);
    if (claim !== undefined && (await isAlive(claim))) throw new FolderInUse(folder, claim.pid, claim.url);
    setAside(claimFile, claim);
  }
  return {
    ...serverPlace(folder, true),
    announce: (url, tokens) => renameSync(writeBeside(claimFile, { pid: process.pid, url, tokens }), claimFile),
    release: () => rmSync(claimFile, { force: true }),
  };
}

/** Puts the claim there in one step, whole; `false` when another is there. */
function tryClaim(claimFile: string): boolean {
  const own = writeBeside(claimFile, { pid: process.pid });
  try {
    linkSync(own, claimFile);
    return true;
  } catch (error) {
    if (existsSync(claimFile)) return false;
    throw error;
  } finally {
    rmSync(own);
  }
}

/** Takes a dead claim away, unless another starter has put its own in place meanwhile. */
function setAside(claimFile: string, dead: Claim | undefined): void {
  const aside = `${claimFile}.${process.pid}.${randomUUID()}`;
  try {
    renameSync(claimFile, aside);
  } catch {
    return;
  }
  if (readClaim(aside)?.pid !== dead?.pid && !existsSync(claimFile)) linkSync(aside, claimFile);
  rmSync(aside);
}

function writeBeside(claimFile: string, claim: Claim): string {
  const file = `${claimFile}.${process.pid}.${randomUUID()}`;
  writeFileSync(file, `${JSON.stringify(claim)}\n`, { mode: 0o600 });
  return file;
}

function readClaim(file: string): Claim | undefined {
  try {
    // Written by ourselves, whole: a file that is none of ours has no number there, and counts for nothing.
    const claim = JSON.parse(readFileSync(file, 'utf8')) as Claim | null;
    return typeof claim?.pid === 'number' ? claim : undefined;
  } catch {
    return undefined;
  }
}

/** An org that another process serves. */
export interface FoundOrg {
  readonly url: string;
  readonly pid: number;
  /** The user's access token there. */
  accessToken(username: string): string;
}

/** The org of this folder, if a process serves it now. */
export async function findLocalOrg(folder: string): Promise<FoundOrg | undefined> {
  const claimFile = join(folder, 'server.json');
  const claim = readClaim(claimFile);
  if (claim?.url === undefined || !(await isAlive(claim))) return undefined;
  const { url, pid } = claim;
  return {
    url,
    pid,
    accessToken(username) {
      const token = readClaim(claimFile)?.tokens?.[username.toLowerCase()];
      if (token !== undefined) return token;
      throw new Mistake({
        trouble: 'unknown-name',
        message: `The local org at ${url} has no active user ${username}.`,
        actions: ['Use admin@heap.local or heap-sync@heap.local, or a user that was added to the org.'],
        facts: { username, url },
      });
    },
  };
}

/** A process number can come again for another program: one that has told its address must answer there. */
async function isAlive({ pid, url }: Claim): Promise<boolean> {
  if (!isRunning(pid)) return false;
  if (url === undefined) return true;
  return fetch(`${url}/services/data`, { signal: AbortSignal.timeout(5000) }).then(
    ({ ok }) => ok,
    (error: unknown) => error instanceof Error && error.name === 'TimeoutError',
  );
}
