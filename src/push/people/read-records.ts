import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { csvLine } from '../../base/csv.ts';
import type { Progress } from '../../base/progress.ts';
import { bulkQueryToFile } from '../../salesforce/bulk-query.ts';
import { describeObject, type FieldDescription } from '../../salesforce/describe.ts';
import type { Org } from '../../salesforce/org.ts';
import { textRowsSql } from '../../warehouse/csv-sql.ts';
import { sqlName } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { visibleField } from './visible-field.ts';

export interface Reading {
  readonly org: Org;
  readonly warehouse: Warehouse;
  /** Where the rows read from the org may lie for a while. */
  readonly folder: string;
  readonly progress: Progress;
}

/**
 * Reads all contacts (accounts) into the table `read_contact` (`read_account`), with those that were deleted or merged in
 * the 15 days that the recycle bin keeps them: a merged one names the record that took it in.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_merge.htm
 */
export async function readRecords(
  { org, warehouse, folder, progress }: Reading,
  object: 'Account' | 'Contact',
  keyField: string,
  others: readonly string[],
): Promise<FieldDescription> {
  const { field: key, seen } = await visibleField(org, object, keyField, others);
  // Deleted rows may be out of sight, never the living ones.
  const bin = ['IsDeleted', 'MasterRecordId'].filter((name) => seen.fields.has(name.toLowerCase()));
  const fields = [...new Set(['Id', key.name, ...others, 'SystemModstamp', ...bin])];
  progress.update(`${object}s`);
  const rows = await rowsOf(org, folder, { object, fields, deletedToo: bin.length > 0 });
  await warehouse.run(
    `CREATE OR REPLACE TABLE read_${object.toLowerCase()} AS
     SELECT "Id", ${sqlName(key.name)} AS join_value, ${others.map((name) => `${sqlName(name)}, `).join('')}
       CAST(CAST("SystemModstamp" AS TIMESTAMPTZ) AS TIMESTAMP) AS "SystemModstamp",
       ${bin.includes('IsDeleted') ? `coalesce(lower("IsDeleted") = 'true', false)` : 'false'} AS "IsDeleted",
       ${bin.includes('MasterRecordId') ? '"MasterRecordId"' : 'CAST(NULL AS VARCHAR)'} AS "MasterRecordId"
     FROM ${rows}`,
  );
  return key;
}

/**
 * Reads into `read_relation` which accounts a contact belongs to beside its own, relations that have ended left out. Empty
 * where the org does not relate contacts to several accounts, or does not show it to the user.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_accountcontactrelation.htm
 */
export async function readRelations({ org, warehouse, folder, progress }: Reading, wanted: boolean): Promise<void> {
  const object = 'AccountContactRelation';
  const seen = wanted ? await describeObject(org, object) : undefined;
  if (seen?.queryable !== true) return noRelations(warehouse);
  progress.update('contacts of several accounts');
  const where = seen.fields.has('isactive') ? ' WHERE IsActive = true' : '';
  const rows = await rowsOf(org, folder, { object, fields: ['ContactId', 'AccountId'], where });
  await warehouse.run(`CREATE OR REPLACE TABLE read_relation AS SELECT "ContactId", "AccountId" FROM ${rows}`);
}

async function noRelations(warehouse: Warehouse): Promise<void> {
  const none = 'CAST(NULL AS VARCHAR)';
  await warehouse.run(
    `CREATE OR REPLACE TABLE read_relation AS SELECT ${none} AS "ContactId", ${none} AS "AccountId" WHERE false`,
  );
}

interface Wanted {
  readonly object: string;
  readonly fields: readonly string[];
  readonly where?: string;
  readonly deletedToo?: boolean;
}

/** Runs a bulk query, and gives its file as SQL reads it: every cell a text, an empty one NULL. */
async function rowsOf(
  org: Org,
  folder: string,
  { object, fields, where = '', deletedToo = false }: Wanted,
): Promise<string> {
  const file = join(folder, `${object}.csv`);
  await bulkQueryToFile(org, `SELECT ${fields.join(', ')} FROM ${object}${where}`, file, { deletedToo });
  // Without a row, the org may answer without a header too.
  if ((await stat(file)).size === 0) await writeFile(file, `${csvLine(fields)}\n`);
  return textRowsSql(file);
}
