import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { sharedByKey } from '../base/shared.ts';
import { type HeapDesk, heapDeskOver } from '../local-heap/control-client.ts';
import { findLocalHeap } from '../local-heap/heap-folder.ts';
import type { LocalHeap, Seed } from '../local-heap/index.ts';
import { LOCAL_APP } from './local-app.ts';

export interface LocalHeapRequest {
  readonly stateFolder: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Users that a new one knows; asked only when it is new. */
  readonly seed?: () => Promise<Seed | undefined>;
}

/** A local Heap that answers, whoever started it. */
export interface RunningLocalHeap {
  readonly url: string;
  readonly appId: string;
  /** Stops it if we started it; one that another process runs goes on. */
  release(): Promise<void>;
}

/** Where the kept local Heap lies. */
export function localHeapFolder(stateFolder: string): string {
  return join(stateFolder, 'local-heap');
}

// As with the local org: commands of one process share it.
const share = sharedByKey((heap: RunningLocalHeap) => heap.release());

/** A mark of the kept local Heap, of what it alone has: its control key, which is made with it. `undefined` when there is none yet. */
export async function markLocalHeap(stateFolder: string): Promise<string | undefined> {
  try {
    const key = await readFile(join(localHeapFolder(stateFolder), 'control.key'), 'utf8');
    return createHash('sha256').update(key.trim()).digest('hex').slice(0, 16);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The kept local Heap: the one that runs already, or one of our own for as long as anybody in this process needs it. */
export async function useLocalHeap(request: LocalHeapRequest): Promise<RunningLocalHeap> {
  const folder = localHeapFolder(request.stateFolder);
  const { value, release } = await share(folder, async () => {
    const running = await findLocalHeap(folder);
    if (running !== undefined) return { url: running.url, appId: LOCAL_APP, release: async () => {} };
    const own = await startKeptLocalHeap({ ...request, port: 0 });
    return { url: own.url, appId: LOCAL_APP, release: () => own.close() };
  });
  return { ...value, release };
}

/** Starts the kept local Heap in this process. */
export async function startKeptLocalHeap({
  stateFolder,
  ...options
}: LocalHeapRequest & { readonly port: number }): Promise<LocalHeap> {
  const { startLocalHeap } = await import('../local-heap/index.ts');
  const folder = localHeapFolder(stateFolder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return startLocalHeap({ ...options, folder });
}

/** The other end of the kept local Heap: of the one that runs, or of one of our own for as long as we need it. */
export interface OpenHeapDesk extends HeapDesk {
  /** Where it answers, when another process runs it. */
  readonly running: { readonly url: string; readonly pid: number } | undefined;
  release(): Promise<void>;
}

/** `undefined` when there is none yet. */
export async function useHeapDesk(request: LocalHeapRequest): Promise<OpenHeapDesk | undefined> {
  const folder = localHeapFolder(request.stateFolder);
  const running = await findLocalHeap(folder);
  if (running !== undefined) return { ...heapDeskOver(running.url, folder), running, release: async () => {} };
  if (!existsSync(join(folder, 'heap.sqlite'))) return undefined;
  const own = await startKeptLocalHeap({ ...request, port: 0 });
  return {
    apps: async () => own.apps(),
    requests: async (last) => own.requests(last),
    exportTo: (to, appId) => own.exportTo(to, appId),
    running: undefined,
    release: () => own.close(),
  };
}
