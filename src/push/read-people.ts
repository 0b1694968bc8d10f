import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { csvLine } from '../base/csv.ts';
import { Mistake } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import type { Progress } from '../base/progress.ts';
import type { JoinSettings } from '../config/settings.ts';
import { peopleSql } from '../metrics/people-sql.ts';
import { bulkQueryToFile } from '../salesforce/bulk-query.ts';
import { describeObject, type FieldDescription } from '../salesforce/describe.ts';
import type { Org } from '../salesforce/org.ts';
import { sqlName, sqlText } from '../warehouse/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

/** How the users of Heap and the records of Salesforce came together. */
export interface Matching {
  readonly contacts: number;
  readonly accounts: number;
  readonly users: number;
  readonly matched: number;
  /** Users without a value for the join key: never identified. */
  readonly withoutKey: number;
  /** Users whose key no record has. */
  readonly unmatched: number;
  /** Contacts (accounts) that share a join key: the most recently updated one was taken. */
  readonly duplicates: readonly Duplicate[];
}

interface Duplicate {
  readonly level: string;
  readonly joinValue: string;
  readonly keptId: string;
  readonly otherId: string;
}

export interface PeopleRequest {
  readonly org: Org;
  readonly warehouse: Warehouse;
  readonly join: JoinSettings;
  /** Where the rows read from the org may lie for a while. */
  readonly folder: string;
  readonly progress: Progress;
}

/** Reads contacts and accounts by Bulk query and leaves the table `people` in the warehouse. */
export async function readPeople(request: PeopleRequest): Promise<Matching> {
  const { join: keys, warehouse } = request;
  const accountKey = keys.account.kind === 'property' ? keys.account.salesforce : 'Id';
  const contactField = await readRecords(request, 'Contact', keys.contact.salesforce, ['AccountId']);
  const accountField = await readRecords(request, 'Account', accountKey, []);

  const sql = peopleSql({ join: keys, fieldTypes: { contact: contactField.type, account: accountField.type } });
  await warehouse.run(`CREATE OR REPLACE TABLE people AS ${sql.people}`);
  const [counts] = await warehouse.rows<Record<'users' | 'without_key' | 'unmatched', number>>(sql.counts);
  const duplicates = await warehouse.rows<Record<'level' | 'join_value' | 'kept_id' | 'other_id', string>>(
    sql.duplicates,
  );
  return {
    contacts: await warehouse.count('SELECT 1 FROM sf_contact'),
    accounts: await warehouse.count('SELECT 1 FROM sf_account'),
    users: counts?.users ?? 0,
    matched: await warehouse.count('SELECT DISTINCT user_id FROM people'),
    withoutKey: counts?.without_key ?? 0,
    unmatched: counts?.unmatched ?? 0,
    duplicates: duplicates.map(({ level, join_value, kept_id, other_id }) => ({
      level,
      joinValue: join_value,
      keptId: kept_id,
      otherId: other_id,
    })),
  };
}

async function readRecords(
  { org, warehouse, folder, progress }: PeopleRequest,
  object: 'Account' | 'Contact',
  keyField: string,
  others: readonly string[],
): Promise<FieldDescription> {
  const key = await visibleField(org, object, keyField, others);
  const fields = [...new Set(['Id', key.name, ...others, 'SystemModstamp'])];
  const file = join(folder, `${object}.csv`);
  progress.update(`${object}s`);
  await bulkQueryToFile(org, `SELECT ${fields.join(', ')} FROM ${object}`, file);
  const columns = ['"Id"', `${sqlName(key.name)} AS join_value`, ...others.map(sqlName)];
  // Without a row, the org may answer without a header too.
  if ((await stat(file)).size === 0) await writeFile(file, `${csvLine(fields)}\n`);
  await warehouse.run(
    `CREATE OR REPLACE TABLE sf_${object.toLowerCase()} AS
     SELECT ${columns.join(', ')}, CAST(CAST("SystemModstamp" AS TIMESTAMPTZ) AS TIMESTAMP) AS "SystemModstamp"
     FROM read_csv(${sqlText(file)}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', strict_mode = false)`,
  );
  return key;
}

/** The field of a join key as the connecting user sees it. What is hidden cannot be told from what does not exist. */
async function visibleField(
  org: Org,
  object: string,
  keyField: string,
  others: readonly string[],
): Promise<FieldDescription> {
  const description = await describeObject(org, object);
  if (description === undefined || !description.queryable) {
    throw cannotRead(`${object} records`, `Read and View All on ${object}`);
  }
  for (const field of others) {
    if (!description.fields.has(field.toLowerCase()))
      throw cannotRead(`${object}.${field}`, `Read on ${object}.${field}`);
  }
  const found = description.fields.get(keyField.toLowerCase());
  if (found !== undefined) return found;
  const near = nearest(
    keyField,
    [...description.fields.values()].map(({ name }) => name),
  );
  throw new Mistake({
    trouble: 'permission',
    message: `The join key names ${object}.${keyField}, which does not exist or is hidden from ${org.username}.`,
    actions: [
      ...(near.length > 0 ? [`If the name is wrong: fields near it are ${near.join(', ')}.`] : []),
      `If the field exists: an admin grants Read on ${object}.${keyField}, for instance in the permission set Heap_Connecting_User.`,
    ],
    facts: { object, field: keyField, nearest: near },
  });
}

function cannotRead(what: string, permission: string): Mistake {
  return new Mistake({
    trouble: 'permission',
    message: `The connecting user cannot read ${what}.`,
    actions: [
      `An admin assigns the permission set Heap_Connecting_User, which holds ${permission}: heap-sf setup does it.`,
    ],
    facts: { permission, permissionSet: 'Heap_Connecting_User' },
  });
}
