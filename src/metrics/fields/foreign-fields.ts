import { Refusal } from '../../base/errors.ts';
import type { MadeFieldRecord } from '../../ledger/types/field.ts';
import { type ObjectDescription, resolveField } from '../../salesforce/describe.ts';
import type { Org } from '../../salesforce/org.ts';
import { type CustomFieldMetadata, readObjectFields } from '../../salesforce/read-custom-fields.ts';
import type { Metric } from '../metric.ts';
import { fieldKey } from './field-key.ts';
import { metricOf } from './our-fields.ts';
import { whyDropped } from './why-dropped.ts';

/** Fields that others made, by API name in lower case. */
export type ForeignFields = ReadonlySet<string>;

/** Those of an object's custom fields that were not made for a metric, as far as their marks and the ledger tell. */
export const foreignAmong = (fields: readonly CustomFieldMetadata[], made: readonly MadeFieldRecord[]): ForeignFields =>
  new Set(
    fields.filter((field) => metricOf(field, madeAs(field, made)) === undefined).map(({ name }) => name.toLowerCase()),
  );

/**
 * Fields that metrics would write to and others made. A help text that is neither the metric's nor the one we left gives
 * such a field away; only then is Metadata asked, which knows the mark. Where it does not tell, the field is taken for ours.
 */
export async function foreignFields(
  org: Org,
  object: ObjectDescription,
  { metrics, made }: { readonly metrics: readonly Metric[]; readonly made: readonly MadeFieldRecord[] },
): Promise<ForeignFields> {
  const doubtful = metrics.filter((metric) => {
    if (whyDropped(metric, object) !== undefined) return false;
    const { name, inlineHelpText = '' } = resolveField(object, metric.field.name)!;
    return ![metric.field.helpText, madeAs({ object: object.name, name }, made)?.helpText].includes(inlineHelpText);
  });
  if (doubtful.length === 0) return new Set();
  try {
    return foreignAmong((await readObjectFields(org, object.name))?.fields ?? [], made);
  } catch (error) {
    if (error instanceof Refusal && ['permission', 'refused'].includes(error.trouble)) return new Set();
    throw error;
  }
}

const madeAs = (
  field: Readonly<Record<'object' | 'name', string>>,
  made: readonly MadeFieldRecord[],
): MadeFieldRecord | undefined => made.find((one) => fieldKey(one) === fieldKey(field));
