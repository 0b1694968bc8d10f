import { auditNames } from '../../../access/audit-fields.ts';
import type { ApiErrorEntry } from '../../../types.ts';
import type { RecordContext } from '../../context.ts';
import type { WriteColumn } from '../../save/write-columns.ts';
import type { RowRule } from '../row-rules.ts';
import { entry, integrity } from './house-rule.ts';

/**
 * Audit fields are for rows that are new, and nothing is changed before it was made.
 * https://help.salesforce.com/s/articleView?id=000386699&type=1
 * The words for it are not documented; believed.
 */
export function auditRule({ platform, stamp }: RecordContext, columns: readonly WriteColumn[]): RowRule | undefined {
  const names = columns.map(({ field }) => field.name).filter((name) => auditNames.has(name));
  if (platform || names.length === 0) return undefined;
  return (row): readonly ApiErrorEntry[] | undefined => {
    if (row.id !== undefined) {
      const message = `Unable to create/update fields: ${names.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`;
      return [entry('INVALID_FIELD_FOR_INSERT_UPDATE', message, ...names)];
    }
    const made = Number(row.given('CreatedDate') ?? stamp());
    const changed = Number(row.given('LastModifiedDate') ?? stamp());
    if (changed >= made) return undefined;
    const [last, first] = [changed, made].map((time) => new Date(time).toUTCString());
    return [integrity(`Last Modified Date(${last}) before Create Date(${first}).`, 'LastModifiedDate')];
  };
}
