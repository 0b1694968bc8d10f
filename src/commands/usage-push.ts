import { defineCommand } from './command.ts';
import { crossingWarnings } from './cross-option.ts';
import { needMetrics } from './metrics-ground.ts';
import { pushRequest, SEND_OPTIONS } from './push-options.ts';
import { showPush } from './show-push.ts';
import { withAlerts } from './with-alerts.ts';

export const usagePush = defineCommand({
  words: ['usage', 'push'],
  summary: 'Compute the metrics and send what changed to Salesforce',
  description:
    'Reads the export, computes every metric for every matched account and contact, compares with what the org accepted before, and upserts the rows that differ: up to 2,000 by sObject Collections, more by Bulk API 2.0. What that costs is worked out first, and nothing is sent that would pass a cap.',
  examples: [
    { line: 'usage push --dry-run', does: 'Show what would be sent and what it would cost, and send nothing' },
    { line: 'usage push --as-of 2026-06-30', does: 'Figures as of the end of that day' },
    { line: 'usage push --full', does: 'Send every row, whatever the org has accepted before' },
  ],
  options: {
    'dry-run': { type: 'boolean', describe: 'Do everything but send' },
    full: { type: 'boolean', describe: 'Send every row, not only those that changed' },
    'remove-orphans': {
      type: 'boolean',
      describe: 'Remove usage rows of deleted and merged records even if they are more than a tenth of all',
    },
    'accept-stale': {
      type: 'boolean',
      describe: 'Send although the export has brought nothing new for push.staleDays days of the config',
    },
    ...SEND_OPTIONS,
  },
  async run(
    context,
    { dryRun, full, asOf, removeOrphans, whenBusy, acceptShrink, acceptStale, allowCrossEnvironment },
    { confirm },
  ) {
    needMetrics(context);
    const { pushUsage } = await import('../push/push-usage.ts');
    const options = {
      dryRun,
      full,
      asOf,
      manyOrphans: removeOrphans,
      acceptShrink,
      acceptStale,
      confirm,
      whenBusy: whenBusy ?? context.settings.push.whenBusy,
      allowCrossing: allowCrossEnvironment,
    };
    return withAlerts(context, 'push', dryRun, async () => pushUsage(await pushRequest(context), context.run, options));
  },
  outcome: ({ status }) => status,
  warnings: ({ crossing }) => crossingWarnings(crossing),
  show: showPush,
});
