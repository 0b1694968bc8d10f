import type { ApiErrorEntry, ObjectDef } from '../../types.ts';
import type { RecordContext } from '../context.ts';
import type { Stored } from '../store/store.ts';
import { isStored } from '../store/tables.ts';
import { accountContactRelation } from './house-rules/account-contact-relation.ts';
import { contact } from './house-rules/contact.ts';
import { fieldPermissions } from './house-rules/field-permissions.ts';
import type { HouseRule } from './house-rules/house-rule.ts';
import { objectPermissions } from './house-rules/object-permissions.ts';
import { permissionSet } from './house-rules/permission-set.ts';
import { permissionSetAssignment } from './house-rules/permission-set-assignment.ts';
import { permissionSetLicenseAssign } from './house-rules/permission-set-license-assign.ts';
import { profile } from './house-rules/profile.ts';
import { scratchOrgInfo } from './house-rules/scratch-org-info.ts';
import { user } from './house-rules/user.ts';
import { userRole } from './house-rules/user-role.ts';

/** Objects that have more rules than their fields tell. */
const rules: Readonly<Record<string, HouseRule>> = {
  AccountContactRelation: accountContactRelation,
  Contact: contact,
  FieldPermissions: fieldPermissions,
  ObjectPermissions: objectPermissions,
  PermissionSet: permissionSet,
  PermissionSetAssignment: permissionSetAssignment,
  PermissionSetLicenseAssign: permissionSetLicenseAssign,
  Profile: profile,
  ScratchOrgInfo: scratchOrgInfo,
  User: user,
  UserRole: userRole,
};

/** The rules of one object, ready for its rows. */
export interface House {
  /** Says why a row may not be written; there is no Id for a new row. */
  check(id: string | undefined, given: (field: string) => Stored | undefined): ApiErrorEntry | undefined;
  /** To be called once a row is written. */
  saved(id: string): void;
  /** Says why a row may not be deleted. */
  mayGo(id: string): ApiErrorEntry | undefined;
  /** To be called before a row is deleted; what it gives is to be called once the row is gone. */
  going(id: string): () => void;
}

/** Nothing for the many objects without rules of their own. */
export function houseOf(context: RecordContext, object: ObjectDef): House | undefined {
  const rule = rules[object.name];
  if (rule === undefined || rule.applies?.(context) === false) return undefined;
  return {
    check: (id, given) =>
      rule.check?.({ context, object, id, given, row: overKept(keptRow(context, object, id), given) }),
    saved: (id) => rule.saved?.(context, id),
    mayGo: (id) => rule.mayGo?.(context, id),
    going(id) {
      const after = rule.going?.(context, id);
      return () => {
        after?.();
        rule.gone?.(context);
      };
    },
  };
}

function keptRow({ store }: RecordContext, object: ObjectDef, id: string | undefined): ReadonlyMap<string, Stored> {
  const names = [...object.fields.values()].filter(isStored).map(({ name }) => name);
  const columns = names.map((name) => `"${name}"`).join(', ');
  const row =
    id === undefined ? undefined : store.prepare(`SELECT ${columns} FROM "${object.name}" WHERE Id = ?`).row(id);
  return new Map(names.map((name, place) => [name, row?.[place] ?? null]));
}

const overKept =
  (kept: ReadonlyMap<string, Stored>, given: (field: string) => Stored | undefined) =>
  (field: string): Stored => {
    const value = given(field);
    return value === undefined ? (kept.get(field) ?? null) : value;
  };
