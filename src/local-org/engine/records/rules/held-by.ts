import type { ObjectDef } from '../../types.ts';
import type { RecordContext } from '../context.ts';
import type { Stored } from '../store/store.ts';

/**
 * The row itself, or a row that it leads to or is to lead to, that somebody else holds.
 * https://developer.salesforce.com/docs/atlas.en-us.draes.meta/draes/draes_tradeoff_lock_contention.htm
 */
export function heldBy(
  { store, locks }: RecordContext,
  object: ObjectDef,
  id: string | undefined,
  given: readonly (Stored | undefined)[],
  lockOwner: string | undefined,
): string | undefined {
  const isHeld = (value: Stored | undefined): value is string =>
    typeof value === 'string' && value.length === 18 && locks.heldByOther(value, lockOwner);
  if (isHeld(id)) return id;
  return given.find(isHeld) ?? kept(store, object, id).find(isHeld);
}

/** The rows that the kept row leads to. */
function kept(store: RecordContext['store'], object: ObjectDef, id: string | undefined): readonly Stored[] {
  const lookups = [...object.fields.values()].filter(
    ({ type, updatable, creatable }) => type === 'reference' && (updatable || creatable),
  );
  if (id === undefined || lookups.length === 0) return [];
  const names = lookups.map(({ name }) => `"${name}"`).join(', ');
  return store.prepare(`SELECT ${names} FROM "${object.name}" WHERE Id = ?`).row(id) ?? [];
}
