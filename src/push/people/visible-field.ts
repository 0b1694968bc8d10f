import { Mistake } from '../../base/errors.ts';
import { nearest } from '../../base/nearest.ts';
import { describeObject, type FieldDescription, type ObjectDescription } from '../../salesforce/describe.ts';
import type { Org } from '../../salesforce/org.ts';

/** The field of a join key as the connecting user sees it. What is hidden cannot be told from what does not exist. */
export async function visibleField(
  org: Org,
  object: string,
  keyField: string,
  others: readonly string[],
): Promise<{ readonly field: FieldDescription; readonly seen: ObjectDescription }> {
  const description = await describeObject(org, object);
  if (description === undefined || !description.queryable) {
    throw cannotRead(`${object} records`, `Read and View All on ${object}`);
  }
  for (const field of others) {
    if (!description.fields.has(field.toLowerCase()))
      throw cannotRead(`${object}.${field}`, `Read on ${object}.${field}`);
  }
  const found = description.fields.get(keyField.toLowerCase());
  if (found !== undefined) return { field: found, seen: description };
  const near = nearest(
    keyField,
    [...description.fields.values()].map(({ name }) => name),
  );
  throw new Mistake({
    trouble: 'permission',
    message: `The join key names ${object}.${keyField}, which does not exist or is hidden from ${org.username}.`,
    actions: [
      ...(near.length > 0 ? [`If the name is wrong: fields near it are ${near.join(', ')}.`] : []),
      `If the field exists: an admin grants Read on ${object}.${keyField}, for instance in the permission set Heap_Connecting_User.`,
    ],
    facts: { object, field: keyField, nearest: near },
  });
}

function cannotRead(what: string, permission: string): Mistake {
  return new Mistake({
    trouble: 'permission',
    message: `The connecting user cannot read ${what}.`,
    actions: [
      `An admin assigns the permission set Heap_Connecting_User, which holds ${permission}: heap-sf setup does it.`,
    ],
    facts: { permission, permissionSet: 'Heap_Connecting_User' },
  });
}
