import { join } from 'node:path';
import type { Level } from '../../config/settings.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { openSent } from './open-sent.ts';

/** A file for each run that told something: more than these, about a week of hours, are made one again. */
const MOST_FILES = 200;

export interface SentFiles {
  readonly warehouse: Warehouse;
  readonly folder: string;
  readonly level: Level;
  /** Names in the folder, oldest first. */
  readonly names: readonly string[];
  /** In the name of the file that is written. */
  readonly runId: string;
}

/** The names of the files of what Heap accepted, made one where they have become many. */
export async function compactSent(
  { warehouse, folder, level, names, runId }: SentFiles,
  most = MOST_FILES,
): Promise<readonly string[]> {
  if (names.length <= most) return names;
  const files = names.map((name) => join(folder, name));
  const sent = await openSent(warehouse, level, files);
  if (sent === undefined) return names;
  const name = `sent-${level}-${runId}-whole.parquet`;
  await warehouse.copyToParquet(sent.newestSql(sent.all), join(folder, name));
  return [name];
}
