import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Mistake } from '../base/errors.ts';
import { claimServer, findServer } from '../base/server-claim.ts';
import { serveHealth } from './health-server.ts';
import { openRunMetrics } from './run-metrics.ts';
import type { ScheduleGround } from './schedule-ground.ts';
import { kindsOf, Scheduler } from './scheduler.ts';
import { viewSchedule } from './view-schedule.ts';

/** A scheduler at work, with its health on this machine. */
export interface ServedSchedule {
  readonly url: string;
  readonly pid: number;
  /** Starts no more runs, gives those under way their time, and lets go of all. */
  stop(): Promise<void>;
  /** Ends the runs under way at once. */
  kill(): void;
}

const PATH = '/healthz';
const fileIn = (folder: string): string => join(folder, 'schedule.json');

/** The scheduler of a state folder, if one is at work. */
export function findScheduler(
  stateFolder: string,
): Promise<{ readonly pid: number; readonly url: string } | undefined> {
  return findServer(fileIn(stateFolder), PATH);
}

/** Starts the one scheduler of a state folder. */
export async function serveSchedule(ground: ScheduleGround, port: number): Promise<ServedSchedule> {
  const { ledger, orgName, journal } = ground;
  if (kindsOf(ground).length === 0) throw nothingToDo();
  // The lock goes with its process. The file only tells where that answers: in a container each process has the same number.
  const lock = ledger.lock('schedule');
  if (lock === undefined) throw isRunning(ledger.folder, await findScheduler(ledger.folder));
  rmSync(fileIn(ledger.folder), { force: true });
  const claim = await claimServer(fileIn(ledger.folder), PATH);
  if (claim.status === 'taken') throw isRunning(ledger.folder, claim.claim);
  const letGo = (): void => {
    claim.release();
    lock.release();
  };
  let scheduler: Scheduler | undefined;
  const state = () => {
    if (scheduler === undefined) throw new Error('It is starting.');
    return scheduler.state();
  };
  const metrics = openRunMetrics({ ledger, orgName, kinds: kindsOf(ground), state });
  const server = await serveHealth(port, {
    [PATH]: async () => ({ type: 'application/json', body: `${JSON.stringify(healthOf())}\n` }),
    '/metrics': async () => ({ type: metrics.contentType, body: await metrics.text() }),
  }).catch((error: unknown) => {
    letGo();
    throw error;
  });
  scheduler = new Scheduler(ground, metrics.count);
  claim.announce({ url: server.url });
  journal.info('scheduling', { url: server.url, zone: ground.schedule.zone, ...ground.schedule.patterns });

  function healthOf() {
    const { kinds } = viewSchedule(ground, 1);
    const lastOf = Object.fromEntries(kinds.map(({ kind, last }) => [kind, last[0] ?? null]));
    return { status: 'alive', pid: process.pid, org: orgName, ...state(), last: lastOf };
  }

  return {
    url: server.url,
    pid: process.pid,
    async stop() {
      await scheduler.stop();
      await server.close();
      letGo();
      journal.info('stopped');
    },
    kill: () => scheduler.kill(),
  };
}

function nothingToDo(): Mistake {
  return new Mistake({
    trouble: 'config',
    message:
      'Nothing is scheduled: the configuration has neither pull: nor metrics:, or switches both off in schedule:.',
    actions: ['Give it something to do: heap-sf fields select, or metrics: in heap.config.yaml'],
  });
}

function isRunning(folder: string, other: { readonly pid: number; readonly url?: string } | undefined): Mistake {
  const who = other === undefined ? 'another process' : `process ${other.pid}${other.url ? ` at ${other.url}` : ''}`;
  return new Mistake({
    trouble: 'busy',
    message: `The schedule of ${folder} is run by ${who} already.`,
    actions: ['See what it does: heap-sf schedule show', 'Or stop that process first.'],
    facts: { folder, ...(other && { pid: other.pid }) },
  });
}
