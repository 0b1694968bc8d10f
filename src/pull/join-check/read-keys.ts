import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { counted } from '../../base/counted.ts';
import { csvLine } from '../../base/csv.ts';
import type { Progress } from '../../base/progress.ts';
import type { RowTable } from '../../base/table.ts';
import { inTemporaryFolder } from '../../base/temporary-folder.ts';
import { bulkQueryToFile } from '../../salesforce/bulk-query.ts';
import type { Org } from '../../salesforce/org.ts';
import { countRows, queryRows } from '../../salesforce/query.ts';
import { textRowsSql } from '../../warehouse/csv-sql.ts';
import { sqlName } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { priceOfReading, type ReadPrice } from '../read/read-price.ts';

export interface KeyReading {
  readonly org: Org;
  readonly warehouse: Warehouse;
  /** Where rows may lie for a while. */
  readonly stateFolder: string;
  readonly progress: Progress;
}

/**
 * Reads all contacts with these fields into `key_contact(record_id, stamp TIMESTAMP, "<field>" VARCHAR…)`, priced first:
 * a Mistake of kind `limit` when that would pass a cap.
 */
export async function readKeys(
  { org, warehouse, stateFolder, progress }: KeyReading,
  fields: readonly string[],
): Promise<ReadPrice> {
  const price = priceOfReading(await countRows(org, 'SELECT COUNT() FROM Contact'));
  if (price.requests > 0) org.credits.check(price.requests, `reading ${counted(price.rows, 'contact')}`);
  progress.update(`${counted(price.rows, 'contact')}`);
  const columns = ['Id', 'SystemModstamp', ...fields.filter((name) => name !== 'Id')];
  const soql = `SELECT ${columns.join(', ')} FROM Contact`;
  const keep = (rows: string) =>
    warehouse.run(`CREATE OR REPLACE TABLE key_contact AS
    SELECT "Id" AS record_id, CAST(CAST("SystemModstamp" AS TIMESTAMPTZ) AS TIMESTAMP) AS stamp,
      ${fields.map(sqlName).join(', ')} FROM ${rows}`);

  if (price.way === 'pages') {
    await warehouse.load(pagesOf(org, soql, columns), 'key_contact_pages');
    await keep('key_contact_pages');
  } else {
    await inTemporaryFolder(stateFolder, async (folder) => {
      const file = join(folder, 'contacts.csv');
      await bulkQueryToFile(org, soql, file, { progress });
      // Without a row, the org may answer without a header too.
      if ((await stat(file)).size === 0) await writeFile(file, `${csvLine(columns)}\n`);
      await keep(textRowsSql(file));
    });
  }
  return price;
}

/** The pages of a query as a table of texts, as a CSV file would have them: an empty one is none. */
function pagesOf(org: Org, soql: string, columns: readonly string[]): RowTable {
  return {
    kind: 'rows',
    name: 'contacts',
    columns: columns.map((name) => ({ name, type: 'text' })),
    async *portions() {
      for await (const page of queryRows<Readonly<Record<string, unknown>>>(org, soql)) {
        yield { rows: page.length, columns: columns.map((name) => page.map((row) => textOf(row[name]))) };
      }
    },
  };
}

function textOf(value: unknown): string | null {
  return value === null || value === undefined || value === '' ? null : String(value);
}
