import { access, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../../config/settings.ts';
import type { Org } from '../../salesforce/org.ts';
import { sqlFile } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

export interface Remembering {
  readonly org: Org;
  readonly warehouse: Warehouse;
  readonly settings: Settings;
}

/**
 * Adds to `read_account` (`read_contact`) the merged records that the recycle bin no longer tells of, and keeps those that
 * it tells of now: Heap goes on sending the address or the account id of a record that was merged long ago. What was
 * added is in `remembered_account` (`remembered_contact`) too.
 */
export async function rememberMerges(
  { org, warehouse, settings }: Remembering,
  object: 'Account' | 'Contact',
  keyField: string,
): Promise<void> {
  const folder = join(settings.stateFolder, 'merged', org.organizationId);
  // Another key would have to be compared with another field.
  const file = join(folder, `${object}-${keyField}.parquet`);
  const [read, remembered] = [`read_${object.toLowerCase()}`, `remembered_${object.toLowerCase()}`];
  const known = await access(file).then(
    () => `SELECT * FROM read_parquet(${sqlFile(file)})`,
    () => `SELECT * FROM ${read} WHERE false`,
  );
  await warehouse.run(
    `CREATE OR REPLACE TABLE ${remembered} AS SELECT * FROM (${known}) WHERE "Id" NOT IN (SELECT "Id" FROM ${read})`,
  );
  const before = await warehouse.count(known);
  await warehouse.run(`INSERT INTO ${read} BY NAME SELECT * FROM ${remembered}`);
  const merged = `SELECT * FROM ${read} WHERE "IsDeleted" AND coalesce("MasterRecordId", '') <> ''`;
  if ((await warehouse.count(merged)) === before) return;
  await mkdir(folder, { recursive: true });
  await warehouse.copyToParquet(merged, `${file}.part`);
  await rename(`${file}.part`, file);
}
