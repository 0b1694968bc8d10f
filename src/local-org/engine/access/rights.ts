import type { Store } from '../records/store/store.ts';
import type { Documents, FieldDef, ObjectDef, Schema } from '../types.ts';
import { setupObjects } from './demands.ts';
import { isOffered } from './org-preferences.ts';
import { ownersOf } from './role-hierarchy.ts';
import { openHistory, openRows, type RowUse } from './sharing.ts';
import { type SystemPermission, systemPermissionNames } from './system-permissions.ts';

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
  /**
   * The condition, in SQL, that rows of the object at this alias (its own name when none is given) must meet for the
   * user to see, change or delete them; nothing when all do.
   */
  rows(object: ObjectDef, use: RowUse, alias?: string): string | undefined;
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
    rows: () => undefined,
  };
}

/** Field permissions name a part by its compound, as `Account.BillingAddress`. */
export const permissionName = (object: ObjectDef, field: FieldDef) => `${object.name}.${field.compound ?? field.name}`;

/** Permission sets of a user; the hidden one that belongs to the profile is assigned like the others. */
const heldSets = 'SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = ?1 AND IsActive = 1';

/** Objects with a column for each system permission that the org offers. */
const listPermissions: readonly string[] = ['PermissionSet', 'UserPermissionAccess'];

const objectColumns = ['Read', 'Create', 'Edit', 'Delete', 'ViewAllRecords', 'ModifyAllRecords', 'ViewAllFields'];

export function rightsOf(store: Store, schema: Schema, documents: Documents, userId: string): Rights {
  const maximum = (names: readonly string[]) => names.map((name) => `max(Permissions${name})`).join(', ');
  const flags = store
    .prepare(`SELECT ${maximum(systemPermissionNames)} FROM PermissionSet WHERE Id IN (${heldSets})`)
    .row(userId);
  const offered = systemPermissionNames.filter((name) => isOffered(documents, name));
  const held = new Set(offered.filter((name) => flags?.[systemPermissionNames.indexOf(name)] === 1));
  const hidden = systemPermissionNames.filter((name) => !offered.includes(name)).map((name) => `Permissions${name}`);
  if (held.has('ApiUserOnly')) held.add('ApiEnabled');

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

  /** Who reads an object reads its history, and nobody writes it. */
  function historyRights(of: string): ObjectRights {
    const parent = schema.object(of);
    const { read, viewAll } = parent === undefined ? none : object(parent);
    return { ...none, read, viewAll, viewAllFields: true };
  }

  /** What may be done with all of these objects. */
  function sharedRights(names: readonly string[]): ObjectRights {
    const all = names.map((name) => recordRights(name));
    const have = (flag: keyof ObjectRights) => all.every((one) => one[flag]);
    return {
      read: have('read'),
      create: have('create'),
      edit: have('edit'),
      delete: have('delete'),
      viewAll: have('viewAll'),
      modifyAll: have('modifyAll'),
      viewAllFields: have('viewAllFields'),
    };
  }

  const known = new Map<string, ObjectRights>();
  function object(def: ObjectDef): ObjectRights {
    let rights = known.get(def.name);
    if (!rights) {
      rights =
        def.historyOf !== undefined
          ? historyRights(def.historyOf)
          : def.usedThrough !== undefined
            ? sharedRights(def.usedThrough)
            : def.permissionable
              ? recordRights(def.name)
              : setupRights(def.name);
      known.set(def.name, rights);
    }
    return rights;
  }

  const sharing = {
    schema,
    owners: ownersOf(store, userId),
    hasAll: (def: ObjectDef, use: RowUse) => (use === 'see' ? object(def).viewAll : object(def).modifyAll),
  };

  return {
    userId,
    can: (permission) => held.has(permission),
    object,
    canRead(def, field) {
      const rights = object(def);
      if (!rights.read || (listPermissions.includes(def.name) && hidden.includes(field.name))) return false;
      return !field.permissionable || rights.viewAllFields || fields.has(permissionName(def, field));
    },
    canEdit: (def, field) => !field.permissionable || fields.get(permissionName(def, field)) === true,
    rows(def, use, alias = `"${def.name}"`) {
      if (def.permissionable || def.usedThrough !== undefined) return openRows(sharing, def, use, alias);
      if (def.historyOf !== undefined) return openHistory(sharing, def, alias);
      const own = setupObjects[def.name]?.ownRowsBy;
      return own === undefined || object(def).viewAll ? undefined : `${alias}."${own}" = '${userId}'`;
    },
  };
}
