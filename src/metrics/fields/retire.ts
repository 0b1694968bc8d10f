import type { Progress } from '../../base/progress.ts';
import type { Level } from '../../config/settings.ts';
import type { RunRecorder } from '../../ledger/types/recorder.ts';
import type { Org } from '../../salesforce/org.ts';
import { readObjectFields } from '../../salesforce/read-custom-fields.ts';
import { deleteCustomFields } from '../../salesforce/save-custom-fields.ts';
import type { ChosenField } from './choose-retired.ts';
import { fieldKey } from './field-key.ts';

interface AboutRetired {
  readonly metric: string;
  readonly level: Level;
  readonly object: string;
  readonly field: string;
}

export type RetiredField =
  | (AboutRetired & { readonly status: 'retired' })
  | (AboutRetired & { readonly status: 'refused'; readonly code: string; readonly message: string });

/** Deletes fields, looks whether they are gone, and writes that down. Each answers for itself. */
export async function retireFields(
  { org, run, progress }: { readonly org: Org; readonly run: RunRecorder; readonly progress: Progress },
  chosen: readonly ChosenField[],
): Promise<readonly RetiredField[]> {
  progress.step('Delete fields');
  const outcomes = await deleteCustomFields(
    org,
    chosen.map(({ field }) => ({ object: field.object, name: field.name })),
  );
  progress.step('Check that they are gone');
  const left = new Set<string>();
  for (const object of new Set(chosen.map(({ field }) => field.object))) {
    for (const field of (await readObjectFields(org, object))?.fields ?? []) left.add(fieldKey(field));
  }
  progress.done();
  const fields = chosen.map(({ metric, level, field }, place): RetiredField => {
    const about = { metric, level, object: field.object, field: field.name };
    const outcome = outcomes[place];
    if (outcome?.status === 'refused') {
      return { ...about, status: 'refused', code: outcome.code, message: outcome.message };
    }
    if (!left.has(fieldKey(field))) return { ...about, status: 'retired' };
    return {
      ...about,
      status: 'refused',
      code: 'STILL_THERE',
      message: 'The org said that it is deleted, and it is there.',
    };
  });
  run.addDeeds(
    fields.map((one) => ({
      object: one.object,
      field: one.field,
      metric: one.metric,
      deed: one.status === 'retired' ? 'retired' : 'not retired',
      ...('message' in one && { detail: one.message }),
    })),
  );
  run.dropMade(fields.filter(({ status }) => status === 'retired'));
  return fields;
}
