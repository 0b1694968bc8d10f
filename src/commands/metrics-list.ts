import type { FieldType, Metric } from '../metrics/metric.ts';
import { defineCommand } from './command.ts';
import { readMetrics } from './metrics-ground.ts';

export const metricsList = defineCommand({
  words: ['metrics', 'list'],
  summary: 'List the metrics of the configuration and the fields that they fill',
  description: 'Checks each metric against the export: its event, its properties, its name. Asks no org.',
  async run(context): Promise<readonly Metric[]> {
    return readMetrics(context);
  },
  show(metrics, look) {
    if (metrics.length === 0) return 'heap.config.yaml names no metric. Add one under "metrics".';
    return look.table(
      [{ head: 'Level' }, { head: 'Metric' }, { head: 'Type' }, { head: 'Field', whole: true }],
      metrics.map(({ level, name, field }) => [level, name, typeText(field.type), field.name]),
    );
  },
});

function typeText(type: FieldType): string {
  if ('precision' in type) return `${type.kind}(${type.precision}, ${type.scale})`;
  return 'length' in type ? `${type.kind}(${type.length})` : type.kind;
}
