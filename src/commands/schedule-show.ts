import type { Attempt } from '../ledger/types/schedule.ts';
import type { ScheduleView } from '../schedule/view-schedule.ts';
import { defineCommand } from './command.ts';
import type { Look, Paint } from './look.ts';
import { scheduleGround } from './schedule-ground.ts';
import { tookText, wallOf } from './show-moment.ts';

interface ScheduleShown extends ScheduleView {
  /** Absent when no scheduler is at work. */
  readonly scheduler?: { readonly pid: number; readonly url: string };
}

export const scheduleShow = defineCommand({
  words: ['schedule', 'show'],
  summary: 'Show what is scheduled: next runs, last results, whether the scheduler is alive',
  options: {
    count: {
      type: 'integer',
      describe: 'How many runs of each kind, before and after now',
      default: 3,
      min: 1,
      max: 100,
    },
  },
  async run(context, { count }, stage): Promise<ScheduleShown> {
    const [{ viewSchedule }, { findScheduler }] = await Promise.all([
      import('../schedule/view-schedule.ts'),
      import('../schedule/serve-schedule.ts'),
    ]);
    const view = viewSchedule(scheduleGround(context, stage), count);
    const scheduler = await findScheduler(context.settings.stateFolder);
    return { ...view, ...(scheduler !== undefined && { scheduler: { pid: scheduler.pid, url: scheduler.url } }) };
  },
  show: showSchedule,
});

const PAINTS: Readonly<Record<Attempt['status'], Paint>> = {
  running: 'bold',
  done: 'good',
  partly: 'warn',
  interrupted: 'warn',
  failed: 'bad',
};

function showSchedule({ scheduler, zone, org, kinds, undelivered }: ScheduleShown, look: Look): string {
  const alive =
    scheduler === undefined
      ? `${look.paint('warn', 'No scheduler is at work.')} Start it: heap-sf schedule run, or see heap-sf schedule export`
      : `${look.paint('good', 'The scheduler is at work')} (process ${scheduler.pid}, ${scheduler.url}/healthz).`;
  const moment = (at: Date) => {
    const { day, time, name } = wallOf(at, zone);
    return { wall: `${day} ${time} ${name}`, utc: at.toISOString().slice(0, 16).replace('T', ' ') };
  };
  const next = kinds.flatMap(({ kind, next: moments }) =>
    moments.map((at) => [kind, moment(at).wall, moment(at).utc] as const),
  );
  const off = kinds.filter(({ pattern }) => pattern === undefined).map(({ kind }) => kind);
  const last = kinds.flatMap(({ last: attempts }) => attempts);
  return [
    alive,
    `Org ${org}, in ${zone}: ${kinds.map(({ kind, pattern }) => `${kind} ${pattern ?? 'off'}`).join(', ')}`,
    ...(off.length === kinds.length ? ['Nothing is scheduled.'] : []),
    ...(next.length === 0
      ? []
      : [look.table([{ head: 'Next' }, { head: zone, whole: true }, { head: 'UTC', whole: true }], next)]),
    ...(last.length === 0
      ? ['Nothing was run by this schedule yet.']
      : [
          look.table(
            [
              { head: 'Last' },
              { head: 'Due (UTC)', whole: true },
              { head: 'Status' },
              { head: 'Took' },
              { head: 'Run' },
            ],
            last.map((attempt) => [
              attempt.kind,
              moment(attempt.due).utc,
              { text: attempt.status, paint: PAINTS[attempt.status] },
              attempt.ended && tookText((attempt.ended.getTime() - attempt.started.getTime()) / 1000),
              attempt.runId ?? attempt.message?.split('\n')[0],
            ]),
          ),
        ]),
    ...undelivered
      .slice(0, 3)
      .map(({ channel, trouble, sent }) =>
        look.wrap(`${look.paint('warn', 'Not delivered')} ${sent.toISOString()} by ${channel}: ${trouble}`),
      ),
  ].join('\n');
}
