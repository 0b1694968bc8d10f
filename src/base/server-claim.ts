import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isRunning } from './is-running.ts';

/** What a file tells of the process that serves its folder. */
export interface Claim {
  readonly pid: number;
  /** Where it answers; unknown while it is still starting. */
  readonly url?: string;
}

/** The claim of this process, until it is released. */
export interface HeldClaim {
  readonly status: 'held';
  /** Tells other processes where it answers, and what else they need: the file is for this user's eyes only. */
  announce(facts: { readonly url: string; readonly [more: string]: unknown }): void;
  release(): void;
}

/** Claims a folder for this process by a file in it. A claim of a process that is gone counts for nothing. */
export async function claimServer(
  file: string,
  path: string,
): Promise<HeldClaim | { readonly status: 'taken'; readonly claim: Claim }> {
  while (!tryClaim(file)) {
    const claim = readClaim(file);
    if (claim !== undefined && (await isAlive(claim, path))) return { status: 'taken', claim };
    setAside(file, claim);
  }
  return {
    status: 'held',
    announce: (facts) => renameSync(writeBeside(file, { ...facts, pid: process.pid }), file),
    release: () => rmSync(file, { force: true }),
  };
}

/** The claim of a process that answers now. */
export async function findServer(file: string, path: string): Promise<(Claim & { readonly url: string }) | undefined> {
  const claim = readClaim(file);
  if (claim?.url === undefined || !(await isAlive(claim, path))) return undefined;
  return { ...claim, url: claim.url };
}

/** What the file says, with all that its server announced. */
export function readClaim<C extends Claim>(file: string): C | undefined {
  try {
    // Written by ourselves, whole: a file that is none of ours has no number there, and counts for nothing.
    const claim = JSON.parse(readFileSync(file, 'utf8')) as C | null;
    return typeof claim?.pid === 'number' ? claim : undefined;
  } catch {
    return undefined;
  }
}

/** Puts the claim there in one step, whole; `false` when another is there. */
function tryClaim(file: string): boolean {
  const own = writeBeside(file, { pid: process.pid });
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (existsSync(file)) return false;
    throw error;
  } finally {
    rmSync(own);
  }
}

/** Takes a dead claim away, unless another starter has put its own in place meanwhile. */
function setAside(file: string, dead: Claim | undefined): void {
  const aside = `${file}.${process.pid}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (readClaim(aside)?.pid !== dead?.pid && !existsSync(file)) linkSync(aside, file);
  rmSync(aside);
}

function writeBeside(file: string, claim: Claim): string {
  const beside = `${file}.${process.pid}.${randomUUID()}`;
  writeFileSync(beside, `${JSON.stringify(claim)}\n`, { mode: 0o600 });
  return beside;
}

/** A process number can come again for another program: one that has told its address must answer at this path. */
async function isAlive({ pid, url }: Claim, path: string): Promise<boolean> {
  if (!isRunning(pid)) return false;
  if (url === undefined) return true;
  return answers(`${url}${path}`);
}

/**
 * One that is silent for five seconds is busy. By `get`, since the first `fetch` of a process loads a client of its own, as does an
 * `import` of the module, for the WebSocket that it names.
 */
function answers(url: string): Promise<boolean> {
  const { get } = process.getBuiltinModule('node:http');
  return new Promise((resolve) => {
    const asked = get(url, { timeout: 5000, agent: false }, ({ statusCode = 0 }) => {
      resolve(statusCode >= 200 && statusCode < 300);
      asked.destroy();
    });
    asked.on('timeout', () => {
      resolve(true);
      asked.destroy();
    });
    asked.on('error', () => resolve(false));
  });
}
