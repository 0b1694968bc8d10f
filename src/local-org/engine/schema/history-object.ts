import type { FieldDef, ObjectDef } from '../types.ts';
import { deletedField, fieldMap, platformField, reference } from './field-of.ts';

/** Standard objects whose history an org has from its first day; others get theirs with `enableHistory`. */
const standard: ReadonlySet<string> = new Set(['Account', 'Contact']);

/** `Usage__History` for `Usage__c`, `AccountHistory` for Account. */
export const historyName = (object: string): string =>
  /__c$/i.test(object) ? object.replace(/__c$/i, '__History') : `${object}History`;

const fixed = { creatable: false, updatable: false, permissionable: false } as const;

/** The field that leads to the row: `AccountId` of a standard object's history, `ParentId` of a custom one's. */
export const historyParent = (object: ObjectDef): string => (object.custom ? 'ParentId' : `${object.name}Id`);

/**
 * The object that keeps what tracked fields of another held before and after; nothing when no history is kept.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_associated_objects_history.htm
 */
export function historyObject(object: ObjectDef): ObjectDef | undefined {
  if (object.historyOf !== undefined || !(object.enableHistory || standard.has(object.name))) return undefined;
  const label = `History: ${object.label}`;
  const parent: FieldDef = reference(
    historyParent(object),
    `${object.label} ID`,
    object.custom ? 'Parent' : object.name,
    [object.name],
    { ...fixed, childRelationshipName: 'Histories', deleteConstraint: 'Cascade', required: true },
  );
  return {
    name: historyName(object.name),
    label,
    labelPlural: label,
    keyPrefix: '017',
    custom: false,
    permissionable: false,
    historyOf: object.name,
    fields: fieldMap(object.label, [
      deletedField(),
      parent,
      reference('CreatedById', 'Created By ID', 'CreatedBy', ['User'], fixed),
      platformField('CreatedDate', 'Created Date', 'datetime'),
      platformField('Field', 'Changed Field', 'picklist', { length: 255 }),
      platformField('DataType', 'Datatype', 'picklist', { length: 40 }),
      platformField('OldValue', 'Old Value', 'anyType'),
      platformField('NewValue', 'New Value', 'anyType'),
    ]),
  };
}

/**
 * How many fields of an object may be tracked.
 * https://help.salesforce.com/s/articleView?id=xcloud.tracking_field_history.htm
 */
export const mostTracked = 20;

/**
 * Fields whose history says that they changed, and not from what to what.
 * https://help.salesforce.com/s/articleView?id=xcloud.tracking_field_history.htm
 */
export const trackedWithoutValues = (field: FieldDef): boolean =>
  field.type === 'multipicklist' || (field.type === 'textarea' && (field.length ?? 0) > 255);

/** Fields that no history can be kept of: worked out, numbered, or kept up by the platform itself. */
export const trackable = (field: FieldDef): boolean =>
  field.formula === undefined &&
  field.summary === undefined &&
  field.autoNumber === undefined &&
  (field.custom || field.creatable || field.updatable);
