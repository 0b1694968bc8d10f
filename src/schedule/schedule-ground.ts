import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { AlertSettings } from '../config/read-alerts.ts';
import type { ScheduledKind, ScheduleSettings } from '../config/read-schedule.ts';
import type { Ledger } from '../ledger/types/ledger.ts';

/** What runs are scheduled with. */
export interface ScheduleGround {
  readonly schedule: ScheduleSettings;
  readonly alerts: AlertSettings | undefined;
  /** As a person knows the org. */
  readonly orgName: string;
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** One line for each event. */
  readonly journal: Log;
  /** How this program is started once more: the executable and what comes before the words of a command. */
  readonly program: readonly string[];
  /** What the command line says of config, environment and org. */
  readonly flags: readonly string[];
  /** Told of what no run can tell of itself: that it crashed, or has not ended. */
  readonly tell: TellAlerts;
}

export interface TellAlerts {
  crashed(
    kind: ScheduledKind,
    facts: { readonly message: string; readonly trouble: string; readonly guard?: string },
  ): Promise<void>;
  /** Undefined when runs of the kind are in time. */
  late(kind: ScheduledKind, due: Date | undefined): Promise<void>;
}

/** The lock that keeps runs of a kind apart, whoever schedules them. */
export const lockOf = (kind: ScheduledKind): string => `schedule-${kind}`;
