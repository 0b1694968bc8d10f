import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { csvLine } from '../../base/csv.ts';
import type { Progress } from '../../base/progress.ts';
import type { Settings } from '../../config/settings.ts';
import { dropTables } from '../../metrics/counting/make-tables.ts';
import { readableField } from '../../metrics/people/readable-field.ts';
import { bulkQueryToFile } from '../../salesforce/bulk-query.ts';
import { askTogether, type Reply } from '../../salesforce/composite.ts';
import { describeObject, type FieldDescription, type ObjectDescription } from '../../salesforce/describe.ts';
import type { Org } from '../../salesforce/org.ts';
import { textRowsSql } from '../../warehouse/csv-sql.ts';
import { sqlName } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { isReadable } from '../kept-rows.ts';
import { changesSoql, followChanges, livingSoql, mayFollow, stampSql } from './changed-records.ts';
import { keepRecords, keptRecords, noteReading, type RecordsKind } from './kept-records.ts';

export interface Reading {
  readonly org: Org;
  readonly warehouse: Warehouse;
  /** Where the rows read from the org may lie for a while. */
  readonly folder: string;
  /** Rows are kept in the state folder for the next reading. */
  readonly settings: Pick<Settings, 'stateFolder'>;
  /** Reads all records, whatever is kept of them. */
  readonly whole?: boolean;
  readonly progress: Progress;
}

/** Fields of records that were deleted or merged. They may be out of sight, the living ones never are. */
const BIN: readonly string[] = ['IsDeleted', 'MasterRecordId'];

/**
 * Reads all contacts (accounts) into the table `read_contact` (`read_account`), with those that were deleted or merged in
 * the 15 days that the recycle bin keeps them: a merged one names the record that took it in. What was read before and has
 * not changed since is taken from the state folder.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_merge.htm
 */
export async function readRecords(
  reading: Reading,
  object: 'Account' | 'Contact',
  keyField: string,
  others: readonly string[],
): Promise<FieldDescription> {
  const { org, warehouse, progress } = reading;
  const place = { stateFolder: reading.settings.stateFolder, orgId: org.organizationId, object };
  const found = reading.whole === true ? undefined : await keptRecords(place);
  const kept = found !== undefined && (await isReadable(warehouse, found, 'Id')) ? found : undefined;
  progress.update(`${object}s`);
  const { byName, at } = await askTogether(org, `tell of its ${object} records`, {
    seen: { kind: 'describe', object },
    ...(kept && {
      changes: { kind: kept.kind.fields.some(isOfBin) ? 'queryAll' : 'query', soql: changesSoql(kept) },
      living: { kind: 'query', soql: livingSoql(object) },
    }),
  });
  const { username } = org;
  const { field: key, seen } = readableField(described(byName.get('seen')), {
    object,
    key: keyField,
    others,
    username,
  });
  const bin = BIN.filter((name) => seen.fields.has(name.toLowerCase()));
  const fields = [...new Set(['Id', key.name, ...others, 'SystemModstamp', ...bin])];
  const kind: RecordsKind = { object, fields, keyType: key.type, userId: org.userId };
  const [table, changed] = [`read_${object.toLowerCase()}`, `changed_${object.toLowerCase()}_records`];
  const cells = cellsOf(key.name, others, bin);
  const follows = kept !== undefined && isOfKind(kept.kind, kind) && mayFollow(kept, key, at);
  const rowsThat = (where: string) =>
    rowsOf(org, reading.folder, { object, fields, where, deletedToo: bin.length > 0 });

  const following = { warehouse, table, changed, cells, at, rowsThat };
  const changes = follows
    ? await followChanges(kept, following, { changes: byName.get('changes'), living: byName.get('living') })
    : undefined;
  if (follows && changes !== undefined) {
    const { wholeAt } = kept;
    await (changes === 0
      ? noteReading(place, { ...kept, readAt: at })
      : keepRecords(warehouse, place, { table: changed, before: kept, kind, readAt: at, wholeAt }));
    await dropTables(warehouse, [changed]);
    return key;
  }
  await warehouse.run(`CREATE OR REPLACE TABLE ${table} AS SELECT ${cells.join(', ')} FROM ${await rowsThat('')}`);
  await keepRecords(warehouse, place, { table, before: undefined, kind, readAt: at, wholeAt: at });
  return key;
}

/** What the table has of a row of the org. */
function cellsOf(key: string, others: readonly string[], bin: readonly string[]): readonly string[] {
  return [
    '"Id"',
    `${sqlName(key)} AS join_value`,
    ...others.map(sqlName),
    `${stampSql('SystemModstamp')} AS "SystemModstamp"`,
    `${bin.includes('IsDeleted') ? `coalesce(lower("IsDeleted") = 'true', false)` : 'false'} AS "IsDeleted"`,
    `${bin.includes('MasterRecordId') ? '"MasterRecordId"' : 'CAST(NULL AS VARCHAR)'} AS "MasterRecordId"`,
  ];
}

function described(reply: Reply | undefined): ObjectDescription | undefined {
  if (reply?.status === 'described') return reply.object;
  if (reply?.status === 'refused' && reply.refusal.code !== 'NOT_FOUND') throw reply.refusal;
  return undefined;
}

function isOfBin(field: string): boolean {
  return BIN.includes(field);
}

function isOfKind(one: RecordsKind, other: RecordsKind): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
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
