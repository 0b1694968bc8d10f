import type { Level } from '../../config/settings.ts';
import type { MadeFieldRecord } from '../../ledger/types/field.ts';
import { customFieldOf } from '../../metrics/fields/custom-field.ts';
import { fieldTypeName } from '../../metrics/fields/field-type-name.ts';
import { type ForeignFields, foreignAmong } from '../../metrics/fields/foreign-fields.ts';
import { whyDropped } from '../../metrics/fields/why-dropped.ts';
import type { Metric } from '../../metrics/metric.ts';
import { resolveField } from '../../salesforce/describe.ts';
import type { CustomFieldMetadata } from '../../salesforce/read-custom-fields.ts';
import { type Finding, finding } from '../finding.ts';
import { applyCommand, type Named, objectClicks } from '../next-steps.ts';
import { type OrgFacts, seenObject } from '../org/org-facts.ts';

interface Known {
  /** How we left the fields of the org. */
  readonly made: readonly MadeFieldRecord[];
  readonly named: Named;
}

/** Each metric's field: there, ours, of a type that takes its values, read and written by the connecting user. */
export function metricFields(facts: OrgFacts, metrics: readonly Metric[], { made, named }: Known): readonly Finding[] {
  return metrics.map((metric) => judge(metric, facts, { named, foreign: foreignOf(facts, metric.level, made) }));
}

/** What others made, where Metadata told of it. */
function foreignOf({ pushing }: OrgFacts, level: Level, made: Known['made']): ForeignFields {
  const fields = pushing?.fields.status === 'told' ? pushing.fields.value[level]?.fields : undefined;
  return foreignAmong(fields ?? [], made);
}

function judge(
  metric: Metric,
  facts: OrgFacts,
  { named, foreign }: { readonly named: Named; readonly foreign: ForeignFields },
): Finding {
  const subject = `${metric.name} (${metric.level})`;
  const object = facts.usage[metric.level];
  const seen = seenObject(facts, object);
  if (seen === undefined) return finding('metric-field', 'not-checked', `${object} is not seen`, { subject });
  const wanted = fieldTypeName(customFieldOf(metric, object));
  const name = `${object}.${resolveField(seen, metric.field.name)?.name ?? metric.field.name}`;
  switch (whyDropped(metric, seen, foreign)) {
    case undefined:
      return finding('metric-field', 'passed', wanted, { subject });
    case 'not-ours':
      return finding('metric-field', 'failed', 'not ours', {
        subject,
        means: `Others made ${name}; the metric stays out of each push, which would write over what is in it.`,
        next: [`Rename the metric "${metric.name}", or rename or delete ${name} in the org.`],
      });
    case 'retyped':
      return finding('metric-field', 'failed', `${resolveField(seen, metric.field.name)?.type} and not ${wanted}`, {
        subject,
        means: `${name} is of another type than the metric's values, which stay out of each push.`,
        next: [
          `Rename the metric "${metric.name}"; or delete the field with its values and make it anew: heap-sf metrics retire "${metric.name}" --level ${metric.level}${named.option}`,
        ],
      });
    case 'read-only':
      // Whoever may not write the object sees every field of it as read-only.
      return seen.updateable && seen.createable
        ? withoutAccess(metric, { subject, label: seen.label, name, says: 'read-only', right: 'Edit', named })
        : finding('metric-field', 'not-checked', `${object} itself cannot be written`, { subject });
    case 'absent-or-hidden': {
      const known = knownField(facts, metric.level, metric.field.name);
      if (known !== undefined && known !== 'absent') {
        return withoutAccess(metric, {
          subject,
          label: seen.label,
          name,
          says: 'hidden',
          right: 'Read and Edit',
          named,
        });
      }
      return finding('metric-field', 'failed', known === 'absent' ? 'not made yet' : 'not made yet, or hidden', {
        subject,
        means: 'Without its field a metric stays out of each push.',
        next: [`Make the field and grant access to it: ${applyCommand(named)}`],
      });
    }
  }
}

interface Lack {
  /** Of the object. */
  readonly label: string;
  readonly subject: string;
  readonly name: string;
  readonly says: string;
  readonly right: string;
  readonly named: Named;
}

function withoutAccess(metric: Metric, { subject, label, name, says, right, named }: Lack): Finding {
  const [object = '', field = ''] = name.split('.');
  return finding('metric-field', 'failed', says, {
    subject,
    means: 'What cannot be filled stays out of each push.',
    lacks: [`${name}: ${right}`],
    next: [
      objectClicks('Heap Metric Access', label, 'Read and Edit for what is named here'),
      `Or: ${applyCommand(named)}`,
    ],
    fix: { kind: 'metric-access', metric: metric.name, object, field },
  });
}

/** What Metadata knows of a field that describe does not show; undefined when Metadata did not answer. */
function knownField({ pushing }: OrgFacts, level: Level, name: string): CustomFieldMetadata | 'absent' | undefined {
  if (pushing?.fields.status !== 'told') return undefined;
  const found = pushing.fields.value[level]?.fields.find((one) => one.name.toLowerCase() === name.toLowerCase());
  return found ?? 'absent';
}

/** Whether Salesforce keeps the history of the fields whose metrics ask for it. */
export function historyTracking(facts: OrgFacts, metrics: readonly Metric[], { made, named }: Known): Finding {
  const wanted = metrics.filter(
    ({ level, field }) => field.history === true && !foreignOf(facts, level, made).has(field.name.toLowerCase()),
  );
  if (wanted.length === 0) return finding('history', 'passed', 'no metric asks for it');
  const { pushing } = facts;
  if (pushing?.fields.status !== 'told')
    return finding('history', 'not-visible', 'Metadata does not tell', { means: pushing?.fields.error.message ?? '' });
  const { value } = pushing.fields;
  const off = wanted.filter(({ level }) => value[level]?.enableHistory === false);
  if (off.length > 0) {
    const objects = [...new Set(off.map(({ level }) => facts.usage[level]))];
    return finding('history', 'failed', `switched off for ${objects.join(', ')}`, {
      means: `What ${off.map(({ name }) => name).join(', ')} was before is not kept.`,
      next: objects.map((object) => `Setup > Object Manager > ${object} > Details > Edit: tick Track Field History.`),
    });
  }
  const untracked = wanted.filter(({ level, field }) => {
    const known = knownField(facts, level, field.name);
    return known !== undefined && known !== 'absent' && !known.trackHistory;
  });
  const [first] = untracked;
  if (first === undefined) return finding('history', 'passed', `on for ${wanted.length} of ${wanted.length} metrics`);
  return finding('history', 'warned', `off for ${untracked.length} of ${wanted.length} metrics`, {
    means: `What ${untracked.map(({ name }) => name).join(', ')} was before is not kept. An object holds 20 such fields.`,
    next: [
      `Setup > Object Manager > ${seenObject(facts, facts.usage[first.level])?.label ?? facts.usage[first.level]} > Fields & Relationships > Set History Tracking: tick ${first.field.label}.`,
      `Or: ${applyCommand(named)}`,
    ],
    fix: { kind: 'history', metric: first.name, object: facts.usage[first.level], field: first.field.name },
  });
}
