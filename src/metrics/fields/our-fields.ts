import type { Level } from '../../config/settings.ts';
import type { MadeFieldRecord } from '../../ledger/types/field.ts';
import type { CustomFieldMetadata } from '../../salesforce/read-custom-fields.ts';
import { metricNamed } from '../definition/field-text.ts';
import { fieldKey } from './field-key.ts';
import type { OrgFields } from './org-fields.ts';

/** A field that was made for a metric, whether or not the configuration still has it. */
export interface OurField {
  readonly level: Level;
  readonly metric: string;
  readonly field: CustomFieldMetadata;
}

/**
 * The metric that a field was made for: by the mark in its description. One that lost the mark is still ours when the
 * ledger knows it and it tells of the same figure; a field that others made under the name of a deleted one does not.
 */
export function metricOf(field: CustomFieldMetadata, made: MadeFieldRecord | undefined): string | undefined {
  const marked = metricNamed(field.description);
  if (marked !== undefined) return marked;
  return made !== undefined && field.helpText === made.helpText ? made.metric : undefined;
}

/** All fields of an org that were made for metrics. */
export function ourFields({ objects }: OrgFields, made: readonly MadeFieldRecord[]): readonly OurField[] {
  return objects.flatMap(({ level, fields }) =>
    fields.flatMap((field) => {
      const metric = metricOf(
        field,
        made.find((one) => fieldKey(one) === fieldKey(field)),
      );
      return metric === undefined ? [] : [{ level, metric, field }];
    }),
  );
}
