import { stat, writeFile } from 'node:fs/promises';
import { csvLine } from '../../base/csv.ts';
import { bulkQueryToFile } from '../../salesforce/bulk-query.ts';
import { sqlName, sqlText } from '../../warehouse/sql.ts';
import type { SendGround } from '../push-ground.ts';
import { csvRows } from '../send/bulk-answers.ts';
import type { UsageTarget } from '../usage-object.ts';
import { sameSql } from './same-cell.ts';

/** Where an org no longer holds what it accepted. */
export interface Drift {
  /** Rows that the org has accepted. */
  readonly accepted: number;
  /** Rows that it holds. */
  readonly held: number;
  /** Accepted and no longer there. */
  readonly missing: number;
  /** There and never accepted. */
  readonly extra: number;
  /** Rows that hold something else in one field or more. */
  readonly differing: number;
  readonly byField: readonly {
    readonly metric: string;
    readonly field: string;
    readonly rows: number;
    readonly example: string;
  }[];
  /** Some of the extra rows, by their external ids. */
  readonly extraIds: readonly string[];
}

const EXAMPLES = 5;

/**
 * Reads the rows of an object by Bulk query and holds them against what was accepted; leaves a table of the accepted
 * rows that the org does not hold as they are.
 */
export async function findDrift(
  { org, warehouse, progress }: SendGround,
  target: UsageTarget,
  { accepted, file }: { readonly accepted: string; readonly file: string },
): Promise<{ readonly drift: Drift; readonly usage: string }> {
  const { object, externalId, metrics, level } = target;
  const columns = [externalId, ...metrics.map(({ field }) => field.name)];
  await bulkQueryToFile(org, `SELECT ${columns.join(', ')} FROM ${object}`, file, { progress });
  // Without a row, the org may answer without a header too.
  if ((await stat(file)).size === 0) await writeFile(file, `${csvLine(columns)}\n`);
  const [held, usage, id] = [`held_${level}`, `drift_${level}`, sqlName(externalId)];
  await warehouse.run(`CREATE OR REPLACE TABLE ${held} AS SELECT * FROM ${csvRows(file)}`);

  const same = metrics.map((metric) => sameSql(metric, 'was', 'held'));
  const allSame = ['true', ...same].join(' AND ');
  const pairs = `${accepted} AS was JOIN ${held} AS held ON held.${id} = was.record_id`;
  await warehouse.run(
    `CREATE OR REPLACE TABLE ${usage} AS
     SELECT was.* FROM ${accepted} AS was ANTI JOIN ${held} AS held ON held.${id} = was.record_id
     UNION ALL SELECT was.* FROM ${pairs} WHERE NOT (${allSame})`,
  );
  const extra = `SELECT held.${id} AS id FROM ${held} AS held ANTI JOIN ${accepted} AS was ON was.record_id = held.${id}`;
  const differing = await warehouse.count(`SELECT 1 FROM ${pairs} WHERE NOT (${allSame})`);
  const drift: Drift = {
    accepted: await warehouse.count(`SELECT 1 FROM ${accepted}`),
    held: await warehouse.count(`SELECT 1 FROM ${held}`),
    missing: (await warehouse.count(`SELECT 1 FROM ${usage}`)) - differing,
    extra: await warehouse.count(extra),
    differing,
    byField: differing === 0 ? [] : await driftByField(warehouse, target, { pairs, same }),
    extraIds: (
      await warehouse.rows<{ readonly id: string | null }>(`SELECT id FROM (${extra}) ORDER BY id LIMIT ${EXAMPLES}`)
    ).map((row) => row.id ?? '(none)'),
  };
  return { drift, usage };
}

async function driftByField(
  warehouse: SendGround['warehouse'],
  { metrics }: UsageTarget,
  { pairs, same }: { readonly pairs: string; readonly same: readonly string[] },
): Promise<Drift['byField']> {
  const each = metrics.map(({ name, field }, at) => {
    const column = sqlName(field.name);
    const words = `was.record_id || ': accepted ' || coalesce(was.${column}, 'nothing') || ', holds ' || coalesce(held.${column}, 'nothing')`;
    return `SELECT ${at} AS place, ${sqlText(name)} AS metric, ${sqlText(field.name)} AS field, count(*) AS rows, min(${words}) AS example
      FROM ${pairs} WHERE NOT (${same[at]})`;
  });
  return warehouse.rows(
    `SELECT metric, field, rows, example FROM (${each.join(' UNION ALL ')}) WHERE rows > 0 ORDER BY rows DESC, place`,
  );
}
