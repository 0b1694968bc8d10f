import type { Edition } from '../../schema/edition.ts';
import type { ApiErrorEntry, Schema } from '../../types.ts';
import type { Store } from '../store/store.ts';

/** Most rows count as 2 KB, whatever they hold. https://help.salesforce.com/s/articleView?id=000383664 */
const kilobytesPerRow = 2;

/**
 * Megabytes of data storage: so many for the org, and more for each licence. Developer Edition has 5 MB, which no load
 * test would fit in: there the org sets no limit unless it is told one.
 * https://help.salesforce.com/s/articleView?id=xcloud.overview_storage.htm
 */
const allowances: Readonly<Record<Edition, { readonly base: number; readonly perLicence: number } | undefined>> = {
  'Team Edition': { base: 10_240, perLicence: 20 },
  'Professional Edition': { base: 10_240, perLicence: 20 },
  'Enterprise Edition': { base: 10_240, perLicence: 20 },
  'Developer Edition': undefined,
  'Unlimited Edition': { base: 10_240, perLicence: 120 },
  'Performance Edition': { base: 10_240, perLicence: 120 },
};

export function dataStorageMb(edition: Edition, licences: number): number | undefined {
  const allowance = allowances[edition];
  return allowance && allowance.base + allowance.perLicence * licences;
}

/** What is left of the data storage of an org. */
export interface Room {
  /** Notes a new row; says no when there is no room for it. */
  take(): boolean;
}

export const noRoom: ApiErrorEntry = { code: 'STORAGE_LIMIT_EXCEEDED', message: 'storage limit exceeded', fields: [] };

export const usedMegabytes = (store: Store, schema: Schema): number =>
  Math.ceil((countRows(store, schema) * kilobytesPerRow) / 1024);

function countRows(store: Store, schema: Schema): number {
  let sum = 0;
  for (const object of schema.objects()) {
    if (!object.permissionable) continue;
    const living = object.fields.has('isdeleted') ? ' WHERE IsDeleted = 0' : '';
    sum += Number(store.prepare(`SELECT count(*) FROM "${object.name}"${living}`).row()?.[0] ?? 0);
  }
  return sum;
}

/** Rows are counted when the room seems to be used up, and added up in between. The bin does not count. */
export function openRoom(store: Store, schema: Schema, megabytes: number): Room {
  const most = Math.floor((megabytes * 1024) / kilobytesPerRow);
  let rows: number | undefined;
  store.onRollback(() => {
    rows = undefined;
  });

  return {
    take() {
      rows ??= countRows(store, schema);
      if (rows >= most) rows = countRows(store, schema);
      if (rows >= most) return false;
      rows += 1;
      return true;
    },
  };
}
