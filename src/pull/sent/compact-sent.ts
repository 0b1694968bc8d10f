import { join } from 'node:path';
import type { Level } from '../../config/settings.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { numberedSql, SENT_KEY } from './open-sent.ts';
import { unusedName } from './unused-name.ts';

/** So many files are read as fast as one. */
const MOST = 24;

export interface CompactGround {
  readonly warehouse: Warehouse;
  /** Where the files of the pull lie. */
  readonly folder: string;
  readonly runId: string;
}

/**
 * The same in one file where there are many: the newest row of each key. Gives the files that stand for it now; the others
 * may go as soon as nothing points at them.
 */
export async function compactSent(
  { warehouse, folder, runId }: CompactGround,
  level: Level,
  files: readonly string[],
): Promise<readonly string[]> {
  if (files.length <= MOST) return files;
  const key = SENT_KEY[level];
  const rows = numberedSql(files);
  // Of keys that come twice only the hash is held: should two have the same one, the older one is told once more.
  await warehouse.run(
    `CREATE OR REPLACE TABLE sent_newest AS SELECT hash(${key}) AS h, max(" place") AS place FROM (${rows})
     GROUP BY h HAVING count(*) > 1`,
  );
  const file = join(folder, unusedName(`sent-${level}-${runId}`));
  await warehouse.copyToParquet(
    `SELECT rows.* EXCLUDE (" place") FROM (${rows}) rows LEFT JOIN sent_newest newest ON newest.h = hash(${key})
     WHERE newest.h IS NULL OR newest.place = " place"`,
    file,
  );
  await warehouse.run('DROP TABLE sent_newest');
  return [file];
}
