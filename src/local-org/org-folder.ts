import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Mistake, NamedError } from '../base/errors.ts';
import { type Claim, claimServer, findServer, readClaim } from '../base/server-claim.ts';
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

interface OrgClaim extends Claim {
  readonly tokens?: Readonly<Record<string, string>>;
}

/** Where a server tells its versions to whoever asks: that it answers there shows that it is ours. */
const anybody = '/services/data';

/** Claims a folder for this process. A claim of a process that is gone counts for nothing. */
export async function claimFolder(folder: string): Promise<OrgFolder> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const held = await claimServer(join(folder, 'server.json'), anybody);
  if (held.status === 'taken') throw new FolderInUse(folder, held.claim.pid, held.claim.url);
  return {
    ...serverPlace(folder, true),
    announce: (url, tokens) => held.announce({ url, tokens }),
    release: () => held.release(),
  };
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
  const found = await findServer(claimFile, anybody);
  if (found === undefined) return undefined;
  const { url, pid } = found;
  return {
    url,
    pid,
    accessToken(username) {
      const token = readClaim<OrgClaim>(claimFile)?.tokens?.[username.toLowerCase()];
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
