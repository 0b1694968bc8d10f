import type { PullState, SeenLevel } from './pull-state.ts';

/**
 * What describe tells, each field that is gone with the org's time at which that was found, and up to when it was read before.
 */
export function markGone(seen: PullState['seen'], before: PullState | undefined, at: Date): PullState['seen'] {
  const marked = (level: 'contact' | 'account'): SeenLevel => {
    const known = new Map(before?.seen[level].gone.map((one) => [one.field.toLowerCase(), one]));
    const read = new Set(before?.[level].fields.map((field) => field.toLowerCase()));
    const readAt = before?.[level].readAt;
    const gone = seen[level].gone.map((one) => {
      const name = one.field.toLowerCase();
      const already = known.get(name);
      if (already !== undefined) return { ...one, since: already.since, readAt: already.readAt };
      return { ...one, since: at.toISOString(), ...(read.has(name) && { readAt }) };
    });
    return { ...seen[level], gone };
  };
  return { ...seen, contact: marked('contact'), account: marked('account') };
}
