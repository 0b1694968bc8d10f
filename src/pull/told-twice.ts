import type { Level } from '../config/settings.ts';
import { sqlFile } from '../warehouse/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { DeliveredCounts } from './deliver/deliver.ts';
import type { DeliveredHeld } from './deliver-held.ts';
import type { LevelReport } from './pull-report.ts';
import { SENT_KEY } from './sent/open-sent.ts';

type Told = Pick<DeliveredHeld, 'levels' | 'sentFiles'>;

/** Keeps who was looked at in a first telling, and who of them was told, for when `told_contact` and `told_account` are made anew. */
export async function noteFirst(warehouse: Warehouse, { levels, sentFiles }: Told): Promise<void> {
  for (const { level } of levels) {
    await warehouse.run(
      `CREATE OR REPLACE TABLE first_${level} AS
       SELECT key, key IN (${keysOf(level, sentFiles[level])}) AS told FROM told_${level}`,
    );
  }
}

/** What was told first, and what was told once more had been read, with everybody counted once. */
export async function countOnce(warehouse: Warehouse, first: Told, then: Told): Promise<readonly LevelReport[]> {
  const levels: LevelReport[] = [];
  for (const one of then.levels) {
    const { level } = one;
    const isTwice = first.levels.some((before) => before.level === level);
    const counts = isTwice ? await countsOf(warehouse, level, { ...one, sent: then.sentFiles[level] }) : one.counts;
    levels.push({ ...one, counts });
  }
  return levels;
}

/** Who was told the first time may be unchanged the second time, be told again, or not be looked at again. */
async function countsOf(
  warehouse: Warehouse,
  level: Level,
  { counts, sent }: { readonly counts: DeliveredCounts; readonly sent: readonly string[] },
): Promise<DeliveredCounts> {
  const [found] = await warehouse.rows<Readonly<Record<'only' | 'onlyTold' | 'before', number>>>(
    `SELECT CAST(count(*) FILTER (WHERE NOT again) AS INTEGER) AS "only",
       CAST(count(*) FILTER (WHERE NOT again AND told) AS INTEGER) AS "onlyTold",
       CAST(count(*) FILTER (WHERE again AND told AND key NOT IN (${keysOf(level, sent)})) AS INTEGER) AS "before"
     FROM (SELECT *, key IN (SELECT key FROM told_${level}) AS again FROM first_${level})`,
  );
  const { only = 0, onlyTold = 0, before = 0 } = found ?? {};
  // Whom Heap has refused the second time, or was not told any more, is counted as that.
  const again = Math.min(before, counts.unchanged);
  return {
    ...counts,
    input: counts.input + only,
    accepted: counts.accepted + onlyTold + again,
    unchanged: counts.unchanged + only - onlyTold - again,
  };
}

function keysOf(level: Level, files: readonly string[]): string {
  if (files.length === 0) return 'SELECT NULL WHERE false';
  return `SELECT ${SENT_KEY[level]} FROM read_parquet([${files.map(sqlFile).join(', ')}])`;
}
