import { defineCommand } from './command.ts';
import { adminOption, readMetrics, readPlan } from './metrics-ground.ts';
import { showPlan } from './show-plan.ts';

export const metricsPlan = defineCommand({
  words: ['metrics', 'plan'],
  summary: 'Say what the org lacks for the metrics of the configuration, and change nothing',
  description:
    'Fields to create, access to grant, history tracking to switch, labels to change; what others changed since the last apply; fields whose metric has gone, and the room that is left.',
  examples: [{ line: 'metrics plan', does: 'Compare with the local org' }],
  options: { 'admin-org': adminOption('can see what permission sets grant') },
  run: async (context, { adminOrg }) => readPlan(context, await readMetrics(context), adminOrg),
  show: showPlan,
});
