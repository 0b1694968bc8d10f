import { join } from 'node:path';
import type { Level } from '../../src/config/settings.ts';
import { USAGE_OBJECTS } from '../../src/metrics/usage-objects.ts';
import type { UsageTarget } from '../../src/push/usage-object.ts';
import { sqlName } from '../../src/warehouse/sql.ts';
import { ourMetrics, TWENTY } from './metric-figures.ts';

export const LEVELS: readonly Level[] = ['account', 'contact'];

/** Each user is a contact, and each contact belongs to an account. */
export const CROWD = { users: 660_000, accounts: 46_000 };

/** Twenty metrics for accounts, and the same for contacts. */
export function nightTarget(level: Level): UsageTarget {
  return { ...USAGE_OBJECTS[level], level, metrics: ourMetrics(TWENTY, level), dropped: [] };
}

/** The fields of a level's metrics, in their order. */
export function fieldsOf(level: Level): readonly string[] {
  return nightTarget(level).metrics.map(({ field }) => field.name);
}

/** What the org accepted the night before: all cells, for our push. */
export function acceptedFile(folder: string, level: Level): string {
  return join(folder, `accepted-${level}.parquet`);
}

/** The same as whoever writes by hand would keep it: a hash for each record. */
export function hashesFile(folder: string, level: Level): string {
  return join(folder, `hashes-${level}.parquet`);
}

/** All cells of a row as one number. */
export function hashSql(level: Level): string {
  return `hash(${fieldsOf(level).map(sqlName).join(', ')})`;
}
