import type { FieldDef, ObjectDef } from '../types.ts';
import type { Rights } from './rights.ts';

export const auditNames: ReadonlySet<string> = new Set([
  'CreatedById',
  'CreatedDate',
  'LastModifiedById',
  'LastModifiedDate',
]);

/**
 * Set Audit Fields upon Record Creation: who holds it says of a new row who made and changed it, and when.
 * SystemModstamp stays the platform's.
 * https://help.salesforce.com/s/articleView?id=000386699&type=1
 */
export const setsAuditField = (rights: Rights, object: ObjectDef, field: FieldDef): boolean =>
  object.permissionable && auditNames.has(field.name) && rights.can('CreateAuditFields');
