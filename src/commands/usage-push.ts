import { pushUsage } from '../push/push-usage.ts';
import { defineCommand } from './command.ts';
import { showPush } from './show-push.ts';

export const usagePush = defineCommand({
  words: ['usage', 'push'],
  summary: 'Compute the metrics and send what changed to Salesforce',
  description:
    'Reads the export, computes every metric for every matched account and contact, compares with what the org accepted before, and upserts the rows that differ.',
  examples: [
    { line: 'usage push --dry-run', does: 'Show what would be sent, and send nothing' },
    { line: 'usage push --as-of 2026-06-30', does: 'Figures as of the end of that day' },
  ],
  options: {
    'dry-run': { type: 'boolean', describe: 'Do everything but send' },
    'as-of': {
      type: 'string',
      describe: 'Date (the midnight that ends it, in the zone of the config) or moment. Default: now',
    },
    'remove-orphans': {
      type: 'boolean',
      describe: 'Remove usage rows of deleted and merged records even if they are more than a tenth of all',
    },
  },
  async run(context, { dryRun, asOf, removeOrphans }) {
    const request = {
      settings: context.settings,
      connect: () => context.org(),
      source: await context.export(),
      warehouse: await context.warehouse(),
      ledger: context.ledger,
      clock: context.clock,
      progress: context.progress,
    };
    return pushUsage(request, context.run, { dryRun, asOf, manyOrphans: removeOrphans });
  },
  outcome: ({ status }) => status,
  show: showPush,
});
