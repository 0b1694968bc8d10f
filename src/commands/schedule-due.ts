import type { ScheduledKind } from '../config/read-schedule.ts';
import type { DueReport } from '../schedule/run-due.ts';
import type { ScheduleGround } from '../schedule/schedule-ground.ts';
import type { RunningTry } from '../schedule/try-run.ts';
import { defineCommand, type Outcome } from './command.ts';
import { scheduleGround } from './schedule-ground.ts';
import { nextText, tookText } from './show-moment.ts';

interface DueNow {
  readonly zone: string;
  /** The one that runs already does what is due. */
  readonly scheduler?: { readonly pid: number; readonly url: string };
  readonly kinds: readonly DueReport[];
}

const SCHEDULED_KINDS = ['pull', 'push'] as const;

export const scheduleDue = defineCommand({
  words: ['schedule', 'due'],
  summary: 'Run what is due now, and end',
  description:
    'For whatever starts programs at times of its own and knows no time zones: cron, systemd timers, GitHub Actions, Kubernetes, serverless functions. Start it once an hour: it pulls, and pushes once midnight has passed, as of that midnight. What is not due is not run, and what was missed is run once. The state folder remembers what was done.',
  examples: [{ line: 'schedule due', does: 'As a line of crontab: 0 * * * * heap-sf schedule due' }],
  options: {
    only: { type: 'string', describe: 'One kind of run alone', choices: SCHEDULED_KINDS },
  },
  async run(context, { only }, stage): Promise<DueNow> {
    const [{ runDue }, { findScheduler }, { kindsOf }] = await Promise.all([
      import('../schedule/run-due.ts'),
      import('../schedule/serve-schedule.ts'),
      import('../schedule/scheduler.ts'),
    ]);
    const ground = onlyOf(scheduleGround(context, stage), only);
    const { zone } = ground.schedule;
    const scheduler = await findScheduler(context.settings.stateFolder);
    if (scheduler !== undefined) {
      return { zone, scheduler, kinds: kindsOf(ground).map((kind) => ({ kind, status: 'under-way' })) };
    }
    let under: readonly RunningTry[] = [];
    const end = (how: 'ask' | 'kill') => (): void => {
      for (const one of under) one.interrupt(how);
    };
    stage.signal.addEventListener('abort', end('ask'));
    stage.insisted.addEventListener('abort', end('kill'));
    return { zone, kinds: await runDue(ground, (tries) => (under = tries)) };
  },
  endsAtInterrupt: true,
  outcome: ({ kinds }) => worst(kinds.map(outcomeOf)),
  show: ({ zone, scheduler, kinds }) =>
    scheduler === undefined
      ? kinds.map((one) => lineOf(one, zone)).join('\n') || 'Nothing is scheduled: schedule: in heap.config.yaml.'
      : `The scheduler (process ${scheduler.pid}) runs what is due.`,
});

function onlyOf(ground: ScheduleGround, only: ScheduledKind | undefined): ScheduleGround {
  if (only === undefined) return ground;
  const pattern = ground.schedule.patterns[only];
  return { ...ground, schedule: { ...ground.schedule, patterns: pattern === undefined ? {} : { [only]: pattern } } };
}

function outcomeOf(report: DueReport): Outcome {
  if (report.status !== 'ran') return 'done';
  return report.ended.status === 'interrupted' ? 'failed' : report.ended.status;
}

function worst(outcomes: readonly Outcome[]): Outcome {
  return (['failed', 'partly'] as const).find((one) => outcomes.includes(one)) ?? 'done';
}

function lineOf(report: DueReport, zone: string): string {
  const name = report.kind === 'pull' ? 'Pull' : 'Push';
  const next = report.next === undefined ? '' : `; next ${nextText(report.next, zone)}`;
  if (report.status === 'not-due') return `${name}: not due${next}`;
  if (report.status === 'under-way') return `${name}: another process runs it already${next}`;
  const { due, status, seconds, run, message } = report.ended;
  const said = message === undefined ? '' : `\n  ${message.split('\n')[0]}`;
  const id = run === undefined ? '' : `, ${run.id}`;
  return `${name} of ${nextText(due, zone)}: ${status} in ${tookText(seconds)}${id}${next}${said}`;
}
