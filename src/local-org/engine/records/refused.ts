import type { RowOutcome } from '../types.ts';

/** One row that was not written, with the one reason. */
export const refused = (code: string, message: string, fields: readonly string[] = [], id?: string): RowOutcome => ({
  status: 'refused',
  ...(id === undefined ? {} : { id }),
  errors: [{ code, message, fields }],
});

/** A row that the user may not change, seen or not. */
export const notOpen = (id: string, isSeen: boolean): RowOutcome =>
  isSeen
    ? refused('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id', [], id)
    : refused(
        'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
        `insufficient access rights on cross-reference id: ${id}`,
        [],
        id,
      );
