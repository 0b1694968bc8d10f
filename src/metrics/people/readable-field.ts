import { Mistake } from '../../base/errors.ts';
import { nearest } from '../../base/nearest.ts';
import type { FieldDescription, ObjectDescription } from '../../salesforce/describe.ts';

export interface FieldWanted {
  readonly object: string;
  /** The field of the join key. */
  readonly key: string;
  /** Fields that matching needs beside it. */
  readonly others: readonly string[];
  /** Who reads. */
  readonly username: string;
}

/**
 * The field of a join key in an object as the connecting user sees it; Mistake `permission` when it, the object or one of
 * the others is hidden, which cannot be told from what does not exist.
 */
export function readableField(
  seen: ObjectDescription | undefined,
  { object, key, others, username }: FieldWanted,
): { readonly field: FieldDescription; readonly seen: ObjectDescription } {
  if (seen === undefined || !seen.queryable) throw cannotRead(`${object} records`, `Read and View All on ${object}`);
  for (const field of others) {
    if (!seen.fields.has(field.toLowerCase())) throw cannotRead(`${object}.${field}`, `Read on ${object}.${field}`);
  }
  const found = seen.fields.get(key.toLowerCase());
  if (found !== undefined) return { field: found, seen };
  const near = nearest(
    key,
    [...seen.fields.values()].map(({ name }) => name),
  );
  throw new Mistake({
    trouble: 'permission',
    message: `The join key names ${object}.${key}, which does not exist or is hidden from ${username}.`,
    actions: [
      ...(near.length > 0 ? [`If the name is wrong: fields near it are ${near.join(', ')}.`] : []),
      `If the field exists: an admin grants Read on ${object}.${key}, for instance in the permission set Heap_Connecting_User.`,
    ],
    facts: { object, field: key, nearest: near },
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
