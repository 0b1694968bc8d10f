import { setTimeout as pause } from 'node:timers/promises';

/**
 * The pause before the next look at a job that has run for so long, in milliseconds. Each look costs a credit: where the
 * job tells how far it is, the pause is most of what it still needs, up to a minute, and up to three times what it has
 * run, since a first word on a job that has hardly begun says little; else a third of the time that it has run, up to
 * half a minute.
 */
export function nextPause(runningMs: number, remainingMs?: number): number {
  if (remainingMs !== undefined) return Math.min(60_000, Math.max(200, Math.min(remainingMs * 0.8, runningMs * 3)));
  return Math.min(30_000, Math.max(200, runningMs / 3));
}

/** How many looks a job takes that is over after so long, and tells how far it is from its first look on. */
export function looksFor(durationMs: number): number {
  let looks = 1;
  for (let at = 0; at < durationMs; looks++) at += nextPause(at, at === 0 ? undefined : durationMs - at);
  return looks;
}

export interface Patience {
  /** How long to wait in all. */
  readonly atMostMs: number;
  readonly signal?: AbortSignal | undefined;
  /** The share of the work that is done, from 0 to 1, as the last look told. */
  readonly share?: () => number;
}

/** The share of rows that are done; 0 where nobody knows how many there are. */
export function shareOf(done: number, rows: number | undefined): number {
  return rows === undefined ? 0 : Math.min(1, done / rows);
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
    const share = patience.share?.() ?? 0;
    const remaining = share > 0 ? (running * (1 - share)) / share : undefined;
    await pause(nextPause(running, remaining), undefined, patience.signal ? { signal: patience.signal } : {});
  }
}
