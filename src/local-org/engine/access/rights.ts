import type { Store } from '../records/store.ts';
import type { FieldDef, ObjectDef, SystemPermission } from '../types.ts';
import { setupObjects } from './setup-objects.ts';
import { systemPermissionNames } from './system-permissions.ts';

interface ObjectRights {
  readonly read: boolean;
  readonly create: boolean;
  readonly edit: boolean;
  readonly delete: boolean;
  readonly viewAll: boolean;
  readonly modifyAll: boolean;
  readonly viewAllFields: boolean;
}

/** What one user may do, drawn together from the profile and the permission sets. */
export interface Rights {
  readonly userId: string;
  can(permission: SystemPermission): boolean;
  object(object: ObjectDef): ObjectRights;
  canRead(object: ObjectDef, field: FieldDef): boolean;
  /** Field-level security only; whether the platform lets the field be written is the field's own matter. */
  canEdit(object: ObjectDef, field: FieldDef): boolean;
  /** The field that must name the user for a row to be seen; nothing when all rows are. */
  rowsBy(object: ObjectDef): string | undefined;
  /** The same for changing and for deleting a row. */
  changesBy(object: ObjectDef, what: 'edit' | 'delete'): string | undefined;
}

const none: ObjectRights = {
  read: false,
  create: false,
  edit: false,
  delete: false,
  viewAll: false,
  modifyAll: false,
  viewAllFields: false,
};
const every: ObjectRights = {
  read: true,
  create: true,
  edit: true,
  delete: true,
  viewAll: true,
  modifyAll: true,
  viewAllFields: false,
};

/** The platform itself: everything, on behalf of this user. */
export function allRights(userId: string): Rights {
  return {
    userId,
    can: () => true,
    object: () => every,
    canRead: () => true,
    canEdit: () => true,
    rowsBy: () => undefined,
    changesBy: () => undefined,
  };
}

/** Field permissions name a part by its compound, as `Account.BillingAddress`. */
export const permissionName = (object: ObjectDef, field: FieldDef) => `${object.name}.${field.compound ?? field.name}`;

/** Permission sets of a user: those assigned, and the hidden one that belongs to the profile. */
const heldSets = `SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = ?1 AND IsActive = 1
  UNION SELECT s.Id FROM PermissionSet s JOIN User u ON u.ProfileId = s.ProfileId WHERE u.Id = ?1 AND s.IsOwnedByProfile = 1`;

const objectColumns = ['Read', 'Create', 'Edit', 'Delete', 'ViewAllRecords', 'ModifyAllRecords', 'ViewAllFields'];

export function rightsOf(store: Store, userId: string): Rights {
  const maximum = (names: readonly string[]) => names.map((name) => `max(Permissions${name})`).join(', ');
  const flags = store
    .prepare(`SELECT ${maximum(systemPermissionNames)} FROM PermissionSet WHERE Id IN (${heldSets})`)
    .row(userId);
  const held = new Set(systemPermissionNames.filter((_, place) => flags?.[place] === 1));
  if (held.has('ApiUserOnly')) held.add('ApiEnabled');
  if (held.has('ModifyAllData')) held.add('ViewAllData');

  const granted = new Map<string, ObjectRights>();
  const objectRows = store.prepare(
    `SELECT SobjectType, ${maximum(objectColumns)} FROM ObjectPermissions WHERE ParentId IN (${heldSets}) GROUP BY SobjectType`,
  );
  for (const [name, read, create, edit, remove, viewAll, modifyAll, viewAllFields] of objectRows.rows(userId)) {
    granted.set(String(name), {
      read: read === 1,
      create: create === 1,
      edit: edit === 1,
      delete: remove === 1,
      viewAll: viewAll === 1,
      modifyAll: modifyAll === 1,
      viewAllFields: viewAllFields === 1,
    });
  }
  const fields = new Map<string, boolean>();
  const fieldRows = store.prepare(
    `SELECT Field, max(PermissionsEdit) FROM FieldPermissions WHERE ParentId IN (${heldSets}) AND PermissionsRead = 1 GROUP BY Field`,
  );
  for (const [field, edit] of fieldRows.rows(userId)) fields.set(String(field), edit === 1);

  const has = (who: 'all' | 'nobody' | readonly SystemPermission[]) =>
    who === 'all' || (who !== 'nobody' && who.some((permission) => held.has(permission)));

  function setupRights(name: string): ObjectRights {
    const rule = setupObjects[name];
    if (!rule) return none;
    const all = has(rule.read);
    const write = has(rule.write);
    const read = all || rule.ownRowsBy !== undefined;
    return { read, create: write, edit: write, delete: write, viewAll: all, modifyAll: write, viewAllFields: true };
  }

  function recordRights(name: string): ObjectRights {
    const own = granted.get(name) ?? none;
    if (held.has('ModifyAllData')) return { ...every, viewAllFields: own.viewAllFields };
    return held.has('ViewAllData') ? { ...own, read: true, viewAll: true } : own;
  }

  const known = new Map<string, ObjectRights>();
  function object(def: ObjectDef): ObjectRights {
    let rights = known.get(def.name);
    if (!rights) {
      rights = def.permissionable ? recordRights(def.name) : setupRights(def.name);
      known.set(def.name, rights);
    }
    return rights;
  }

  return {
    userId,
    can: (permission) => held.has(permission),
    object,
    canRead(def, field) {
      const rights = object(def);
      if (!rights.read) return false;
      return !field.permissionable || rights.viewAllFields || fields.has(permissionName(def, field));
    },
    canEdit: (def, field) => !field.permissionable || fields.get(permissionName(def, field)) === true,
    rowsBy(def) {
      const rights = object(def);
      if (!def.permissionable) return rights.viewAll ? undefined : setupObjects[def.name]?.ownRowsBy;
      return rights.viewAll || def.sharingModel !== 'Private' ? undefined : 'OwnerId';
    },
    changesBy(def, what) {
      if (!def.permissionable || object(def).modifyAll) return undefined;
      return (openTo[what] ?? []).includes(def.sharingModel ?? 'ReadWrite') ? undefined : 'OwnerId';
    },
  };
}

/**
 * Organization-wide defaults under which a user who owns nothing may change or delete rows.
 * https://help.salesforce.com/s/articleView?id=platform.sharing_model_fields.htm
 */
const openTo: Readonly<Record<'edit' | 'delete', readonly string[]>> = {
  edit: ['ReadWrite', 'ReadWriteTransfer', 'FullAccess', 'ControlledByParent'],
  delete: ['FullAccess', 'ControlledByParent'],
};
