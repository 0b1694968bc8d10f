import { dirname, join } from 'node:path';
import type { Ledger } from '../../ledger/types/ledger.ts';
import type { RunRecorder } from '../../ledger/types/recorder.ts';
import { sqlName } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { acceptedRowsSql, moveSnapshot } from './accepted-snapshot.ts';

/**
 * Takes fields out of what the org is known to hold: a field that is made anew is empty, whatever one of its name was told
 * before, and the next push has to fill it. To be done before the org changes, since to forget too much costs a few rows.
 */
export async function forgetFields(
  { ledger, run, warehouse }: ForgetGround,
  orgId: string,
  fields: readonly { readonly object: string; readonly field: string }[],
): Promise<void> {
  for (const [object, ofObject = []] of Map.groupBy(fields, (one) => one.object)) {
    const before = ledger.accepted(orgId, object);
    if (before === undefined) continue;
    const rows = acceptedRowsSql(before);
    const open = await warehouse();
    const columns = await open.rows<{ readonly column_name: string }>(`DESCRIBE ${rows}`);
    const names = new Set(ofObject.map(({ field }) => field.toLowerCase()));
    const gone = columns.map((column) => column.column_name).filter((name) => names.has(name.toLowerCase()));
    if (gone.length === 0) continue;
    const file = join(dirname(before.file), `${object}-${run.id}.parquet`);
    const kept = `SELECT * EXCLUDE (${gone.map(sqlName).join(', ')}) FROM (${rows})`;
    const written = await open.copyToParquet(kept, file);
    await moveSnapshot({ ledger, run, org: { organizationId: orgId } }, { object }, { file, rows: written.rows });
  }
}

interface ForgetGround {
  readonly ledger: Ledger;
  readonly run: RunRecorder;
  /** Opened only when there is something to forget. */
  readonly warehouse: () => Promise<Warehouse>;
}
