import { defineCommand } from './command.ts';
import { needMetrics } from './metrics-ground.ts';
import { pushRequest } from './push-options.ts';
import { showPreview } from './show-preview.ts';

export const metricsPreview = defineCommand({
  words: ['metrics', 'preview'],
  summary: 'Show the figures before anything is made: for named accounts or contacts, and how each metric spreads',
  description:
    'Computes the metrics from the export as a push would. Reads contacts and accounts of the org to match them, and writes nothing to it; no field has to be there.',
  examples: [
    { line: 'metrics preview --account Acme', does: 'The figures of one account, and how each metric spreads' },
    { line: 'metrics preview --offline --contact ann@acme.example', does: 'Ask no org: who is meant by the join key' },
  ],
  options: {
    account: { type: 'strings', describe: 'An account to show: its Id or name' },
    contact: { type: 'strings', describe: 'A contact to show: its Id, e-mail address or name' },
    metric: { type: 'strings', describe: 'Only the metric of this name' },
    'as-of': {
      type: 'string',
      describe: 'Date (the midnight that ends it, in the zone of the config) or moment. Default: now',
    },
    offline: { type: 'boolean', describe: 'Ask no org: each join key that Heap knows stands for a record' },
  },
  async run(context, { account, contact, metric, asOf, offline }) {
    const { previewMetrics } = await import('../push/preview-metrics.ts');
    needMetrics(context);
    const records = [
      ...account.map((given) => ({ level: 'account', given }) as const),
      ...contact.map((given) => ({ level: 'contact', given }) as const),
    ];
    return previewMetrics(await pushRequest(context), { records, only: metric, asOf, offline });
  },
  warnings: ({ leftOut }) =>
    leftOut.length === 0
      ? []
      : [
          `Left out without an org, since accounts are found through contacts: ${leftOut.map(({ metric }) => metric).join(', ')}.`,
        ],
  show: showPreview,
});
