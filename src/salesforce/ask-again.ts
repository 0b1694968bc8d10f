import { setTimeout as pause } from 'node:timers/promises';

export interface Perseverance<T> {
  /** Milliseconds before each further attempt; as many as there are. */
  readonly pauses: readonly number[];
  /** Whether whoever answered so may answer otherwise in a moment. */
  readonly isBusy: (answer: T) => boolean;
  /** Whether what was thrown may be over in a moment. */
  readonly isPassing: (error: unknown) => boolean;
}

/** Asks before there is a session, and again while that may help. The last answer or error is what it is. */
export async function askAgain<T>(ask: () => Promise<T>, { pauses, isBusy, isPassing }: Perseverance<T>): Promise<T> {
  for (const again of pauses) {
    try {
      const answer = await ask();
      if (!isBusy(answer)) return answer;
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
    await pause(again);
  }
  return ask();
}
