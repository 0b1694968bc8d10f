import { defineCommand } from './command.ts';
import { scheduleGround } from './schedule-ground.ts';
import { nextText } from './show-moment.ts';

interface RunningSchedule {
  readonly url: string;
  readonly pid: number;
  readonly zone: string;
  readonly next: readonly { readonly kind: string; readonly at: Date }[];
}

export const scheduleRun = defineCommand({
  words: ['schedule', 'run'],
  summary: 'Pull and push when they are due, until Ctrl-C',
  description:
    'Stays and starts each run in a process of its own: fields pull at the top of each hour and usage push at midnight, unless schedule: in heap.config.yaml says otherwise. What was due while it was not there is done once. Ctrl-C, or SIGTERM, gives a run under way its time to end, and a second one ends all at once; what a run has done is kept, and the next start goes on from there. Answers on this machine at /healthz and /metrics (Prometheus), and tells what it does on standard error, as JSON unless a person watches.',
  examples: [
    { line: 'schedule run', does: 'In another terminal: heap-sf schedule show' },
    { line: 'schedule run --environment production', does: 'For one environment of heap.config.yaml' },
  ],
  options: {
    port: {
      type: 'integer',
      describe: 'Port on this machine for /healthz and /metrics; 0 picks a free one. Default: as schedule.port',
      min: 0,
      max: 65_535,
    },
    grace: {
      type: 'integer',
      describe: 'Seconds that a run under way has to end when this is stopped. Default: as schedule.grace',
      min: 0,
      max: 3600,
    },
  },
  untilInterrupted: true,
  async run(context, { port, grace }, stage): Promise<RunningSchedule> {
    const [{ serveSchedule }, { viewSchedule }] = await Promise.all([
      import('../schedule/serve-schedule.ts'),
      import('../schedule/view-schedule.ts'),
    ]);
    const plain = scheduleGround(context, stage);
    const ground = { ...plain, schedule: { ...plain.schedule, grace: grace ?? plain.schedule.grace } };
    const served = await serveSchedule(ground, port ?? ground.schedule.port);
    stage.insisted.addEventListener('abort', () => served.kill());
    stage.atEnd(() => served.stop());
    const { kinds, zone } = viewSchedule(ground, 1);
    const next = kinds.flatMap(({ kind, next: [at] }) => (at === undefined ? [] : [{ kind, at }]));
    return { url: served.url, pid: served.pid, zone, next };
  },
  show: ({ url, zone, next }, look) =>
    [
      look.paint('good', 'The schedule runs.'),
      `Health: ${url}/healthz, metrics: ${url}/metrics`,
      ...next.map(({ kind, at }) => `Next ${kind}: ${nextText(at, zone)}`),
      'Ctrl-C stops it, once the run under way has ended.',
    ].join('\n'),
});
