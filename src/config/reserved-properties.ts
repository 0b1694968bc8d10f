/**
 * Names that a property cannot have: Heap's own columns of a user, which its API refuses or takes for something else
 * (https://developers.heap.io/reference/add-user-properties), and the keys that stand beside the properties in our tables.
 * In lower case; Heap refuses `id` in any.
 */
const RESERVED: ReadonlySet<string> = new Set([
  'id',
  'user_id',
  'identity',
  'email',
  'handle',
  'joindate',
  'last_modified',
  'account_id',
  'record_id',
  'stamp',
]);

/** Whether a property of Heap may not be named so. */
export function isReservedProperty(name: string): boolean {
  return RESERVED.has(name.toLowerCase());
}
