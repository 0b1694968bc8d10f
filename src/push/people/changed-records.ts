import type { Reply } from '../../salesforce/composite.ts';
import type { FieldDescription } from '../../salesforce/describe.ts';
import type { TextPage } from '../../salesforce/text-rows.ts';
import { sqlName } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { keptRowsSql } from '../kept-rows.ts';
import type { KeptRecords } from './kept-records.ts';

/**
 * A row is seen when its transaction commits, and carries a stamp from before. A transaction of Apex lasts ten minutes at
 * most; others are seen within seconds.
 * https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_gov_limits.htm
 */
const OVERLAP = 10 * 60_000;

const DAY = 24 * 3_600_000;

/** After so long all is read once more, whatever the org says of its changes. */
const WHOLE_AFTER = 7 * DAY;

/** Deleted records are in the recycle bin for so long: https://help.salesforce.com/s/articleView?id=sf.home_delete.htm */
const RECYCLE_BIN = 15 * DAY;

/** Runs at the same hour of the day are some minutes apart. */
const INEXACT = 60_000;

/** The query of what changed since the rows were read. */
export function changesSoql({ kind, readAt }: KeptRecords): string {
  return `SELECT ${kind.fields.join(', ')} FROM ${kind.object}${sinceSoql(readAt)}`;
}

function sinceSoql(readAt: Date): string {
  return ` WHERE SystemModstamp >= ${new Date(readAt.getTime() - OVERLAP).toISOString()}`;
}

/** The query of how many records live, and of the newest stamp among them. */
export function livingSoql(object: string): string {
  return `SELECT COUNT(Id) records, MAX(SystemModstamp) newest FROM ${object}`;
}

/** Whether the rows kept can be brought up to date: a formula changes without a stamp, and a clock set back gives old stamps anew. */
export function mayFollow(kept: KeptRecords, key: FieldDescription, at: Date): boolean {
  if (key.calculated || key.type !== kept.kind.keyType) return false;
  return at.getTime() - kept.wholeAt.getTime() < WHOLE_AFTER && at.getTime() + INEXACT >= kept.readAt.getTime();
}

export interface Following {
  readonly warehouse: Warehouse;
  /** The table to be made, and that of the rows that changed. */
  readonly table: string;
  readonly changed: string;
  /** What the table has of a row with the columns that were asked for. */
  readonly cells: readonly string[];
  /** The org's time. */
  readonly at: Date;
  /** Reads by a bulk query what a condition of SOQL selects, and gives the rows as SQL reads them. */
  readonly rowsThat: (where: string) => Promise<string>;
}

/**
 * Makes the table out of the rows kept and those that changed, and tells how many these were. What has no stamp of its own (a
 * record deleted for good or along with another, one that sharing shows or hides) is told by the count of the living and by
 * their newest stamp: undefined when these differ, or when so many changed that all may as well be read.
 */
export async function followChanges(
  kept: KeptRecords,
  { warehouse, table, changed, cells, at, rowsThat }: Following,
  { changes, living }: { readonly changes: Reply | undefined; readonly living: Reply | undefined },
): Promise<number | undefined> {
  if (changes?.status !== 'rows' || living?.status !== 'rows') return undefined;
  const said = living.page.rows[0];
  const { page } = changes;
  if (page.next !== undefined && page.totalSize * 2 > Number(said?.['records'])) return undefined;
  const rows =
    page.next === undefined ? await loadChanges(warehouse, kept, page) : await rowsThat(sinceSoql(kept.readAt));
  await warehouse.run(`CREATE OR REPLACE TABLE ${changed} AS SELECT ${cells.join(', ')} FROM ${rows}`);
  const binned = new Date(at.getTime() - RECYCLE_BIN).toISOString();
  await warehouse.run(
    `CREATE OR REPLACE TABLE ${table} AS SELECT * FROM ${changed}
     UNION ALL BY NAME SELECT * FROM (${keptRowsSql(kept, 'Id')})
     WHERE "Id" NOT IN (SELECT "Id" FROM ${changed})
       AND NOT ("IsDeleted" AND "SystemModstamp" < CAST('${binned}' AS TIMESTAMP))`,
  );
  const [now] = await warehouse.rows<{ readonly records: number; readonly newest: Date | null }>(
    `SELECT count(*) AS records, max("SystemModstamp") AS newest FROM ${table} WHERE NOT "IsDeleted"`,
  );
  const same =
    Number(said?.['records']) === now?.records && momentOf(said?.['newest']) === (now?.newest?.getTime() ?? 0);
  return same ? page.totalSize : undefined;
}

async function loadChanges(
  warehouse: Warehouse,
  { kind: { fields } }: KeptRecords,
  { rows }: TextPage,
): Promise<string> {
  await warehouse.load({
    kind: 'rows',
    name: 'changed_records',
    columns: fields.map((name) => ({ name, type: 'text' })),
    async *portions() {
      if (rows.length === 0) return;
      yield { rows: rows.length, columns: fields.map((field) => rows.map((row) => row[field] ?? null)) };
    },
  });
  return 'changed_records';
}

/** The stamp of REST, `2026-06-30T07:00:00.000+0000`. */
function momentOf(stamp: string | null | undefined): number {
  return stamp === null || stamp === undefined ? 0 : Date.parse(stamp.replace(/\+0000$/, 'Z'));
}

/** A column of the org's texts as a moment, whichever of its two forms it has. */
export function stampSql(column: string): string {
  return `CAST(CAST(replace(${sqlName(column)}, '+0000', 'Z') AS TIMESTAMPTZ) AS TIMESTAMP)`;
}
