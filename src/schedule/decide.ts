import type { ScheduledKind } from '../config/read-schedule.ts';
import type { Attempt } from '../ledger/types/schedule.ts';
import type { Moments } from './moments.ts';

/** What is to be done about a kind of run now. */
export type Decision =
  | { readonly status: 'due'; readonly due: Date; readonly number: number }
  /** Nothing before that moment; never where the pattern has come to its end. */
  | { readonly status: 'not-due'; readonly until?: Date };

interface Known {
  readonly now: Date;
  /** Moments before it are not the schedule's. */
  readonly begun: Date;
  /** The newest try at the newest moment that there was one at. */
  readonly last?: Attempt | undefined;
  /** Whether a run that somebody else started has done what was due at that moment. */
  isServed(due: Date): boolean;
}

/** Minutes until the next try at a moment, after the first, second and third one failed. */
const PATIENCE = [5, 15, 45] as const;

/** Trouble that may be over by itself; with any other one the next try would end as the last one did. */
const PASSING = new Set(['unreachable', 'busy', 'crashed']);

/** So often a moment is tried again whose runs were interrupted: a run that takes its machine down must not do so for ever. */
const TRIES = 6;

/**
 * Whether a run is due. Of several moments that were missed the newest one counts: a pull reads all that changed since the
 * last one, and the figures of a later midnight replace those of an earlier one.
 */
export function decide(kind: ScheduledKind, moments: Moments, { now, begun, last, isServed }: Known): Decision {
  const next = moments.next(kind, now);
  const wait: Decision = { status: 'not-due', ...(next !== undefined && { until: next }) };
  const due = moments.newest(kind, now);
  if (due === undefined || due < begun) return wait;
  if (last === undefined || last.due < due) return isServed(due) ? wait : { status: 'due', due, number: 1 };
  // Where the clock was moved back, what was done stays done.
  if (last.due > due || isServed(due)) return wait;
  const again = againAt(last);
  if (again === undefined) return wait;
  if (again <= now) return { status: 'due', due, number: last.number + 1 };
  return { status: 'not-due', until: next === undefined || again < next ? again : next };
}

function againAt({ status, number, started, ended, trouble }: Attempt): Date | undefined {
  if (status === 'interrupted') return number < TRIES ? (ended ?? started) : undefined;
  const minutes = PATIENCE[number - 1];
  if (status !== 'failed' || !PASSING.has(trouble ?? '') || minutes === undefined) return undefined;
  return new Date((ended ?? started).getTime() + minutes * 60_000);
}
