import { setTimeout as timer } from 'node:timers/promises';

/** Waits so many milliseconds, or throws when it is called off. Passed in, so that a test can move time instead. */
export type Pause = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

export const realPause: Pause = async (milliseconds, signal) => {
  await timer(milliseconds, undefined, signal === undefined ? {} : { signal });
};
