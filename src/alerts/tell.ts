import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { AlertSettings } from '../config/read-alerts.ts';
import type { ScheduledKind } from '../config/read-schedule.ts';
import type { Ledger } from '../ledger/types/ledger.ts';
import { type Alarm, type AlarmTopic, afterTelling, alarmOf, recordOf, settle } from './alarm.ts';
import type { Alert } from './alert.ts';
import { type Finding, findingOf, quietSpell, type RunEnd } from './findings.ts';
import { labelOf, type Sending, sendAlert } from './send-alert.ts';

export interface AlertGround {
  readonly alerts: AlertSettings;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: Log;
  /** As a person knows the org. */
  readonly orgName: string;
}

/** Tells of a run that ended, where there is news. */
export function tellOfRun(ground: AlertGround, end: RunEnd): Promise<void> {
  const { ledger, clock, orgName, alerts } = ground;
  const pushes = ledger.listRuns({ kind: 'push', limit: 1000 }).filter((run) => run.orgName === orgName);
  const finding = findingOf(end, alerts, quietSpell(pushes, clock.now()));
  const { runId } = end;
  return tell(ground, { kind: end.kind, topic: 'run', finding, runId });
}

/** Tells that runs of a kind are late, or in time again; those who did not get earlier news are tried again. */
export async function tellOfLate(ground: AlertGround, kind: ScheduledKind, due: Date | undefined): Promise<void> {
  const { alerts } = ground;
  const finding: Finding | undefined =
    due === undefined || !alerts.on.has('late')
      ? undefined
      : {
          condition: 'late',
          cause: 'late',
          message: `What was due at ${due.toISOString()} had not ended ${alerts.late} minutes later.`,
        };
  await tell(ground, { kind, topic: 'late', finding });
  await tellAgain(ground, kind);
}

/** Who did not get the news of a run may get it now. */
async function tellAgain(ground: AlertGround, kind: ScheduledKind): Promise<void> {
  const { ledger, orgName } = ground;
  const known = alarmOf(ledger.alarms.list(orgName, kind).find(({ condition }) => condition === 'run'));
  if (known === undefined) return;
  await tell(ground, { kind, topic: 'run', finding: known.phase === 'active' ? known : undefined, runId: known.runId });
}

/** One message of trial to each channel. */
export function tryChannels({ alerts, clock, orgName }: AlertGround): Promise<readonly Sending[]> {
  const at = clock.now();
  const message = 'This is a test. Here you will hear of runs that fail, are late, shrink or do nothing.';
  const alert: Alert = { news: 'test', condition: 'failed', kind: 'push', org: orgName, message, since: at, at };
  return Promise.all(alerts.channels.map((channel) => sendAlert(channel, alert)));
}

interface News {
  readonly kind: ScheduledKind;
  readonly topic: AlarmTopic;
  readonly finding: Finding | undefined;
  readonly runId?: string | undefined;
}

async function tell(ground: AlertGround, { kind, topic, finding, runId }: News): Promise<void> {
  const { ledger, orgName, alerts, clock } = ground;
  const place = { orgName, kind, topic };
  const readBefore = (): Alarm | undefined =>
    alarmOf(ledger.alarms.list(orgName, kind).find((one) => one.condition === topic));
  // Most runs end well and nothing is known to be wrong: nobody else is in the way of that.
  if (finding === undefined && readBefore() === undefined) return;
  const lock = await lockAlarms(ledger);
  try {
    const found = finding && { ...finding, ...(runId !== undefined && { runId }) };
    const channels = alerts.channels.map(labelOf);
    const { alarm, to } = settle(readBefore(), { finding: found, now: clock.now(), channels });
    if (alarm === undefined) return ledger.alarms.drop({ orgName, kind, condition: topic });
    ledger.alarms.save(recordOf(place, alarm));
    const got = await send(ground, { kind, alarm, runId, to });
    const after = afterTelling(alarm, got);
    if (after === undefined) ledger.alarms.drop({ orgName, kind, condition: topic });
    else ledger.alarms.save(recordOf(place, after));
  } finally {
    lock.release();
  }
}

/** Sends the news of an alarm to some channels, and tells to which of them it got. */
async function send(
  { ledger, orgName, alerts, clock, log }: AlertGround,
  {
    kind,
    alarm,
    runId,
    to,
  }: {
    readonly kind: ScheduledKind;
    readonly alarm: Alarm;
    readonly runId?: string | undefined;
    readonly to: readonly string[];
  },
): Promise<readonly string[]> {
  const { news, condition, since } = alarm;
  const about = news === 'over' ? (runId ?? alarm.runId) : alarm.runId;
  const alert: Alert = {
    news,
    condition,
    kind,
    org: orgName,
    message: news === 'over' ? `It is over: ${alarm.message}` : alarm.message,
    since,
    at: clock.now(),
    ...(about !== undefined && { runId: about }),
  };
  const channels = alerts.channels.filter((channel) => to.includes(labelOf(channel)));
  const sendings = await Promise.all(channels.map((channel) => sendAlert(channel, alert)));
  for (const sending of sendings) {
    const trouble = sending.status === 'failed' ? sending.trouble : undefined;
    ledger.alarms.noteDelivery({
      orgName,
      kind,
      condition,
      news,
      channel: sending.channel,
      sent: clock.now(),
      ...(about !== undefined && { runId: about }),
      ...(trouble !== undefined && { trouble }),
    });
    if (trouble === undefined) log.info('alert sent', { channel: sending.channel, kind, condition, news });
    else log.warn('alert not sent', { channel: sending.channel, kind, condition, news, trouble });
  }
  return sendings.filter(({ status }) => status === 'sent').map(({ channel }) => channel);
}

/** One teller at a time: a push and a pull may end together, each in a process of its own. */
async function lockAlarms(ledger: Ledger) {
  for (;;) {
    const lock = ledger.lock('alerts');
    if (lock !== undefined) return lock;
    await pause(100);
  }
}
