import type { Delivery } from '../../heap/properties/delivery.ts';
import type { ReadyWindow } from './prepare-window.ts';
import type { Window } from './windows.ts';

/** Windows that are in hand at a time: one is made ready, one is on its way to Heap, and one is kept. */
export const IN_HAND = 3;

export interface Turns {
  prepare(window: Window, at: number): Promise<ReadyWindow>;
  /** `looked` rows were in the windows before. */
  send(ready: ReadyWindow, looked: number): Promise<Delivery>;
  settle(ready: ReadyWindow, delivery: Delivery): Promise<void>;
  /** Of a window that is not wanted after all. */
  discard(ready: ReadyWindow): Promise<void>;
}

/**
 * Takes windows one after the other: Heap takes in one while the next is made ready and the one before is kept. Ends with
 * the first that was not delivered whole.
 */
export async function inTurns(windows: readonly Window[], { prepare, send, settle, discard }: Turns): Promise<void> {
  let looked = 0;
  let settling: Promise<void> = Promise.resolve();
  let next = begin(0);
  try {
    for (let at = 0; at < windows.length; at++) {
      const ready = (await next)!;
      next = begin(at + 1);
      const delivery = await send(ready, looked);
      looked += ready.input;
      await settling;
      settling = quiet(settle(ready, delivery));
      if (delivery.stopped !== undefined) break;
    }
    await settling;
  } finally {
    // Whatever went wrong, nothing is at work in the warehouse any more when its owner closes it.
    await Promise.allSettled([settling, next.then((ready) => ready && discard(ready))]);
  }

  function begin(at: number): Promise<ReadyWindow | undefined> {
    const window = windows[at];
    return quiet(window === undefined ? Promise.resolve(undefined) : prepare(window, at));
  }
}

/** It fails where it is waited for. */
function quiet<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}
