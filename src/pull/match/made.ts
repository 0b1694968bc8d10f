import { join } from 'node:path';
import type { Warehouse } from '../../warehouse/warehouse.ts';

/** Something that a query makes in the warehouse. A `file` is a view of a Parquet file: a million rows take no memory so. */
export interface Made {
  readonly name: string;
  readonly as: 'view' | 'table' | 'file';
  readonly sql: string;
  /** Of a file: whether all of a million rows are held while it is made. */
  readonly isLarge?: boolean;
}

export async function make(
  warehouse: Warehouse,
  folder: string,
  { name, as, sql, isLarge = false }: Made,
): Promise<void> {
  if (as !== 'file') {
    await warehouse.run(`CREATE OR REPLACE ${as} ${name} AS ${sql}`);
    if (as === 'table') await warehouse.release();
    return;
  }
  const file = join(folder, `${name}.parquet`);
  const copy = () => warehouse.copyToParquet(sql, file);
  await (isLarge ? warehouse.withHalf(copy) : copy());
  await warehouse.release();
  await warehouse.load({ kind: 'files', name, format: 'parquet', files: [file] });
}
