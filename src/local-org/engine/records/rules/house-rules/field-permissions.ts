import { permissionName } from '../../../access/rights.ts';
import { duplicateRow, type HouseRule, hasTwin, integrity, notListed } from './house-rule.ts';
import { managedTrouble } from './permission-parent.ts';
import { rowNote } from './permission-tracking.ts';

/**
 * A row shows a field that can be hidden, once in each set; an address goes by its compound, and what nobody can write
 * is not opened for editing.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_fieldpermissions.htm
 * The words for a row that gives nothing, for one that opens what nobody can write, and for a second row, are not
 * documented; believed.
 */
export const fieldPermissions: HouseRule = {
  check(write) {
    const { context, row } = write;
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
    if (row('PermissionsEdit') === 1 && !(field.creatable || field.updatable) && !isCompound.has(field.type)) {
      return integrity(`Field is read only: ${row('Field')}`, 'PermissionsEdit');
    }
    if (hasTwin(write, 'ParentId', 'Field')) return duplicateRow();
    return managedTrouble(context, row('ParentId'), 'FieldPermissions');
  },
  saved: (context, id) => rowNote(context, 'FieldPermissions', id)('changed'),
  going(context, id) {
    const note = rowNote(context, 'FieldPermissions', id);
    return () => note('changed');
  },
  mayGo(context, id) {
    const parent = context.store.prepare('SELECT ParentId FROM FieldPermissions WHERE Id = ?').row(id)?.[0];
    return managedTrouble(context, parent ?? null, 'FieldPermissions');
  },
};

/** Written part by part. */
const isCompound: ReadonlySet<string> = new Set(['address', 'location']);
