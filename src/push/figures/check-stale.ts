import { counted } from '../../base/counted.ts';
import { Mistake } from '../../base/errors.ts';
import type { Confirm } from './check-shrink.ts';

export interface StaleRequest {
  /** When the last thing happened that the export knows of. */
  readonly newest: Date | undefined;
  /** Whole days from that to the moment that the figures are of. */
  readonly behind: number | undefined;
  /** The same of the last push that ended well; undefined before the first one. */
  readonly before: number | undefined;
  /** So many days behind is stale. */
  readonly days: number;
  readonly accept: boolean;
  readonly confirm: Confirm | undefined;
}

/**
 * Stops when an export that was fresh at the last push has stood still since: all that looks back a week would fall to 0 day by
 * day, and the org would show a product that everybody has left. One that was stale before is only told of.
 */
export async function checkStale({ newest, behind, before, days, accept, confirm }: StaleRequest): Promise<void> {
  if (accept || newest === undefined || behind === undefined || before === undefined) return;
  if (behind < days || before >= days) return;
  const message = `Nothing in the export is newer than ${newest.toISOString()}, which is ${counted(behind, 'day')} behind. Sending it would let figures fall day by day.`;
  if (await confirm?.(message, 'Send it all the same?')) return;
  throw new Mistake({
    trouble: 'source',
    message: `${message} Nothing was sent.`,
    actions: [
      'See in Heap, under Data Management > Connect, when its sync last ran; copy the bucket again if the folder is a copy.',
      'If nothing has happened since: heap-sf usage push --accept-stale',
      'For a product that is quiet for longer: push: { staleDays: 14 }',
    ],
    facts: { guard: 'stale', newest: newest.toISOString(), daysBehind: behind },
  });
}
