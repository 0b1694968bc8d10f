import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openWarehouse } from '../../src/warehouse/warehouse.ts';
import { METRIC_FIELDS } from './metric-fields.ts';
import { usageObject } from './usage-object.ts';

/** The Id of the contact of a row, counted from 0. */
export function contactId(row: number): string {
  return `003${String(row + 1).padStart(12, '0')}AAA`;
}

/** Writes usage rows as CSV, for the clients that begin with one, and as Parquet, for the one whose rows lie in DuckDB. */
export async function writeUsageRows(folder: string, rows: number): Promise<string> {
  await mkdir(folder, { recursive: true });
  const spill = await mkdtemp(join(folder, 'spill-'));
  const warehouse = await openWarehouse({ folder: spill });
  const id = "'003' || lpad(CAST(n + 1 AS VARCHAR), 12, '0') || 'AAA'";
  const cells = METRIC_FIELDS.map((field, at) => `CAST((n * 31 + ${at * 7}) % 100000 AS VARCHAR) AS "${field}"`);
  const sql = `SELECT ${id} AS "Contact_Id__c", ${id} AS "Contact__c", ${cells.join(', ')} FROM range(${rows}) t(n)`;
  const file = join(folder, `${usageObject}.csv`);
  await warehouse.copyToCsv(`${sql} ORDER BY 1`, file);
  await warehouse.copyToParquet(`${sql} ORDER BY 1`, file.replace('.csv', '.parquet'));
  await warehouse.close();
  await rm(spill, { recursive: true, force: true });
  return file;
}
