import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Ledger } from '../../ledger/types/ledger.ts';
import type { RunRecorder } from '../../ledger/types/recorder.ts';
import { sqlName } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { isReadable } from '../kept-rows.ts';
import { csvRows } from '../send/bulk-answers.ts';
import { acceptedRowsSql, KEY, moveSnapshot } from './accepted-snapshot.ts';

interface ForgetGround {
  readonly ledger: Ledger;
  readonly run: RunRecorder;
  /** Opened only when there is something to forget. */
  readonly warehouse: () => Promise<Warehouse>;
}

interface Forgotten {
  readonly object: string;
  /** API names of fields. */
  readonly fields: readonly string[];
}

/**
 * Takes fields out of what the org is known to hold: a field that is made anew is empty, whatever one of its name was told
 * before, and the next push has to fill it. To be done before the org changes, since to forget too much costs a few rows.
 */
export async function forgetFields(
  ground: ForgetGround,
  orgId: string,
  fields: readonly { readonly object: string; readonly field: string }[],
): Promise<void> {
  for (const [object, ofObject] of Map.groupBy(fields, (one) => one.object)) {
    const forgotten = { object, fields: ofObject.map(({ field }) => field) };
    await forgetUnderWay(ground, orgId, forgotten);
    await forgetAccepted(ground, orgId, forgotten);
  }
}

/** The answers of a push that broke off are read by the next one, and what was sent then counts as accepted. */
async function forgetUnderWay({ ledger, warehouse }: ForgetGround, orgId: string, forgotten: Forgotten): Promise<void> {
  for (const { object, file } of ledger.unsettledJobs(orgId)) {
    if (object !== forgotten.object || file === undefined || !existsSync(file)) continue;
    const open = await warehouse();
    const kept = await withoutFields(open, csvRows(file), forgotten);
    if (kept === undefined) continue;
    await open.copyToCsv(kept, `${file}.part`, { sparing: true, texts: true });
    await rename(`${file}.part`, file);
  }
}

async function forgetAccepted(
  { ledger, run, warehouse }: ForgetGround,
  orgId: string,
  forgotten: Forgotten,
): Promise<void> {
  const { object } = forgotten;
  const before = ledger.accepted(orgId, object);
  if (before === undefined) return;
  const open = await warehouse();
  // Otherwise the next push has to send every row.
  if (!(await isReadable(open, before, KEY))) return;
  const kept = await withoutFields(open, `(${acceptedRowsSql(before)})`, forgotten);
  if (kept === undefined) return;
  const file = join(dirname(before.file), `${object}-${run.id}.parquet`);
  const { rows } = await open.copyToParquet(kept, file);
  await moveSnapshot({ ledger, run, org: { organizationId: orgId } }, { object }, { file, rows });
}

/** Rows without these fields, as a query; undefined where they have none of them. */
async function withoutFields(warehouse: Warehouse, rows: string, { fields }: Forgotten): Promise<string | undefined> {
  const columns = await warehouse.rows<{ readonly column_name: string }>(`DESCRIBE SELECT * FROM ${rows}`);
  const names = new Set(fields.map((field) => field.toLowerCase()));
  const gone = columns.map((column) => column.column_name).filter((name) => names.has(name.toLowerCase()));
  return gone.length === 0 ? undefined : `SELECT * EXCLUDE (${gone.map(sqlName).join(', ')}) FROM ${rows}`;
}
