import { join } from 'node:path';
import type { Warehouse } from '../../warehouse/warehouse.ts';

/** Something that queries make in the warehouse. */
export type Made =
  | { readonly name: string; readonly as: 'view' | 'table'; readonly sql: string }
  /** A view of Parquet files, one for each query: a million rows take no memory so. */
  | { readonly name: string; readonly as: 'files'; readonly sql: readonly string[] };

export async function make(warehouse: Warehouse, folder: string, made: Made): Promise<void> {
  const { name } = made;
  if (made.as !== 'files') {
    await warehouse.run(`CREATE OR REPLACE ${made.as} ${name} AS ${made.sql}`);
    if (made.as === 'table') await warehouse.release();
    return;
  }
  const files: string[] = [];
  for (const [at, sql] of made.sql.entries()) {
    const file = join(folder, `${name}-${at}.parquet`);
    await warehouse.copyToParquet(sql, file);
    await warehouse.release();
    files.push(file);
  }
  await warehouse.load({ kind: 'files', name, format: 'parquet', files });
}
