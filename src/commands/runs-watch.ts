import { setTimeout as timer } from 'node:timers/promises';
import { number } from '../base/counted.ts';
import type { JobRecord } from '../ledger/types/job.ts';
import type { Ledger } from '../ledger/types/ledger.ts';
import type { RunDetail } from '../ledger/types/run.ts';
import { defineCommand } from './command.ts';
import type { Look } from './look.ts';
import { STATUS_PAINTS } from './runs.ts';
import { tookText } from './show-moment.ts';

/** How often the ledger is looked at, in milliseconds: another process writes it. */
const LOOK = 500;

interface Watched {
  readonly at: Date;
  /** Those under way, and those that have ended since watching began; the newest first. */
  readonly runs: readonly RunDetail[];
  /** What is new since it was last looked at, a line each. */
  readonly news: readonly string[];
}

export const runsWatch = defineCommand({
  words: ['runs', 'watch'],
  summary: 'Follow the runs under way, live, until Ctrl-C',
  description:
    'Shows the runs of this state folder that are under way, whoever started them: how long they take, their jobs, rows and credits. Where nobody watches, a line for each thing that happens.',
  examples: [{ line: 'runs watch --until-done', does: 'End once nothing is under way any more' }],
  options: {
    'until-done': { type: 'boolean', describe: 'End once no run is under way; fails when one of them failed' },
  },
  endsAtInterrupt: true,
  async run({ ledger, clock }, { untilDone }, { signal, draw }): Promise<Watched> {
    const seen = new Map<string, string>();
    const watched = new Set<string>();
    for (;;) {
      for (const id of ledger.runningIds()) watched.add(id);
      const runs = detailsOf(ledger, watched);
      const state: Watched = { at: clock.now(), runs, news: newsOf(runs, seen) };
      const over = signal.aborted || (untilDone && runs.every(({ status }) => status !== 'running'));
      if (over) return state;
      await draw(state);
      await timer(LOOK, undefined, { signal }).catch(() => {});
    }
  },
  outcome: ({ runs }) => (runs.some(({ status }) => status === 'failed') ? 'failed' : 'done'),
  show: showWatched,
});

function detailsOf(ledger: Ledger, ids: ReadonlySet<string>): readonly RunDetail[] {
  return [...ids].map((id) => ledger.showRun(id)).toReversed();
}

const NONE = 'No run is under way.';

/** What is not known yet of each run, in the order in which it is told. */
function newsOf(runs: readonly RunDetail[], seen: Map<string, string>): readonly string[] {
  if (runs.length === 0 && !seen.has(NONE)) {
    seen.set(NONE, NONE);
    return [NONE];
  }
  return runs.toReversed().flatMap((run) => {
    const facts: readonly (readonly [string, string])[] = [
      [run.id, run.status],
      ...run.jobs.map((job) => [job.jobId, jobText(job)] as const),
    ];
    return facts.flatMap(([key, text]) => {
      if (seen.get(`${run.id} ${key}`) === text) return [];
      seen.set(`${run.id} ${key}`, text);
      return [key === run.id ? `${run.id} ${endText(run)}` : `${run.id} ${key} ${text}`];
    });
  });
}

function endText(run: RunDetail): string {
  if (run.status === 'running') return `running since ${run.started.toISOString()} (process ${run.pid})`;
  const { ended = run.started, started, error } = run;
  const took = tookText((ended.getTime() - started.getTime()) / 1000);
  const why = error === undefined ? '' : `: ${error.message.split('\n')[0]}`;
  return `${run.status} in ${took}, ${rowsText(run)}, ${creditsText(run)}${why}`;
}

const jobText = ({ operation, object, rows, stage }: JobRecord) =>
  `${operation} ${object}, ${number(rows)} rows: ${stage}`;

function creditsText({ credits }: RunDetail): string {
  return `${number(Object.values(credits).reduce((sum, count) => sum + count, 0))} credits`;
}

function rowsText({ counts }: RunDetail): string {
  if (counts === undefined) return 'no rows yet';
  return `${number(counts.accepted)} sent, ${number(counts.unchanged)} same, ${number(counts.rejected)} rejected`;
}

function showWatched({ at, runs, news }: Watched, look: Look): string {
  if (look.piped) return news.join('\n');
  if (runs.length === 0) return `${NONE} Ctrl-C ends this.`;
  return runs
    .map((run) => {
      const { id, orgName, status, started, ended = at, error } = run;
      const took = tookText((ended.getTime() - started.getTime()) / 1000);
      const head = `${look.paint('bold', id)} ${orgName} ${look.paint(STATUS_PAINTS[status], status)} ${took}`;
      const jobs = run.jobs.map(({ object, operation, rows, stage }) => [operation, object, rows, stage]);
      return [
        head,
        look.wrap(`${rowsText(run)}, ${creditsText(run)}`, 2),
        ...(jobs.length === 0
          ? []
          : [
              look.table(
                [{ head: 'Does' }, { head: 'Object' }, { head: 'Rows', align: 'right' }, { head: 'Stage' }],
                jobs.map(([does, ...rest]) => [does, ...rest]),
              ),
            ]),
        ...(error === undefined ? [] : [look.wrap(error.message, 2)]),
      ].join('\n');
    })
    .join('\n');
}
