import type { PushReport } from './push-report.ts';
import type { Matching } from './read-people.ts';

/** How a push went, with what was left undone before a row was compared: records that a refused key may mean. */
export function statusWith(status: PushReport['status'], matching: Matching): PushReport['status'] {
  const { contact, account } = matching.leftAsTheyAre;
  return status === 'done' && contact + account > 0 ? 'partly' : status;
}
