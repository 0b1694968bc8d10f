import { Mistake } from '../../base/errors.ts';
import { nearest } from '../../base/nearest.ts';
import type { MetricSettings } from '../../config/metric-settings.ts';
import type { Level } from '../../config/settings.ts';
import { fieldName, fieldNameOf, fieldNameTrouble } from '../definition/field-name.ts';
import type { OurField } from './our-fields.ts';

export interface ChosenRename {
  /** Place of the metric in the configuration's list. */
  readonly index: number;
  readonly metric: MetricSettings;
  /** The field that was made for it, which keeps its API name and its values; undefined when there is none yet. */
  readonly field: OurField['field'] | undefined;
  /** What the configuration has to remember, since the new name would become another one. */
  readonly remember: string | undefined;
}

/** Mistake when the new name is none, or the configuration has a metric of neither name: no org need be asked then. */
export function checkNamed(
  metrics: readonly MetricSettings[],
  { from, to }: { readonly from: string; readonly to: string },
): void {
  if (to === '') throw noName(from);
  if (!metrics.some(({ name }) => name === from || name === to)) throw unknown(from, metrics);
}

/**
 * The metric that a person means to rename. One that was renamed in the file already is found by its new name, as long as
 * the org still has the field of the old one.
 */
export function chooseRenamed(
  metrics: readonly MetricSettings[],
  ours: readonly OurField[],
  { from, to, level }: { readonly from: string; readonly to: string; readonly level?: Level | undefined },
): ChosenRename {
  const orphans = ours.filter(
    (one) => one.metric === from && !metrics.some((metric) => metric.level === one.level && isFieldOf(one, metric)),
  );
  const orphanOf = (metric: MetricSettings) => orphans.find((one) => one.level === metric.level);
  const isByHand = (metric: MetricSettings) => metric.name !== from;
  const found = metrics.flatMap((metric, index) => {
    if (level !== undefined && metric.level !== level) return [];
    return metric.name === from || (metric.name === to && orphanOf(metric) !== undefined) ? [{ metric, index }] : [];
  });
  const [only, other] = found;
  if (only === undefined) throw unknown(from, metrics);
  if (other !== undefined) throw ambiguous(from);
  const { metric, index } = only;

  const own = ours.find((one) => one.level === metric.level && isFieldOf(one, metric));
  const kept = isByHand(metric) ? orphanOf(metric) : own;
  if (own !== undefined && own !== kept) throw bothThere(from, to, own);
  const name = kept?.field.name;
  const renamed = { name: to, level: metric.level, ...(name !== undefined && { field: name }) };
  const trouble = fieldNameTrouble(renamed);
  if (trouble) throw new Mistake({ ...trouble, message: `"${to}": ${trouble.message}` });
  const inTheWay = metrics.find(
    (one) =>
      one !== metric &&
      one.level === metric.level &&
      (one.name === to || fieldNameOf(one).toLowerCase() === fieldNameOf(renamed).toLowerCase()),
  );
  if (inTheWay) throw taken(to, inTheWay, fieldNameOf(renamed));
  return {
    index,
    metric,
    field: kept?.field,
    remember: name === undefined || name === fieldName(to) ? undefined : name,
  };
}

function isFieldOf({ field }: OurField, metric: MetricSettings): boolean {
  return field.name.toLowerCase() === fieldNameOf(metric).toLowerCase();
}

function noName(from: string): Mistake {
  return new Mistake({
    trouble: 'misuse',
    message: `The new name of "${from}" is empty.`,
    actions: [`Say what it shall be called: heap-sf metrics rename "${from}" "NEW NAME"`],
    facts: { metric: from },
  });
}

function unknown(from: string, metrics: readonly MetricSettings[]): Mistake {
  const known = [...new Set(metrics.map(({ name }) => name))];
  const near = nearest(from, known);
  return new Mistake({
    trouble: 'unknown-name',
    message: `heap.config.yaml has no metric "${from}".`,
    actions: [
      near.length > 0
        ? `Did you mean ${near.map((one) => `"${one}"`).join(' or ')}?`
        : 'See which there are: heap-sf metrics list',
    ],
    facts: { metric: from, near },
  });
}

function ambiguous(from: string): Mistake {
  return new Mistake({
    trouble: 'misuse',
    message: `"${from}" is a metric of accounts and one of contacts.`,
    actions: ['Say which: --level account, or --level contact'],
    facts: { metric: from },
  });
}

function bothThere(from: string, to: string, { field }: OurField): Mistake {
  return new Mistake({
    trouble: 'clash',
    message: `"${to}" has a field of its own by now, ${field.object}.${field.name}, beside the one of "${from}".`,
    actions: [
      `Retire the one that is not wanted: heap-sf metrics retire ${field.name}`,
      'Then rename again, and the other is kept.',
    ],
    facts: { from, to, field: field.name },
  });
}

function taken(to: string, { name }: MetricSettings, field: string): Mistake {
  return new Mistake({
    trouble: 'clash',
    message: name === to ? `There is a metric "${to}" already.` : `"${name}" has the field ${field} already.`,
    actions: ['Take another name.'],
    facts: { metric: to, taken: name },
  });
}
