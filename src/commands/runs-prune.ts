import { number } from '../base/counted.ts';
import { Mistake } from '../base/errors.ts';
import { parseLookback } from '../config/lookback.ts';
import type { Context } from '../context.ts';
import { openWindows } from '../metrics/window.ts';
import type { PrunedRuns } from '../push/prune-runs.ts';
import { defineCommand } from './command.ts';

interface PruneReport extends PrunedRuns {
  /** `kept`: asked, and not told to. */
  readonly status: 'pruned' | 'would-be-pruned' | 'nothing' | 'kept';
}

export const runsPrune = defineCommand({
  words: ['runs', 'prune'],
  summary: 'Forget old runs, and delete the files that only they needed',
  description:
    'Forgets runs that began before an age, with their lists of rejected rows. Runs that are at work, whose job nobody has read yet, or that the accepted values come from stay whatever their age; credits stay counted, and the history of values is not touched.',
  examples: [
    { line: 'runs prune --older-than 90d --dry-run', does: 'Tell what would go, and delete nothing' },
    { line: 'runs prune --older-than 6mo --yes', does: 'In a script' },
  ],
  options: {
    'older-than': { type: 'string', describe: 'Age: 90d (days), 12w (weeks) or 6mo (months)', required: true },
    yes: { type: 'boolean', describe: 'Do not ask' },
    'dry-run': { type: 'boolean', describe: 'Tell what would go, and delete nothing' },
  },
  async run(context, { olderThan, yes, dryRun }, stage): Promise<PruneReport> {
    const { findPrunable, pruneRuns } = await import('../push/prune-runs.ts');
    const before = momentOf(olderThan, context);
    const found = await findPrunable(context, before);
    if (found.runs === 0 && found.files.length === 0) return { status: 'nothing', ...found };
    if (dryRun) return { status: 'would-be-pruned', ...found };
    if (!yes) {
      if (stage.confirm === undefined) throw cannotAsk(found);
      const text = `To be forgotten: ${told(found)}`;
      if (!(await stage.confirm(text, 'Forget them?'))) return { status: 'kept', ...found };
    }
    return { status: 'pruned', ...(await pruneRuns(context, before)) };
  },
  outcome: ({ status }) => (status === 'kept' ? 'failed' : 'done'),
  show: (report, look) => look.wrap(SHOWN[report.status](report)),
});

const SHOWN: Readonly<Record<PruneReport['status'], (report: PruneReport) => string>> = {
  pruned: (report) => `Forgotten: ${told(report)}`,
  'would-be-pruned': (report) => `Would be forgotten: ${told(report)} Nothing was deleted: this was a dry run.`,
  nothing: ({ before }) => `No run that could be forgotten began before ${before.toISOString()}.`,
  kept: () => 'Nothing was forgotten.',
};

function told({ runs, files, bytes, before }: PrunedRuns): string {
  const size = `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${number(runs)} ${runs === 1 ? 'run' : 'runs'} from before ${before.toISOString()}, and ${number(files.length)} ${files.length === 1 ? 'file' : 'files'} of ${size}.`;
}

function momentOf(age: string, { clock, settings }: Context): Date {
  const parsed = parseLookback(age);
  if (parsed.status === 'fine' && parsed.lookback.kind === 'span') {
    const { from } = openWindows({ zone: settings.window.zone, mode: 'rolling' }, clock.now()).of(parsed.lookback);
    if (from !== undefined) return from;
  }
  throw new Mistake({
    trouble: 'misuse',
    message: `--older-than ${age} is no age of runs.`,
    actions: ['Write days, weeks or months, from 1d to ten years: 90d, 12w, 6mo.'],
    facts: { olderThan: age },
  });
}

function cannotAsk(found: PrunedRuns): Mistake {
  return new Mistake({
    trouble: 'misuse',
    message: `This would forget ${told(found)} There is nobody to ask: no terminal, or --json.`,
    actions: ['Look first: heap-sf runs prune --older-than AGE --dry-run', 'Then say that it is meant: --yes'],
    facts: { runs: found.runs, files: found.files },
  });
}
