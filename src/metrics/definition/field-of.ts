import type { TroubleFacts } from '../../base/errors.ts';
import type { MetricSettings } from '../../config/metric-settings.ts';
import type { Quiet, WindowSettings } from '../../config/settings.ts';
import type { QuietRule } from '../counting/measure-sql.ts';
import type { CombinedMetric, CountedMetric, FieldType, Metric } from '../metric.ts';
import { fieldNameOf } from './field-name.ts';
import { description, helpText } from './field-text.ts';

/** What a metric takes over from the configuration as it stands there. */
export function namesOf({ name, level, quiet, at }: MetricSettings): Pick<Metric, 'name' | 'level' | 'quiet' | 'at'> {
  return { name, level, ...(quiet ? { quiet } : {}), ...(at ? { at } : {}) };
}

/** The custom field of a metric. */
export function fieldOf(
  one: MetricSettings,
  metric: Omit<CountedMetric, 'field'> | Omit<CombinedMetric, 'field'>,
  { type, window }: { readonly type: FieldType; readonly window: WindowSettings },
): Metric['field'] {
  return {
    name: fieldNameOf(one),
    label: one.name,
    helpText: helpText(metric, window),
    description: description(metric, window),
    type,
    ...(one.history !== undefined && { history: one.history }),
  };
}

/** What a metric says of quiet records, held against what its measure can show; undefined when that is fine. */
export function quietTroubleOf(quiet: Quiet | undefined, rule: QuietRule): TroubleFacts | undefined {
  if (quiet === undefined || rule === 'by-setting' || rule === 'nothing') return undefined;
  if (quiet === 'null' && rule === 'always-nothing') return undefined;
  return {
    trouble: 'definition',
    message:
      rule === 'unticked'
        ? 'a checkbox cannot be empty, so quiet says nothing for it.'
        : 'there is no zero of its kind: a record that did nothing shows nothing.',
    actions: ['Leave out quiet for this metric.'],
    facts: { quiet },
  };
}
