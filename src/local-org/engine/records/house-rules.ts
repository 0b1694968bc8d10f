import { permissionName } from '../access/rights.ts';
import type { ApiErrorEntry, ObjectDef } from '../types.ts';
import type { RecordContext } from './context.ts';
import type { Stored } from './store.ts';

/** Says why a row of this object may not be written; `id` is absent for a new row. */
type HouseRule = (
  context: RecordContext,
  object: ObjectDef,
  id: string | undefined,
  given: (field: string) => Stored | undefined,
) => ApiErrorEntry | undefined;

const entry = (code: string, message: string, ...fields: string[]): ApiErrorEntry => ({ code, message, fields });
const integrity = (message: string, ...fields: string[]) => entry('FIELD_INTEGRITY_EXCEPTION', message, ...fields);

/** The row as it would be: what is given, over what is kept. */
function merged(
  context: RecordContext,
  object: ObjectDef,
  id: string | undefined,
  given: (field: string) => Stored | undefined,
) {
  const kept = new Map<string, Stored>();
  if (id !== undefined) {
    const names = [...object.fields.values()].map(({ name }) => name);
    const row = context.store
      .prepare(`SELECT ${names.map((name) => `"${name}"`).join(', ')} FROM "${object.name}" WHERE Id = ?`)
      .row(id);
    for (const [place, name] of names.entries()) kept.set(name, row?.[place] ?? null);
  }
  return (name: string): Stored => given(name) ?? kept.get(name) ?? null;
}

/** Another row with the same values in these fields. */
function twin(
  context: RecordContext,
  object: ObjectDef,
  id: string | undefined,
  row: (name: string) => Stored,
  ...fields: string[]
) {
  const found = context.store
    .prepare(`SELECT Id FROM "${object.name}" WHERE ${fields.map((name) => `"${name}" = ?`).join(' AND ')}`)
    .rows(...fields.map(row));
  return found.some(([other]) => other !== id);
}

/** What each right on an object needs beside it, with the words for it. */
const objectRights: Readonly<Record<string, { readonly word: string; readonly needs: readonly string[] }>> = {
  PermissionsRead: { word: 'Read', needs: [] },
  PermissionsCreate: { word: 'Create', needs: ['PermissionsRead'] },
  PermissionsEdit: { word: 'Edit', needs: ['PermissionsRead'] },
  PermissionsDelete: { word: 'Delete', needs: ['PermissionsRead', 'PermissionsEdit'] },
  PermissionsViewAllRecords: { word: 'Read All', needs: ['PermissionsRead'] },
  PermissionsModifyAllRecords: {
    word: 'Edit All',
    needs: ['PermissionsRead', 'PermissionsEdit', 'PermissionsDelete', 'PermissionsViewAllRecords'],
  },
  PermissionsViewAllFields: { word: 'View All Fields', needs: ['PermissionsRead'] },
};

/** Rights on a detail need the same right on its master. */
function masters(context: RecordContext, object: ObjectDef): string[] {
  if (object.name === 'Contact') return ['Account'];
  return [...object.fields.values()]
    .filter(({ metadataType }) => metadataType === 'MasterDetail')
    .flatMap(({ referenceTo }) => referenceTo ?? [])
    .filter((name) => context.schema.object(name)?.permissionable);
}

function dependsOn(context: RecordContext, target: ObjectDef, row: (name: string) => Stored): string[] {
  const said: string[] = [];
  for (const [flag, { word, needs }] of Object.entries(objectRights)) {
    if (row(flag) !== 1) continue;
    const lacking = needs.filter((need) => row(need) !== 1).map((need) => `${objectRights[need]!.word} ${target.name}`);
    if (lacking.length > 0)
      said.push(`Permission ${word} ${target.name} depends on permission(s): ${lacking.join(', ')}`);
  }
  for (const master of masters(context, target)) {
    const held = context.store
      .prepare(
        'SELECT PermissionsRead, PermissionsViewAllRecords FROM ObjectPermissions WHERE ParentId = ? AND SobjectType = ?',
      )
      .row(row('ParentId'), master);
    for (const [place, flag] of ['PermissionsRead', 'PermissionsViewAllRecords'].entries()) {
      if (row(flag) !== 1 || held?.[place] === 1) continue;
      const { word } = objectRights[flag]!;
      said.push(`Permission ${word} ${target.name} depends on permission(s): ${word} ${master}`);
    }
  }
  return said;
}

const notListed = (label: string, value: Stored, field: string) =>
  entry(
    'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    `${label}: bad value for restricted picklist field: ${value}`,
    field,
  );

/** Rules of the objects that hold permissions. https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_objectpermissions.htm */
export const houseRules: Readonly<Record<string, HouseRule>> = {
  ObjectPermissions(context, object, id, given) {
    const row = merged(context, object, id, given);
    const target = context.schema.object(String(row('SobjectType')));
    if (!target?.permissionable || target.name !== row('SobjectType')) {
      return notListed('SObject Type Name', row('SobjectType'), 'SobjectType');
    }
    if (Object.keys(objectRights).every((flag) => row(flag) !== 1)) {
      return integrity('At least one permission must be enabled; delete the record instead.');
    }
    if (twin(context, object, id, row, 'ParentId', 'SobjectType')) {
      return entry('DUPLICATE_VALUE', 'duplicate value found: <unknown> duplicates value on record with id: <unknown>');
    }
    const said = dependsOn(context, target, row);
    return said.length === 0 ? undefined : integrity(said.join('; '));
  },
  FieldPermissions(context, object, id, given) {
    const row = merged(context, object, id, given);
    const [objectName = '', fieldName = ''] = String(row('Field')).split('.');
    const target = context.schema.object(objectName);
    const field = target?.fields.get(fieldName.toLowerCase());
    if (!target?.permissionable || row('SobjectType') !== target.name) {
      return notListed('SObject Type Name', row('SobjectType'), 'SobjectType');
    }
    if (!field?.permissionable || permissionName(target, field) !== row('Field')) {
      return notListed('Field Name', row('Field'), 'Field');
    }
    if (row('PermissionsRead') !== 1) {
      return row('PermissionsEdit') === 1
        ? integrity(`Permission Edit ${row('Field')} depends on permission(s): Read ${row('Field')}`)
        : integrity('At least one permission must be enabled; delete the record instead.');
    }
    if (row('PermissionsEdit') === 1 && !(field.creatable || field.updatable) && field.type !== 'address') {
      return integrity(`Field is read only: ${row('Field')}`, 'PermissionsEdit');
    }
    return twin(context, object, id, row, 'ParentId', 'Field')
      ? entry('DUPLICATE_VALUE', 'duplicate value found: <unknown> duplicates value on record with id: <unknown>')
      : undefined;
  },
  PermissionSetAssignment(context, object, id, given) {
    const row = merged(context, object, id, given);
    const owned = context.store
      .prepare('SELECT IsOwnedByProfile FROM PermissionSet WHERE Id = ?')
      .row(row('PermissionSetId'))?.[0];
    if (owned === 1 && !context.platform) {
      return integrity(
        "You can't create a permission set assignment for a permission set that's owned by a profile.",
        'PermissionSetId',
      );
    }
    return twin(context, object, id, row, 'AssigneeId', 'PermissionSetId')
      ? entry(
          'DUPLICATE_VALUE',
          `Duplicate PermissionSetAssignment. Assignee: ${row('AssigneeId')}; Permission Set: ${row('PermissionSetId')}`,
          'AssigneeId',
          'PermissionSetId',
        )
      : undefined;
  },
};
