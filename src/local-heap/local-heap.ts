import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '../base/clock.ts';
import { ensureControlKey } from '../base/control-key.ts';
import { type Log, silentLog } from '../base/log.ts';
import { MovableClock } from '../base/movable-clock.ts';
import { portInUse } from '../base/port-in-use.ts';
import { openFaults } from './faults.ts';
import { type HeapPlace, heapPlace } from './heap-control.ts';
import { claimHeapFolder, temporaryHeapFolder } from './heap-folder.ts';
import { buildServer } from './http/server.ts';
import { plantSeed, type Seed } from './seed.ts';
import { openStore } from './store/store.ts';

export interface HeapOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** All is kept here; without a folder it lives in memory. */
  readonly folder?: string;
  /**
   * Users that a new one knows. A function is asked only when it is new, or reset; when it has nothing to give, again
   * at the next start.
   */
  readonly seed?: Seed | (() => Seed | undefined | Promise<Seed | undefined>);
  readonly clock?: Clock;
  readonly log?: Log;
  /** Whether bodies packed by gzip are taken, which no page of Heap's says: they are unless told. */
  readonly acceptGzip?: boolean;
}

/** A running server that takes what Heap's server-side APIs take, by Heap's rules. */
export interface LocalHeap extends HeapPlace {
  /** `http://localhost:PORT`: what `https://heapanalytics.com` and `https://c.eu.heap-api.com` are elsewhere. */
  readonly url: string;
  /** The file with the secret that the control API at `/local-heap` asks for. */
  readonly controlKeyFile: string;
  close(): Promise<void>;
}

/**
 * Starts a Heap on this machine, for this machine only: in a folder, where it goes on from where it was, or in memory.
 */
export async function startLocalHeap(options: HeapOptions = {}): Promise<LocalHeap> {
  const { port = 0, folder, log = silentLog, acceptGzip = true } = options;
  const files = folder === undefined ? temporaryHeapFolder() : await claimHeapFolder(folder);
  const closers: (() => Promise<void> | void)[] = [() => files.release()];
  const close = async (): Promise<void> => {
    for (const work of closers.splice(0).reverse()) await work();
  };
  try {
    const store = openStore(files.database);
    closers.push(() => store.close());
    const clock = new MovableClock(options.clock ?? systemClock);
    clock.keepIn(store.clockMove);
    const faults = openFaults();
    const plant = async (): Promise<void> => {
      const { seed } = options;
      if (store.isSeeded()) return;
      const found = typeof seed === 'function' ? await seed() : seed;
      // Users that came by themselves meanwhile are not mixed with others.
      if (found !== undefined && store.apps.all().length === 0) await plantSeed(store, found, clock.now().getTime());
    };
    await plant();
    const place = heapPlace({ store, faults, clock, plant });
    ensureControlKey(files.controlKey);
    const app = await buildServer({
      store,
      clock,
      faults,
      log,
      acceptGzip,
      place,
      controlKey: () => ensureControlKey(files.controlKey),
    });
    closers.push(() => app.close());
    await app.listen({ port, host: '127.0.0.1' }).catch((error: unknown) => {
      throw portInUse(error, port, 'the local Heap');
    });
    const url = `http://localhost:${(app.server.address() as AddressInfo).port}`;
    files.announce(url);
    log.info('local heap: started', { url });
    return {
      ...place,
      url,
      controlKeyFile: files.controlKey,
      async close() {
        // Whoever is held would hold the server.
        faults.clear();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
