import type { CustomFieldSpec } from '../../salesforce/custom-field.ts';
import type { Metric } from '../metric.ts';

/** The custom field of a metric on an object, as the Metadata API creates it. */
export function customFieldOf({ field }: Metric, object: string): CustomFieldSpec {
  const { name, label, description, helpText, type } = field;
  const { kind, ...size } = type;
  return { object, name, label, description, helpText, type: kind, ...size };
}
