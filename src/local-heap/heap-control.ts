import type { ActiveFault } from '../base/fault-book.ts';
import type { MovableClock } from '../base/movable-clock.ts';
import type { Dump } from './export/write-dump.ts';
import type { Fault, HeapFaults } from './faults.ts';
import { type Digest, digestApp } from './look/digest.ts';
import { type Look, lookInto } from './look/look.ts';
import type { LoggedRequest, Tally } from './store/request-log.ts';
import type { HeapStore } from './store/store.ts';

/** Faults on demand, and the clock. For tests of what talks to Heap. */
export interface HeapControl {
  /** Asks for a fault, and gives the Id by which it is known. */
  addFault(fault: Fault): string;
  faults(): readonly ActiveFault<Fault>[];
  /** Resolves once the fault was met so many times (once, unless told), or was taken away. */
  met(id: string, times?: number): Promise<void>;
  /** Takes a fault away; a request that it holds goes on. `false` when there is none of that Id. */
  removeFault(id: string): boolean;
  clearFaults(): void;
  /** Moves the clock by milliseconds, or to a time; kept until it is reset. Gives the time that it shows. */
  moveClock(move: { readonly by: number } | { readonly to: Date }): Date;
}

export interface Requests {
  /** What came to each address for each app since the beginning. */
  readonly tallies: readonly Tally[];
  /** The newest first. */
  readonly last: readonly LoggedRequest[];
}

/** The other end of a local Heap: what it holds, what came to it, and what it is to do. */
export interface HeapPlace extends Look {
  readonly control: HeapControl;
  now(): Date;
  /** One figure for the properties of all identified users of an app; see `digestOf`. */
  digest(appId: string): Digest;
  requests(last?: number): Requests;
  /** Writes the users of an app as the next dump of a Heap Connect export. */
  exportTo(folder: string, appId: string): Promise<Dump>;
  /** Back to what it began with, with no faults and the machine's time. */
  reset(): Promise<void>;
}

export interface PlaceOptions {
  readonly store: HeapStore;
  readonly faults: HeapFaults;
  readonly clock: MovableClock;
  /** Writes what a new one begins with. */
  readonly plant: () => Promise<void>;
}

export function heapPlace({ store, faults, clock, plant }: PlaceOptions): HeapPlace {
  return {
    ...lookInto(store),
    now: () => clock.now(),
    digest: (appId) => digestApp(store, appId),
    requests: (last = 20) => ({ tallies: store.requests.tallies(), last: store.requests.last(last) }),
    async exportTo(folder, appId) {
      // The Avro library is loaded by whoever exports.
      const { writeDump } = await import('./export/write-dump.ts');
      return writeDump(store, appId, folder);
    },
    async reset() {
      faults.clear();
      store.clear();
      clock.reset();
      await plant();
    },
    control: {
      addFault: (fault) => faults.add(fault),
      faults: () => faults.all(),
      met: (id, times) => faults.met(id, times),
      removeFault: (id) => faults.remove(id),
      clearFaults: () => faults.clear(),
      moveClock(move) {
        if ('by' in move) clock.advance(move.by);
        else clock.set(move.to);
        return clock.now();
      },
    },
  };
}
