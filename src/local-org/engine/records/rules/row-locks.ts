import type { ApiErrorEntry } from '../../types.ts';

/**
 * Which rows somebody has to himself for a while: a job the parents of the rows it works on, a test whatever it likes.
 * While nothing is held nothing is asked, so that writing costs no more.
 */
export interface RowLocks {
  /** Adds rows to those that this owner holds. Ids in their 18-character form. */
  hold(owner: string, ids: Iterable<string>): void;
  /** Lets go of all that the owner holds, or of these rows only. */
  release(owner: string, ids?: Iterable<string>): void;
  heldByOther(id: string, owner?: string): boolean;
  /** Whether anybody but this owner holds anything. */
  othersHold(owner?: string): boolean;
}

export function openRowLocks(): RowLocks {
  const held = new Map<string, Set<string>>();
  return {
    hold(owner, ids) {
      const rows = held.get(owner) ?? new Set<string>();
      for (const id of ids) rows.add(id);
      if (rows.size > 0) held.set(owner, rows);
    },
    release(owner, ids) {
      const rows = held.get(owner);
      if (rows === undefined) return;
      if (ids === undefined) rows.clear();
      else for (const id of ids) rows.delete(id);
      if (rows.size === 0) held.delete(owner);
    },
    heldByOther(id, owner) {
      for (const [holder, rows] of held) if (holder !== owner && rows.has(id)) return true;
      return false;
    },
    othersHold: (owner) => held.size > (owner !== undefined && held.has(owner) ? 1 : 0),
  };
}

/**
 * A row, or the parent of one, that another request is at work on.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm
 * The words are not documented; believed.
 */
export const lockedRow = (id: string): ApiErrorEntry => ({
  code: 'UNABLE_TO_LOCK_ROW',
  message: `unable to obtain exclusive access to this record or 1 records: ${id}`,
  fields: [],
});
