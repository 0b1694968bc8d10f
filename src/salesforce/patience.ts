import { setTimeout as pause } from 'node:timers/promises';

/** The pause before the next look at a job that has run for so long: a third of that time, from 0.2 to 30 seconds. Each look costs a credit. */
export function nextPause(runningMs: number): number {
  return Math.min(30_000, Math.max(200, runningMs / 3));
}

export interface Patience {
  /** How long to wait in all. */
  readonly atMostMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Looks at once, then ever less often, until `look` gives something; undefined when patience ran out first. */
export async function lookUntil<T>(look: () => Promise<T | undefined>, patience: Patience): Promise<T | undefined> {
  const began = performance.now();
  for (;;) {
    patience.signal?.throwIfAborted();
    const found = await look();
    if (found !== undefined) return found;
    const running = performance.now() - began;
    if (running >= patience.atMostMs) return undefined;
    await pause(nextPause(running), undefined, patience.signal ? { signal: patience.signal } : {});
  }
}
