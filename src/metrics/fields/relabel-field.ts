import type { MadeFieldRecord } from '../../ledger/types/field.ts';
import type { RunRecorder } from '../../ledger/types/recorder.ts';
import type { Org } from '../../salesforce/org.ts';
import type { CustomFieldMetadata } from '../../salesforce/read-custom-fields.ts';
import { updateCustomFields } from '../../salesforce/save-custom-fields.ts';
import { fieldDescription } from '../definition/field-text.ts';
import type { Metric } from '../metric.ts';
import { customFieldOf } from './custom-field.ts';
import { fieldKey } from './field-key.ts';
import { fieldTypeName } from './field-type-name.ts';

interface AboutLabel {
  readonly object: string;
  readonly field: string;
}

/** What became of the field of a renamed metric. */
export type Relabelled =
  | { readonly status: 'none' }
  | (AboutLabel & { readonly status: 'relabelled' | 'as-it-was' })
  | (AboutLabel & { readonly status: 'refused'; readonly code: string; readonly message: string });

/** Gives the field of a metric the label of its new name, and the mark that ties it to that name. */
export async function relabelField(
  { org, run, made }: { readonly org: Org; readonly run: RunRecorder; readonly made: readonly MadeFieldRecord[] },
  {
    metric,
    field,
    to,
  }: { readonly metric: Metric | undefined; readonly field: CustomFieldMetadata | undefined; readonly to: string },
): Promise<Relabelled> {
  if (metric === undefined || field === undefined) return { status: 'none' };
  const about = { object: field.object, field: field.name };
  const description = fieldDescription(to, metric.field.helpText);
  const wanted = customFieldOf(
    { ...metric, field: { ...metric.field, name: field.name, label: to, description } },
    field.object,
  );
  // An update with another type would change the type: that is nothing that a rename may do.
  if (fieldTypeName(wanted) !== fieldTypeName(field)) {
    const message = `The field is ${fieldTypeName(field)}, and the metric needs ${fieldTypeName(wanted)}.`;
    return { ...about, status: 'refused', code: 'OTHER_TYPE', message };
  }
  if (field.label === to && field.description === description) return { ...about, status: 'as-it-was' };
  const [outcome] = await updateCustomFields(org, [{ ...wanted, trackHistory: field.trackHistory }]);
  if (outcome?.status === 'refused') {
    const { code, message } = outcome;
    run.addDeeds([{ ...about, metric: to, deed: 'refused', detail: message }]);
    return { ...about, status: 'refused', code, message };
  }
  run.addDeeds([{ ...about, metric: to, deed: 'renamed', detail: `${field.label} to ${to}` }]);
  run.setMade([
    {
      ...about,
      metric: to,
      label: to,
      helpText: metric.field.helpText,
      type: fieldTypeName(field),
      history: field.trackHistory,
      access: made.find((one) => fieldKey(one) === fieldKey(field))?.access ?? [],
    },
  ]);
  return { ...about, status: 'relabelled' };
}
