import { Cron } from 'croner';
import type { Problem } from './problems.ts';
import type { ConfigFile } from './schema.ts';
import type { YamlFile } from './yaml-file.ts';
import { spelledZone, zoneTrouble } from './zone-trouble.ts';

/** What a schedule runs. */
export const SCHEDULED_KINDS = ['pull', 'push'] as const;
export type ScheduledKind = (typeof SCHEDULED_KINDS)[number];

export interface ScheduleSettings {
  /** IANA zone that the patterns are in. */
  readonly zone: string;
  /** A cron pattern of five parts for each kind that is switched on. */
  readonly patterns: Readonly<Partial<Record<ScheduledKind, string>>>;
  /** Seconds that a run under way has to end when the scheduler is stopped. */
  readonly grace: number;
  /** On this machine only; 0 picks a free one. */
  readonly port: number;
}

/** At the top of each hour, and at midnight: as Heap's own integration does it. */
const USUAL: Readonly<Record<ScheduledKind, string>> = { pull: '0 * * * *', push: '0 0 * * *' };

/** What the file says of the schedule. A kind that the file gives nothing to do is not scheduled. */
export function readSchedule({ schedule = {}, window, pull, metrics }: ConfigFile): ScheduleSettings {
  const given: Readonly<Record<ScheduledKind, boolean>> = {
    pull: pull !== undefined,
    push: (metrics ?? []).length > 0,
  };
  const patterns: Partial<Record<ScheduledKind, string>> = {};
  for (const kind of SCHEDULED_KINDS) {
    const pattern = schedule[kind] ?? USUAL[kind];
    if (given[kind] && typeof pattern === 'string' && pattern !== 'off') patterns[kind] = pattern;
  }
  return {
    zone: spelledZone(schedule.zone ?? window?.zone ?? 'America/Los_Angeles'),
    patterns,
    grace: schedule.grace ?? 60,
    port: schedule.port ?? 7439,
  };
}

/** What a schema cannot say: that a pattern means some moment, and that the zone is one. */
export function scheduleProblems({ schedule }: ConfigFile, file: YamlFile): Problem[] {
  if (schedule === undefined) return [];
  const ofPatterns = SCHEDULED_KINDS.flatMap((kind) => {
    const pattern = schedule[kind];
    const trouble = typeof pattern === 'string' && pattern !== 'off' ? patternTrouble(pattern) : undefined;
    if (trouble === undefined) return [];
    return [{ ...file.at(['schedule', kind]), because: `schedule.${kind} "${pattern}" ${trouble}` }];
  });
  const trouble = schedule.zone === undefined ? undefined : zoneTrouble(schedule.zone);
  if (trouble === undefined) return ofPatterns;
  return [...ofPatterns, { ...file.at(['schedule', 'zone']), because: `schedule.zone "${schedule.zone}" ${trouble}` }];
}

// What cron, systemd and Kubernetes understand alike: no seconds, no names of their own such as @daily or L.
const PLAIN = /^[\d*,/-]+( +([\d*,/-]+|[a-z,-]+)){4}$/i;
const ADVICE = 'write minute, hour, day, month and weekday, as "0 0 * * *"';

function patternTrouble(pattern: string): string | undefined {
  if (!PLAIN.test(pattern)) return `is no cron pattern of five parts; ${ADVICE}`;
  try {
    const cron = new Cron(pattern, { mode: '5-part', timezone: 'UTC', paused: true });
    return cron.nextRun(new Date('2026-01-01T00:00:00Z')) === null
      ? 'never comes; look at its day and month'
      : undefined;
  } catch (error) {
    const said = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error);
    return `is no cron pattern (${said}); ${ADVICE}`;
  }
}
