import { fieldMap, platformField } from '../../schema/field-of.ts';
import type { ObjectDef } from '../../types.ts';
import type { Source } from './scope.ts';

/**
 * What can be asked of a row without saying of which object it is.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_name.htm
 */
export const nameObject: ObjectDef = {
  name: 'Name',
  label: 'Name',
  labelPlural: 'Names',
  keyPrefix: '',
  custom: false,
  permissionable: false,
  fields: fieldMap('Name', [
    platformField('Name', 'Name', 'string', { length: 255, nameField: true }),
    platformField('Type', 'Type', 'picklist', { length: 40 }),
    platformField('FirstName', 'First Name', 'string', { length: 40 }),
    platformField('LastName', 'Last Name', 'string', { length: 80 }),
    platformField('Title', 'Title', 'string', { length: 80 }),
    platformField('Email', 'Email', 'email', { length: 80 }),
    platformField('Phone', 'Phone', 'phone', { length: 40 }),
    platformField('Alias', 'Alias', 'string', { length: 8 }),
    platformField('Username', 'Username', 'string', { length: 80 }),
    platformField('IsActive', 'Active', 'boolean'),
  ]),
};

/** A field of whichever row a polymorphic relationship leads to, in SQL. */
export function nameSql({ members }: Source, field: string): string {
  if (field === 'Type') {
    const kinds = members.map(({ object, alias }) => `WHEN ${alias}.Id IS NOT NULL THEN ${typeSql(object, alias)}`);
    return `CASE ${kinds.join(' ')} END`;
  }
  const values = members
    .map(({ object, alias }) => [alias, ownField(object, field)] as const)
    .filter(([, own]) => own !== undefined)
    .map(([alias, own]) => `${alias}."${own}"`);
  return values.length === 0 ? 'NULL' : `coalesce(${[...values, 'NULL'].join(', ')})`;
}

/** Which object a row is of, in SQL; a group that owns rows is shown as the queue it is. */
function typeSql(object: ObjectDef, alias: string): string {
  return object.name === 'Group' && object.fields.has('type')
    ? `coalesce(${alias}."Type", 'Group')`
    : `'${object.name}'`;
}

/** The name of an object whose name is not called so is still its name. */
function ownField(object: ObjectDef, field: string): string | undefined {
  const own = object.fields.get(field.toLowerCase());
  if (own) return own.name;
  return field === 'Name' ? [...object.fields.values()].find(({ nameField }) => nameField)?.name : undefined;
}
