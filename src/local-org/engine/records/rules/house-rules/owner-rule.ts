import { rightsOf } from '../../../access/rights.ts';
import type { ApiErrorEntry, ObjectDef } from '../../../types.ts';
import type { RecordContext } from '../../context.ts';
import type { WriteColumn } from '../../save/write-columns.ts';
import type { RowRule } from '../row-rules.ts';
import { entry } from './house-rule.ts';

const userPrefix = '005';

/**
 * A row is given away by its owner, by who stands above the owner, or with Transfer Record; and only to a user who may
 * read rows of its kind.
 * https://help.salesforce.com/s/articleView?id=platform.data_transfer.htm
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm
 * No row is left without an owner; the words for it are not documented; believed.
 */
export function ownerRule(
  context: RecordContext,
  object: ObjectDef,
  columns: readonly WriteColumn[],
): RowRule | undefined {
  const { store, schema, documents, rights, platform } = context;
  if (platform || !object.permissionable || !columns.some(({ field }) => field.name === 'OwnerId')) return undefined;
  const readers = new Map<string, boolean>();
  const own = rights.can('TransferAnyEntity') ? undefined : rights.rows(object, 'delete', 'r');
  const isOwn =
    own === undefined ? undefined : store.prepare(`SELECT 1 FROM "${object.name}" r WHERE r.Id = ? AND ${own}`);

  function mayRead(userId: string): boolean {
    const known = readers.get(userId);
    if (known !== undefined) return known;
    const { read } = rightsOf(store, schema, documents, userId).object(object);
    readers.set(userId, read);
    return read;
  }

  return (row): readonly ApiErrorEntry[] | undefined => {
    const owner = row.given('OwnerId');
    if (owner === null && row.id !== undefined) {
      return [entry('FIELD_INTEGRITY_EXCEPTION', 'Owner ID: owner cannot be blank', 'OwnerId')];
    }
    if (typeof owner !== 'string' || owner === row.before('OwnerId')) return undefined;
    if (row.id !== undefined && isOwn !== undefined && isOwn.row(row.id) === undefined) {
      return [entry('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id')];
    }
    // A queue owns rows whoever reads them.
    if (owner === rights.userId || !owner.startsWith(userPrefix) || mayRead(owner)) return undefined;
    return [entry('TRANSFER_REQUIRES_READ', 'The new owner must have read permission', 'OwnerId')];
  };
}
