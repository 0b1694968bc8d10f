import type { RunKind, RunRecord } from '../../ledger/types/run.ts';
import type { CheckName } from '../checks.ts';
import { type Finding, finding } from '../finding.ts';
import type { Named } from '../next-steps.ts';
import { agoText } from './ago-text.ts';

/** The process that keeps the schedule, by the claim that it leaves in the state folder. */
export type ScheduleFacts =
  | { readonly status: 'alive'; readonly pid: number; readonly url: string }
  | { readonly status: 'gone'; readonly pid: number }
  | { readonly status: 'none' };

const HOUR = 3_600_000;

interface RunRow {
  readonly check: CheckName;
  readonly kind: RunKind;
  /** Older than this, one was missed. */
  readonly due: number;
  readonly every: string;
  readonly command: string;
}

const PUSH: RunRow = {
  check: 'last-push',
  kind: 'push',
  due: 26 * HOUR,
  every: 'once a night',
  command: 'heap-sf usage push',
};
const PULL: RunRow = {
  check: 'last-pull',
  kind: 'pull',
  due: 2 * HOUR,
  every: 'every hour',
  command: 'heap-sf fields pull',
};

/** How the last push or pull went. `runs` are of one kind, newest first. */
export function lastRun(kind: 'push' | 'pull', runs: readonly RunRecord[], now: Date, { option }: Named): Finding {
  const { check, due, every, command } = kind === 'push' ? PUSH : PULL;
  const [last] = runs;
  if (last === undefined) {
    return finding(check, 'not-checked', 'there was none yet', {
      next: [`Try one, which sends nothing: ${command}${option} --dry-run`],
    });
  }
  const age = now.getTime() - last.started.getTime();
  const when = agoText(age);
  const show = `heap-sf runs show ${last.id}`;
  switch (last.status) {
    case 'running':
      return finding(check, 'passed', `under way, begun ${when}`);
    case 'failed':
      return finding(check, 'failed', `failed ${when}`, {
        means: last.error?.message ?? 'It did not come to its end.',
        next: [`See what happened: ${show}`],
      });
    case 'partly':
      return finding(check, 'warned', `done in part ${when}`, {
        means:
          last.counts === undefined
            ? 'Not all of it arrived.'
            : `${last.counts.rejected} rejected, ${last.counts.unprocessed} unprocessed of ${last.counts.input}.`,
        next: [
          `See what is left: ${show}`,
          ...(kind === 'push' ? [`See which rows and why: heap-sf usage rejected${option}`] : []),
        ],
      });
    case 'done':
      if (age < due) return finding(check, 'passed', `done ${when}`);
      return finding(check, 'warned', `done ${when}, and it is due ${every}`, {
        means: 'A run was missed, or nothing starts them.',
        next: [`Have them started: heap-sf schedule run${option}`],
      });
  }
}

/** Whether something starts the runs. Cron, systemd or CI may as well; then the runs themselves are all that tells. */
export function scheduleLine(facts: ScheduleFacts, runs: readonly Finding[], { option }: Named): Finding {
  switch (facts.status) {
    case 'alive':
      return finding('schedule', 'passed', `process ${facts.pid}, at ${facts.url}`);
    case 'gone':
      return finding('schedule', 'failed', `process ${facts.pid} has ended without a word`, {
        means: 'No run is started any more.',
        next: [`Start it again, which makes up for what was missed once: heap-sf schedule run${option}`],
      });
    case 'none': {
      const inTime = runs.length > 0 && runs.every(({ status }) => status === 'passed');
      if (inTime) return finding('schedule', 'passed', 'none here, and the runs come in time');
      return finding('schedule', 'not-checked', 'none here; cron, systemd or CI may start runs', {
        next: [`To have runs started: heap-sf schedule run${option}`],
      });
    }
  }
}
