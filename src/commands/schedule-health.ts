import { defineCommand } from './command.ts';

interface SchedulerHealth {
  readonly status: 'alive' | 'not-alive';
  readonly url?: string;
  readonly pid?: number;
}

export const scheduleHealth = defineCommand({
  words: ['schedule', 'health'],
  summary: 'Tell whether the scheduler of this state folder answers; fails if not',
  description: 'For health checks of containers, which cannot reach a port on loopback from outside.',
  async run({ settings }): Promise<SchedulerHealth> {
    const { findScheduler } = await import('../schedule/serve-schedule.ts');
    const found = await findScheduler(settings.stateFolder);
    return found === undefined ? { status: 'not-alive' } : { status: 'alive', url: found.url, pid: found.pid };
  },
  outcome: ({ status }) => (status === 'alive' ? 'done' : 'failed'),
  show: ({ status, url, pid }) =>
    status === 'alive' ? `Alive: process ${pid} at ${url}` : 'No scheduler of this state folder answers.',
});
