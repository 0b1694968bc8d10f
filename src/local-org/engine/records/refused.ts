import type { RowOutcome } from '../types.ts';

/** One row that was not written, with the one reason. */
export const refused = (code: string, message: string, fields: readonly string[] = [], id?: string): RowOutcome => ({
  status: 'refused',
  ...(id === undefined ? {} : { id }),
  errors: [{ code, message, fields }],
});
