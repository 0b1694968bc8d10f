import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings, WindowSettings } from '../../config/settings.ts';
import { type CalendarDay, openZone } from '../../metrics/zone.ts';
import { sqlFile } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

/**
 * The local history: what an org accepted, by day. One folder for each org and usage object, with one Parquet file for
 * each run: `record_id`, `day` (DATE), `accepted` (TIMESTAMP in UTC), `gone` (true for a record that lives no more), and
 * each metric under its field's name as the text that the org was told, `#N/A` for an emptied field. NULL: not told.
 *
 * A file is written whole under another name first, and several files may say the same: of one day, what was accepted
 * last holds.
 */
export function historyFolder({ stateFolder }: Pick<Settings, 'stateFolder'>, orgId: string): string {
  return join(stateFolder, 'history', orgId);
}

/** More files than this are put together. */
const MANY_FILES = 32;

/** The day that figures as of a moment speak of: the last one that counts. */
export function dayOfFigures({ zone: name, mode }: WindowSettings, asOf: Date): string {
  const zone = openZone(name);
  const end = mode === 'whole-days' ? zone.startOf(zone.dayOf(asOf)) : asOf;
  return dayText(zone.dayOf(new Date(end.getTime() - 1)));
}

function dayText({ year, month, day }: CalendarDay): string {
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** The files of an object, none where nothing was kept. */
export async function historyFiles(folder: string): Promise<readonly string[]> {
  return (await namesIn(folder))
    .filter((name) => name.endsWith('.parquet'))
    .sort()
    .map((name) => join(folder, name));
}

/** What lies in a folder; nothing where there is none. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

/** The rows of several files as SQL reads them; columns that only some have are NULL in the others. */
export function historySql(files: readonly string[]): string {
  return `read_parquet([${files.map(sqlFile).join(', ')}], union_by_name = true)`;
}

/**
 * Adds rows to a run's file. Rows of the same records replace those that are there, so that a job whose results are read
 * twice leaves them once.
 */
export async function addToHistory(
  warehouse: Warehouse,
  { folder, runId, rowsSql }: { readonly folder: string; readonly runId: string; readonly rowsSql: string },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${runId}.parquet`);
  const known = await historyFiles(folder);
  const before = known.includes(file)
    ? ` UNION ALL BY NAME SELECT * FROM ${historySql([file])} WHERE record_id NOT IN (SELECT record_id FROM (${rowsSql}))`
    : '';
  await writeWhole(warehouse, `${rowsSql}${before}`, file);
  if (known.length > MANY_FILES) await putTogether(warehouse, folder, runId);
}

/** By record, so that one record's rows lie together and the rest of the file is not read. */
async function putTogether(warehouse: Warehouse, folder: string, runId: string): Promise<void> {
  const files = await historyFiles(folder);
  const all = `SELECT * FROM ${historySql(files)}
    QUALIFY row_number() OVER (PARTITION BY record_id, day, accepted ORDER BY gone) = 1 ORDER BY record_id, day, accepted`;
  await writeWhole(warehouse, all, join(folder, `until-${runId}.parquet`));
  for (const file of files) await rm(file, { force: true });
}

async function writeWhole(warehouse: Warehouse, sql: string, file: string): Promise<void> {
  const part = `${file}.part`;
  await warehouse.copyToParquet(sql, part, { forOthers: true });
  await rename(part, file);
}
