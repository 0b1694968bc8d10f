import type { AlertCondition } from '../config/read-alerts.ts';
import type { ScheduledKind } from '../config/read-schedule.ts';

/** One message to whoever looks after the runs. */
export interface Alert {
  readonly news: 'raised' | 'changed' | 'over' | 'test';
  readonly condition: AlertCondition;
  readonly kind: ScheduledKind;
  readonly org: string;
  /** One or two sentences. */
  readonly message: string;
  readonly since: Date;
  readonly at: Date;
  readonly runId?: string;
}

const KINDS: Readonly<Record<ScheduledKind, string>> = {
  push: 'The push from Heap to Salesforce',
  pull: 'The pull from Salesforce to Heap',
};

const SAID: Readonly<Record<AlertCondition, string>> = {
  failed: 'failed',
  late: 'is late',
  shrunken: 'was stopped: there is much less than before',
  idle: 'did nothing',
  partly: 'was done in part',
};

/** The alert in one line, as a subject. */
export function titleOf({ news, condition, kind, org }: Alert): string {
  if (news === 'test') return `heap-salesforce can reach you (${org})`;
  const what = news === 'over' ? 'is well again' : SAID[condition];
  return `${KINDS[kind]} ${what} (${org})`;
}

/** What lies behind it, and what to look at. */
export function factsOf({ news, condition, since, at, runId }: Alert): readonly string[] {
  if (news === 'test') return [`Sent ${at.toISOString()}`];
  return [
    news === 'over' ? `It ${SAID[condition]} since ${since.toISOString()}` : `Since ${since.toISOString()}`,
    runId === undefined ? 'See: heap-sf schedule show' : `See: heap-sf runs show ${runId}`,
  ];
}

/** As an e-mail has it. */
export function textOf(alert: Alert): string {
  return [titleOf(alert), '', alert.message, '', ...factsOf(alert)].join('\n');
}
