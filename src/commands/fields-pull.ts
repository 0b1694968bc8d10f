import type { PullSettings } from '../config/settings.ts';
import { defineCommand } from './command.ts';
import { CROSS_OPTION, crossingWarnings } from './cross-option.ts';
import { showPull } from './show-pull.ts';
import { withAlerts } from './with-alerts.ts';

/** From so many fields on, rows are wide. */
const MANY_FIELDS = 50;

/**
 * It runs every hour beside whatever else the machine does, and one thread takes less memory and less of the processor than several.
 * It works on 2,048 rows at a time, which takes some hundred kilobytes for each field: where rows are wide there is more room.
 */
function roomFor(pull: PullSettings | undefined): { readonly memoryLimit: `${number}MB`; readonly threads: number } {
  const more = (pull?.contact.length ?? 0) + (pull?.account.length ?? 0) - MANY_FIELDS;
  return { memoryLimit: `${150 + Math.max(0, more)}MB`, threads: 1 };
}

export const fieldsPull = defineCommand({
  words: ['fields', 'pull'],
  summary: 'Read what changed in Salesforce and tell Heap',
  description:
    'Reads the chosen fields of the contacts and accounts that changed since the last pull, and sends Heap what it does not know yet. The first pull reads what was updated within a year. What it is about to read is priced first, and what does not fit the credits is read by the next pull.',
  examples: [
    { line: 'fields pull --dry-run', does: 'Read, match and show what would be sent, and send nothing' },
    { line: 'fields pull --since 2025-01-01', does: 'Read all that was updated since that day' },
    { line: 'fields pull --full', does: 'Read all once more, and find what was deleted meanwhile' },
  ],
  options: {
    since: {
      type: 'string',
      describe: 'Date (the midnight that begins it, in the zone of the config) or moment from which records count',
    },
    'dry-run': { type: 'boolean', describe: 'Do everything but send and remember' },
    full: { type: 'boolean', describe: 'Read all records once more, not only those that changed' },
    'when-busy': {
      type: 'string',
      describe: 'While another pull of the org is under way: wait or refuse. Default: refuse',
      choices: ['wait', 'refuse'],
    },
    ...CROSS_OPTION,
  },
  async run(context, { since, dryRun, full, whenBusy, allowCrossEnvironment }) {
    const { pullFields } = await import('../pull/pull-fields.ts');
    const request = {
      settings: context.settings,
      connect: () => context.knownOrg(),
      heap: () => context.heap(),
      heapMark: () => context.heapMark(),
      source: () => context.export(),
      usersMark: () => context.usersMark(),
      warehouse: () => context.warehouse(roomFor(context.settings.pull)),
      ledger: context.ledger,
      clock: context.clock,
      progress: context.progress,
    };
    const options = { since, dryRun, full, whenBusy: whenBusy ?? 'refuse', allowCrossing: allowCrossEnvironment };
    return withAlerts(context, 'pull', dryRun, () => pullFields(request, context.run, options));
  },
  outcome: ({ status }) => status,
  warnings: ({ crossing, remarks }) => [...crossingWarnings(crossing), ...remarks],
  show: showPull,
});
