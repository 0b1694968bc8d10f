import { join } from 'node:path';
import type { Cell } from '../../base/table.ts';
import { inTemporaryFolder } from '../../base/temporary-folder.ts';
import type { Level } from '../../config/settings.ts';
import { bulkQueryToFile } from '../../salesforce/bulk-query.ts';
import { isId, to18 } from '../../salesforce/ids.ts';
import type { Org } from '../../salesforce/org.ts';
import { countRows, queryAll, soqlList } from '../../salesforce/query.ts';
import { textRowsSql } from '../../warehouse/csv-sql.ts';
import { sqlName } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { acceptedRowsSql } from '../accepted/accepted-snapshot.ts';
import type { PushGround } from '../push-ground.ts';
import type { UsageTarget } from '../usage-object.ts';

/**
 * Usage rows of one object whose account (contact) is gone.
 *
 * Their rows are in the table `orphan_<level>(usage_id, record_id)`, and in `gone_<level>(record_id)` what the accepted
 * snapshot says of records that are gone, with or without a row.
 */
export interface Orphans {
  readonly target: UsageTarget;
  readonly found: number;
  /** `too-many`: more than a tenth of all rows, which looks more like a lost permission than like deleted records. */
  readonly fate: 'none' | 'remove' | 'keep' | 'too-many';
  /** All usage rows of the object; known only where there are many orphans. */
  readonly rows?: number;
  /** Rows of living records that have lost their lookup: they are sent again. In `unlinked_<level>(record_id)`. */
  readonly unlinked: number;
  /** Some records that are gone, and what lives on in their place. */
  readonly examples: readonly { readonly recordId: string; readonly survivorId: string | null }[];
}

export interface OrphanRules {
  readonly rule: 'remove' | 'keep';
  /** Whether to remove them although they are many. */
  readonly many: boolean;
}

/** So many may always go. */
const FEW = 10;
/** And no larger share of all rows without being told so. */
const SHARE = 0.1;
/** Ids in one query: its text must fit into a URL. */
const PER_QUERY = 500;
/** From so many on, the whole object costs fewer requests. */
const MANY = 2_000;

/**
 * Finds usage rows without a record. Three signs tell of them: the lookup is empty, since deleting the record empties it;
 * the record was merged, which leads the lookup to the survivor and leaves the id; the org was once told of a record that
 * lives no more. Tables `read_account` and `read_contact` must be there.
 */
export async function findOrphans(
  ground: PushGround,
  targets: readonly UsageTarget[],
  rules: OrphanRules,
): Promise<readonly Orphans[]> {
  ground.progress.step('Look for usage of records that are gone');
  const all: Orphans[] = [];
  for (const target of targets) all.push(await orphansOf(ground, target, rules));
  return all;
}

async function orphansOf(ground: PushGround, target: UsageTarget, { rule, many }: OrphanRules): Promise<Orphans> {
  const { org, warehouse } = ground;
  const { level, object } = target;
  await noteGone(ground, target);
  await loadFound(warehouse, level, await usageRows(ground, target));
  const living = `(SELECT "Id" FROM read_${level} WHERE NOT "IsDeleted")`;
  await warehouse.run(
    `CREATE OR REPLACE TABLE orphan_${level} AS SELECT DISTINCT usage_id, record_id FROM found_${level} WHERE record_id NOT IN ${living}`,
  );
  await warehouse.run(
    `CREATE OR REPLACE TABLE unlinked_${level} AS SELECT record_id FROM found_${level} WHERE NOT linked AND record_id IN ${living}`,
  );
  const found = await warehouse.count(`SELECT 1 FROM orphan_${level}`);
  const rows = found > FEW ? await countRows(org, `SELECT COUNT() FROM ${object}`) : undefined;
  const tooMany = rows !== undefined && found > rows * SHARE && !many;
  return {
    target,
    found,
    fate: found === 0 ? 'none' : rule === 'keep' ? 'keep' : tooMany ? 'too-many' : 'remove',
    ...(rows !== undefined && { rows }),
    unlinked: await warehouse.count(`SELECT 1 FROM unlinked_${level}`),
    examples: await examplesOf(warehouse, level),
  };
}

/** Records that the org was told of and that live no more. */
async function noteGone({ ledger, org, warehouse }: PushGround, { level, object }: UsageTarget): Promise<void> {
  const accepted = ledger.accepted(org.organizationId, object);
  const told =
    accepted === undefined
      ? 'SELECT CAST(NULL AS VARCHAR) WHERE false'
      : `SELECT record_id FROM (${acceptedRowsSql(accepted)})`;
  await warehouse.run(
    `CREATE OR REPLACE TABLE gone_${level} AS SELECT record_id FROM (${told}) told(record_id)
     WHERE record_id NOT IN (SELECT "Id" FROM read_${level} WHERE NOT "IsDeleted")`,
  );
}

interface UsageRow {
  readonly usageId: string;
  readonly recordId: string;
  readonly linked: boolean;
}

/** The usage rows that may be of records that are gone; all of them where nobody remembers what the org was told. */
async function usageRows(ground: PushGround, target: UsageTarget): Promise<readonly UsageRow[]> {
  const { org, warehouse, ledger } = ground;
  const { level, object, externalId, lookup } = target;
  if (ledger.accepted(org.organizationId, object) === undefined) {
    const some = await rowsThat(org, target, `${externalId} != null LIMIT ${MANY}`);
    return some.length < MANY ? some : allUsageRows(ground, target);
  }
  const suspects = await warehouse.rows<{ readonly record_id: string }>(
    `SELECT record_id FROM gone_${level}
     UNION SELECT "Id" FROM read_${level} WHERE "IsDeleted" AND coalesce("MasterRecordId", '') <> ''
       AND "Id" NOT IN (SELECT "Id" FROM remembered_${level})`,
  );
  if (suspects.length > MANY) return allUsageRows(ground, target);
  const ids = suspects.map(({ record_id }) => record_id);
  const conditions = [`${lookup} = null AND ${externalId} != null`];
  for (let from = 0; from < ids.length; from += PER_QUERY)
    conditions.push(`${externalId} IN ${soqlList(ids.slice(from, from + PER_QUERY))}`);
  const rows: UsageRow[] = [];
  for (const condition of conditions) rows.push(...(await rowsThat(org, target, condition)));
  return rows;
}

async function rowsThat(
  org: Org,
  { object, externalId, lookup }: UsageTarget,
  condition: string,
): Promise<readonly UsageRow[]> {
  const soql = `SELECT Id, ${externalId}, ${lookup} FROM ${object} WHERE ${condition}`;
  const found = await queryAll<Readonly<Record<string, string | null>>>(org, soql);
  return found.map((row) => usageRow(row['Id'], row[externalId], row[lookup]));
}

async function allUsageRows(
  { org, warehouse, settings }: PushGround,
  { object, externalId, lookup }: UsageTarget,
): Promise<readonly UsageRow[]> {
  return inTemporaryFolder(settings.stateFolder, async (folder) => {
    const file = join(folder, `${object}.csv`);
    const soql = `SELECT Id, ${externalId}, ${lookup} FROM ${object} WHERE ${externalId} != null`;
    const { rows } = await bulkQueryToFile(org, soql, file);
    if (rows === 0) return [];
    const found = await warehouse.rows<{ readonly usage: string; readonly record: string; readonly link: string }>(
      `SELECT "Id" AS usage, ${sqlName(externalId)} AS record, ${sqlName(lookup)} AS link
       FROM ${textRowsSql(file)}`,
    );
    return found.map(({ usage, record, link }) => usageRow(usage, record, link));
  });
}

type Text = string | null | undefined;

/** Whoever filled in the id by hand may have taken the short form. */
function usageRow(usageId: Text, recordId: Text, link: Text): UsageRow {
  const given = recordId ?? '';
  return { usageId: usageId ?? '', recordId: isId(given) ? to18(given) : given, linked: (link ?? '') !== '' };
}

async function loadFound(warehouse: Warehouse, level: Level, rows: readonly UsageRow[]): Promise<void> {
  const columns: readonly (readonly Cell[])[] = [
    rows.map(({ usageId }) => usageId),
    rows.map(({ recordId }) => recordId),
    rows.map(({ linked }) => linked),
  ];
  await warehouse.load({
    kind: 'rows',
    name: `found_${level}`,
    columns: [
      { name: 'usage_id', type: 'text' },
      { name: 'record_id', type: 'text' },
      { name: 'linked', type: 'boolean' },
    ],
    async *portions() {
      if (rows.length > 0) yield { rows: rows.length, columns };
    },
  });
}

/**
 * The records that were found to have a usage row, as a view with `record_id`; undefined for none. Where nobody remembers what
 * the org was told, these are all: who is idle by now has old figures there, which nobody else would bring up to date.
 */
export async function foundRecords(warehouse: Warehouse, level: Level): Promise<string | undefined> {
  const found = `SELECT DISTINCT record_id FROM found_${level}`;
  if ((await warehouse.count(found)) === 0) return undefined;
  const name = `held_by_${level}`;
  await warehouse.run(`CREATE OR REPLACE VIEW ${name} AS ${found}`);
  return name;
}

async function examplesOf(warehouse: Warehouse, level: Level): Promise<Orphans['examples']> {
  const rows = await warehouse.rows<{ readonly record_id: string; readonly survivor_id: string | null }>(
    `SELECT orphan.record_id, survivor_id FROM orphan_${level} orphan
     LEFT JOIN sf_gone gone ON gone.level = '${level}' AND gone.record_id = orphan.record_id ORDER BY ALL LIMIT 3`,
  );
  return rows.map(({ record_id, survivor_id }) => ({ recordId: record_id, survivorId: survivor_id }));
}
