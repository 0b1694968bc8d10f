import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NamedError } from '../base/errors.ts';
import { claimServer, findServer } from '../base/server-claim.ts';

/** Another process serves the local Heap of this folder. */
export class HeapFolderInUse extends NamedError {
  override readonly name = 'HeapFolderInUse';

  constructor(folder: string, pid: number, url: string | undefined) {
    super({
      trouble: 'busy',
      message: `The local Heap in ${folder} is already served by process ${pid}${url === undefined ? '' : ` at ${url}`}.`,
      actions: [url === undefined ? 'Try again in a moment.' : `Use it at ${url}, or stop that process first.`],
      facts: { folder, pid, ...(url === undefined ? {} : { url }) },
    });
  }
}

/** Where a local Heap's files lie. */
export interface HeapFolder {
  /** None of one in memory. */
  readonly database: string | undefined;
  readonly controlKey: string;
  /** Tells other processes where it answers. */
  announce(url: string): void;
  release(): void;
}

/** That it answers there shows that it is ours. */
const anybody = '/local-heap/ping';

/** Claims a folder for this process. A claim of a process that is gone counts for nothing. */
export async function claimHeapFolder(folder: string): Promise<HeapFolder> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const held = await claimServer(join(folder, 'server.json'), anybody);
  if (held.status === 'taken') throw new HeapFolderInUse(folder, held.claim.pid, held.claim.url);
  return {
    database: join(folder, 'heap.sqlite'),
    controlKey: join(folder, 'control.key'),
    announce: (url) => held.announce({ url }),
    release: () => held.release(),
  };
}

/** One in memory still needs a file for its key; it goes when the server goes. */
export function temporaryHeapFolder(): HeapFolder {
  const folder = mkdtempSync(join(tmpdir(), 'local-heap-'));
  return {
    database: undefined,
    controlKey: join(folder, 'control.key'),
    announce: () => undefined,
    release: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A local Heap that another process serves. */
export interface FoundHeap {
  readonly url: string;
  readonly pid: number;
}

/** The local Heap of this folder, if a process serves it now. */
export async function findLocalHeap(folder: string): Promise<FoundHeap | undefined> {
  const found = await findServer(join(folder, 'server.json'), anybody);
  return found && { url: found.url, pid: found.pid };
}
