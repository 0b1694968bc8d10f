import { z } from 'zod';
import type { ScheduledKind } from '../config/read-schedule.ts';
import type { AlarmRecord } from '../ledger/types/alarm.ts';
import type { Finding } from './findings.ts';

/** What an alarm is about: how runs of a kind end, or that they come too late. */
export type AlarmTopic = 'run' | 'late';

const document = z.object({
  phase: z.enum(['active', 'over']),
  condition: z.enum(['failed', 'late', 'shrunken', 'idle', 'partly']),
  cause: z.string(),
  message: z.string(),
  since: z.iso.datetime().transform((text) => new Date(text)),
  news: z.enum(['raised', 'changed', 'over']),
  runId: z.string().optional(),
  /** Labels of the channels that the news got to. */
  told: z.array(z.string()),
  /** Of those that are to be told that it is over. */
  owed: z.array(z.string()),
  tried: z.iso.datetime().transform((text) => new Date(text)),
});

/** Trouble that somebody was told of, until they are told that it is over. */
export type Alarm = z.output<typeof document>;

export function alarmOf(record: AlarmRecord | undefined): Alarm | undefined {
  return record && document.parse(record.document);
}

export function recordOf(
  place: { readonly orgName: string; readonly kind: ScheduledKind; readonly topic: AlarmTopic },
  alarm: Alarm,
): AlarmRecord {
  const { orgName, kind, topic } = place;
  const times = { since: alarm.since.toISOString(), tried: alarm.tried.toISOString() };
  return { orgName, kind, condition: topic, document: { ...alarm, ...times } };
}

/** Who did not get a message is tried again after so many milliseconds. */
const PATIENCE = 15 * 60_000;

interface Known {
  readonly finding: (Finding & { readonly runId?: string }) | undefined;
  readonly now: Date;
  /** Labels of all channels. */
  readonly channels: readonly string[];
}

/** What becomes of an alarm, and which channels are to hear of it now. */
export interface Settled {
  readonly alarm: Alarm | undefined;
  readonly to: readonly string[];
}

/**
 * Told once, and again when it changes; then silence until it is over, which is told as well. Who did not get the news is
 * tried again.
 */
export function settle(before: Alarm | undefined, { finding, now, channels }: Known): Settled {
  const active = before?.phase === 'active' ? before : undefined;
  if (finding !== undefined) {
    const same = active?.condition === finding.condition && active.cause === finding.cause;
    if (same) return again(active, channels, now);
    const { runId, ...told } = finding;
    const alarm: Alarm = {
      ...told,
      ...(runId !== undefined && { runId }),
      phase: 'active',
      since: active?.since ?? now,
      news: active === undefined ? 'raised' : 'changed',
      told: [],
      owed: [],
      tried: now,
    };
    return { alarm, to: channels };
  }
  if (before === undefined) return { alarm: undefined, to: [] };
  if (before.phase === 'over') return again(before, channels, now);
  // Who never heard of it need not hear that it is over.
  const owed = before.told.filter((label) => channels.includes(label));
  if (owed.length === 0) return { alarm: undefined, to: [] };
  return { alarm: { ...before, phase: 'over', news: 'over', told: [], owed, tried: now }, to: owed };
}

function again(alarm: Alarm, channels: readonly string[], now: Date): Settled {
  const wanted = alarm.phase === 'over' ? alarm.owed : channels;
  const missing = wanted.filter((label) => channels.includes(label) && !alarm.told.includes(label));
  if (alarm.phase === 'over' && missing.length === 0) return { alarm: undefined, to: [] };
  if (missing.length === 0 || now.getTime() - alarm.tried.getTime() < PATIENCE) return { alarm, to: [] };
  return { alarm: { ...alarm, tried: now }, to: missing };
}

/** The alarm once its news went out; nothing when all is said. */
export function afterTelling(alarm: Alarm, got: readonly string[]): Alarm | undefined {
  const told = [...alarm.told, ...got];
  if (alarm.phase === 'over' && alarm.owed.every((label) => told.includes(label))) return undefined;
  return { ...alarm, told };
}
