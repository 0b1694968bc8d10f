import { Mistake } from '../../base/errors.ts';
import { nearest } from '../../base/nearest.ts';
import type { MetricSettings } from '../../config/metric-settings.ts';
import type { Level } from '../../config/settings.ts';
import { fieldNameOf } from '../definition/field-name.ts';
import type { OurField } from './our-fields.ts';

export interface RetireChoice {
  /** Metrics (or API names of fields) to retire; all that the configuration does not have, when none is named. */
  readonly names: readonly string[];
  readonly level?: Level | undefined;
  /** Said in words that every field may go. */
  readonly all: boolean;
}

export interface ChosenField extends OurField {
  /** Its metric is still in the configuration, so that the next apply makes it anew. */
  readonly inConfig: boolean;
}

/** The fields that a person means to retire. */
export function chooseRetired(
  ours: readonly OurField[],
  metrics: readonly MetricSettings[],
  { names, level, all }: RetireChoice,
): readonly ChosenField[] {
  const judged = ours.map((one) => ({ ...one, inConfig: isWanted(one, metrics) }));
  const ofLevel = judged.filter((one) => level === undefined || one.level === level);
  if (names.length > 0) return [...new Set(names.flatMap((name) => named(name, ofLevel)))];
  const gone = ofLevel.filter(({ inConfig }) => !inConfig);
  if (gone.length > 0 && judged.every(({ inConfig }) => !inConfig) && !all) throw everything(judged);
  return gone;
}

function isWanted({ level, field }: OurField, metrics: readonly MetricSettings[]): boolean {
  return metrics.some((one) => one.level === level && fieldNameOf(one).toLowerCase() === field.name.toLowerCase());
}

function named(name: string, judged: readonly ChosenField[]): readonly ChosenField[] {
  const found = judged.filter((one) => one.metric === name || one.field.name.toLowerCase() === name.toLowerCase());
  if (found.length === 0) throw unknown(name, judged);
  const gone = found.filter(({ inConfig }) => !inConfig);
  // A name may stand at both levels; what the configuration still has is not meant along with what it dropped.
  if (gone.length > 0) return gone;
  if (found.length === 1) return found;
  throw new Mistake({
    trouble: 'misuse',
    message: `"${name}" is a metric of accounts and one of contacts, and heap.config.yaml has both.`,
    actions: ['Say which: --level account, or --level contact'],
    facts: { metric: name },
  });
}

function unknown(name: string, judged: readonly ChosenField[]): Mistake {
  const known = [...new Set(judged.map(({ metric }) => metric))];
  const near = nearest(name, known);
  return new Mistake({
    trouble: 'unknown-name',
    message: `The org has no field that was made for a metric "${name}".`,
    actions: [
      near.length > 0
        ? `Did you mean ${near.map((one) => `"${one}"`).join(' or ')}?`
        : 'See which there are: heap-sf metrics plan',
    ],
    facts: { metric: name, near },
  });
}

function everything(judged: readonly ChosenField[]): Mistake {
  return new Mistake({
    trouble: 'config',
    message: `heap.config.yaml has none of the ${judged.length} metrics whose fields are in the org, so that this would delete every one of them.`,
    actions: [
      'Check that this is the right configuration and the right org: --config, --target-org',
      'If every field shall go, say so in words: heap-sf metrics retire --all',
      'Or name the metrics to retire: heap-sf metrics retire "NAME"',
    ],
    facts: { fields: judged.map(({ field }) => `${field.object}.${field.name}`) },
  });
}
