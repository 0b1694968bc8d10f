import { track } from '../../../tracking/source-members.ts';
import type { RecordContext } from '../../context.ts';

type Note = (did: 'changed' | 'deleted') => void;

/**
 * What notes that a permission set changed when somebody changes its rows, worked out while they are there; metadata
 * that is put notes its changes by itself. Not documented; believed.
 */
export function permissionSetNote(context: RecordContext, setId: unknown): Note {
  const { store, platform, documents, clock, rights } = context;
  if (platform || typeof setId !== 'string') return () => undefined;
  const set = store
    .prepare('SELECT Name FROM PermissionSet WHERE Id = ? AND IsOwnedByProfile = 0 AND NamespacePrefix IS NULL')
    .row(setId);
  if (set === undefined) return () => undefined;
  const [name] = set;
  return (did) =>
    track(
      { documents, clock, userId: rights.userId },
      { type: 'PermissionSet', name: String(name), did, componentId: setId },
    );
}

/** The same for the set that a row of permissions belongs to. */
export function rowNote(context: RecordContext, object: 'FieldPermissions' | 'ObjectPermissions', id: string): Note {
  const row = context.store.prepare(`SELECT ParentId FROM "${object}" WHERE Id = ?`).row(id);
  return permissionSetNote(context, row?.[0]);
}
