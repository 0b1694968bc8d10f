import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Level } from '../../config/settings.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { type Window, windowsOf } from './windows.ts';

/** Who is told now, and of what is held. */
export interface ToldRows {
  /** Tables or views. */
  readonly told: string;
  readonly held: string;
  readonly order: 'stamp' | 'id';
  readonly windows: readonly Window[];
  readonly input: number;
}

/** Up to so many are told in the order in which they changed. */
const IN_ORDER = 200_000;

/** All of a level who may be told, or those of some records, in windows of so many rows as their order allows. */
export async function toldRows(
  { warehouse, folder }: { readonly warehouse: Warehouse; readonly folder: string },
  level: Level,
  { only, size }: { readonly only: string | undefined; readonly size: (order: ToldRows['order']) => number },
): Promise<ToldRows> {
  const told = only === undefined ? `told_${level}` : await toldOf(warehouse, level, only);
  const input = await warehouse.count(`SELECT 1 FROM ${told}`);
  const order = input <= IN_ORDER ? 'stamp' : 'id';
  const windows = await windowsOf(warehouse, told, { size: size(order), rows: input, order });
  const several = order === 'stamp' && windows.length > 1;
  return {
    told,
    held: several ? await heldOf(warehouse, folder, level, told) : `held_${level}`,
    order,
    windows,
    input,
  };
}

async function toldOf(warehouse: Warehouse, level: Level, only: string): Promise<string> {
  const name = `told_now_${level}`;
  await warehouse.run(
    `CREATE OR REPLACE TABLE ${name} AS WITH wanted AS MATERIALIZED (${only})
     SELECT * FROM told_${level} WHERE record_id IN (FROM wanted) OR via IN (FROM wanted)`,
  );
  return name;
}

/** The rows of those who are told, apart from all the others, so that these are read once and not for each window. */
async function heldOf(warehouse: Warehouse, folder: string, level: Level, told: string): Promise<string> {
  const name = `held_now_${level}`;
  const file = join(folder, `${name}.parquet`);
  await mkdir(folder, { recursive: true });
  await warehouse.copyToParquet(`SELECT * FROM held_${level} WHERE record_id IN (SELECT record_id FROM ${told})`, file);
  await warehouse.load({ kind: 'files', name, format: 'parquet', files: [file] });
  return name;
}
