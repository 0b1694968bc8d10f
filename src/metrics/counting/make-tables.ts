import type { Level } from '../../config/settings.ts';
import { sqlName } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { Metric } from '../metric.ts';
import type { Windows } from '../window.ts';
import type { StepTable } from './level-sql.ts';
import { type UserStage, userSteps } from './user-stage.ts';

/** Counts by user what the levels have in common; they must be counted in the same order afterwards. */
export async function countByUser(
  warehouse: Warehouse,
  levels: readonly { readonly level: Level; readonly metrics: readonly Metric[] }[],
  windows: Windows,
): Promise<readonly UserStage[]> {
  const { tables, stages } = userSteps(levels, windows);
  await makeTables(warehouse, tables);
  return stages;
}

/** Makes tables one after the other; what is spent goes at once. */
export async function makeTables(warehouse: Warehouse, tables: readonly StepTable[]): Promise<void> {
  for (const { name, sql, spent } of tables) {
    await warehouse.run(`CREATE OR REPLACE TABLE ${sqlName(name)} AS ${sql}`);
    await dropTables(warehouse, spent ?? []);
  }
}

/** Drops tables, those that are gone already included. */
export async function dropTables(warehouse: Warehouse, names: readonly string[]): Promise<void> {
  for (const name of names) await warehouse.run(`DROP TABLE IF EXISTS ${sqlName(name)}`);
}
