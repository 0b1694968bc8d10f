import { readableField } from '../../metrics/people/readable-field.ts';
import { describeObject, type FieldDescription, type ObjectDescription } from '../../salesforce/describe.ts';
import type { Org } from '../../salesforce/org.ts';

/** The field of a join key as the connecting user sees it. What is hidden cannot be told from what does not exist. */
export async function visibleField(
  org: Org,
  object: string,
  keyField: string,
  others: readonly string[],
): Promise<{ readonly field: FieldDescription; readonly seen: ObjectDescription }> {
  const seen = await describeObject(org, object);
  return readableField(seen, { object, key: keyField, others, username: org.username });
}
