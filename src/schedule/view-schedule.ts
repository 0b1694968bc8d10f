import type { ScheduledKind } from '../config/read-schedule.ts';
import type { DeliveryRecord } from '../ledger/types/alarm.ts';
import type { Attempt } from '../ledger/types/schedule.ts';
import { type Moments, openMoments } from './moments.ts';
import type { ScheduleGround } from './schedule-ground.ts';

/** A kind of run as a person looks at its schedule. */
export interface ScheduledView {
  readonly kind: ScheduledKind;
  /** Absent when it is switched off. */
  readonly pattern?: string;
  readonly next: readonly Date[];
  /** Newest first. */
  readonly last: readonly Attempt[];
}

export interface ScheduleView {
  readonly org: string;
  readonly zone: string;
  readonly kinds: readonly ScheduledView[];
  /** The newest messages that did not get to somebody. */
  readonly undelivered: readonly DeliveryRecord[];
}

type ViewGround = Pick<ScheduleGround, 'schedule' | 'ledger' | 'orgName' | 'clock'>;

/** What a schedule has done, and what comes next. */
export function viewSchedule(ground: ViewGround, count: number): ScheduleView {
  const { schedule, ledger, orgName } = ground;
  const moments = openMoments(schedule);
  return {
    org: orgName,
    zone: schedule.zone,
    kinds: (['pull', 'push'] as const).map((kind) => {
      const pattern = schedule.patterns[kind];
      return {
        kind,
        ...(pattern !== undefined && { pattern }),
        next: nextOf(moments, kind, ground.clock.now(), count),
        last: ledger.schedule.attempts({ orgName, kind, limit: count }),
      };
    }),
    undelivered: ledger.alarms.deliveries({ orgName, limit: 20 }).filter(({ trouble }) => trouble !== undefined),
  };
}

function nextOf(moments: Moments, kind: ScheduledKind, now: Date, count: number): readonly Date[] {
  const found: Date[] = [];
  for (let after = moments.next(kind, now); after !== undefined && found.length < count; ) {
    found.push(after);
    after = moments.next(kind, after);
  }
  return found;
}
