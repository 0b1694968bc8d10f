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
  /** There and not accepted. */
  readonly extra: number;
  /** There, of records that are gone, and left alone by the setting `orphans: keep`. */
  readonly kept: number;
  /** Rows that hold something else in one field or more, or belong to another record. */
  readonly differing: number;
  readonly byField: readonly {
    /** Absent of the lookup to the account or contact. */
    readonly metric?: string;
    readonly field: string;
    readonly rows: number;
    readonly example: string;
  }[];
  /** Some of the missing rows, by their external ids. */
  readonly missingIds: readonly string[];
  /** Some of the extra rows, likewise. */
  readonly extraIds: readonly string[];
}

const EXAMPLES = 5;
/** Characters of a value in an example. */
const SHOWN = 40;

interface DriftGround {
  /** What was accepted, as a table or view. */
  readonly accepted: string;
  /** Where the rows of the org are put. */
  readonly file: string;
  readonly orphans: 'remove' | 'keep';
}

/**
 * Reads the rows of an object by Bulk query and holds them against what was accepted; leaves a table of the accepted
 * rows that the org does not hold as they are.
 */
export async function findDrift(
  { org, warehouse, progress }: SendGround,
  target: UsageTarget,
  { accepted, file, orphans }: DriftGround,
): Promise<{ readonly drift: Drift; readonly usage: string }> {
  const { object, externalId, lookup, metrics, level } = target;
  const columns = [externalId, lookup, ...metrics.map(({ field }) => field.name)];
  await bulkQueryToFile(org, `SELECT ${columns.join(', ')} FROM ${object}`, file, { progress });
  // Without a row, the org may answer without a header too.
  if ((await stat(file)).size === 0) await writeFile(file, `${csvLine(columns)}\n`);
  const [held, usage, id] = [`held_${level}`, `drift_${level}`, sqlName(externalId)];
  await warehouse.run(`CREATE OR REPLACE TABLE ${held} AS SELECT * FROM ${csvRows(file)}`);

  const fields = comparedFields(target);
  const allSame = fields.map(({ same }) => same).join(' AND ');
  const pairs = `${accepted} AS was JOIN ${held} AS held ON held.${id} = was.record_id`;
  const missing = `SELECT was.* FROM ${accepted} AS was ANTI JOIN ${held} AS held ON held.${id} = was.record_id`;
  await warehouse.run(
    `CREATE OR REPLACE TABLE ${usage} AS ${missing} UNION ALL SELECT was.* FROM ${pairs} WHERE NOT (${allSame})`,
  );
  const unknown = `FROM ${held} AS held ANTI JOIN ${accepted} AS was ON was.record_id = held.${id}`;
  // Deleting a record empties the lookup, and merging it leads it elsewhere. An id that is filled in by hand may be short.
  const gone = `left(held.${sqlName(lookup)}, 15) IS DISTINCT FROM left(held.${id}, 15)`;
  const extra = `SELECT held.${id} AS record_id ${unknown}${orphans === 'keep' ? ` WHERE NOT (${gone})` : ''}`;
  const differing = await warehouse.count(`SELECT 1 FROM ${pairs} WHERE NOT (${allSame})`);
  const lost = (await warehouse.count(`SELECT 1 FROM ${usage}`)) - differing;
  const drift: Drift = {
    accepted: await warehouse.count(`SELECT 1 FROM ${accepted}`),
    held: await warehouse.count(`SELECT 1 FROM ${held}`),
    missing: lost,
    extra: await warehouse.count(extra),
    kept: orphans === 'keep' ? await warehouse.count(`SELECT 1 ${unknown} WHERE ${gone}`) : 0,
    differing,
    byField: differing === 0 ? [] : await driftByField(warehouse, pairs, fields),
    missingIds: lost === 0 ? [] : await someIds(warehouse, missing),
    extraIds: await someIds(warehouse, extra),
  };
  return { drift, usage };
}

interface ComparedField {
  readonly metric?: string;
  readonly field: string;
  /** Conditions and values over `was` and `held`. */
  readonly same: string;
  readonly was: string;
}

/** All that a push sends of a row: to which record it belongs, and its metrics. */
function comparedFields({ lookup, metrics }: UsageTarget): readonly ComparedField[] {
  const link = {
    field: lookup,
    same: `held.${sqlName(lookup)} IS NOT DISTINCT FROM was.record_id`,
    was: 'was.record_id',
  };
  const figures = metrics.map((metric) => ({
    metric: metric.name,
    field: metric.field.name,
    same: sameSql(metric, 'was', 'held'),
    was: `was.${sqlName(metric.field.name)}`,
  }));
  return [link, ...figures];
}

async function someIds(warehouse: SendGround['warehouse'], rows: string): Promise<readonly string[]> {
  const found = await warehouse.rows<{ readonly record_id: string | null }>(
    `SELECT record_id FROM (${rows}) ORDER BY record_id LIMIT ${EXAMPLES}`,
  );
  return found.map(({ record_id }) => record_id ?? '(none)');
}

async function driftByField(
  warehouse: SendGround['warehouse'],
  pairs: string,
  fields: readonly ComparedField[],
): Promise<Drift['byField']> {
  const each = fields.map(({ metric, field, same, was }, at) => {
    const words = `was.record_id || ': accepted ' || ${shownSql(was)} || ', holds ' || ${shownSql(`held.${sqlName(field)}`)}`;
    const name = metric === undefined ? 'NULL' : sqlText(metric);
    return `SELECT ${at} AS place, ${name} AS metric, ${sqlText(field)} AS field, count(*) AS rows, min(${words}) AS example
      FROM ${pairs} WHERE NOT (${same})`;
  });
  const found = await warehouse.rows<Omit<Drift['byField'][number], 'metric'> & { readonly metric: string | null }>(
    `SELECT metric, field, rows, example FROM (${each.join(' UNION ALL ')}) WHERE rows > 0 ORDER BY rows DESC, place`,
  );
  return found.map(({ metric, ...rest }) => ({ ...(metric !== null && { metric }), ...rest }));
}

/** A value for an example: on one line, and not too long for it. */
function shownSql(cell: string): string {
  const line = `replace(coalesce(nullif(${cell}, '#N/A'), 'nothing'), chr(10), ' ')`;
  return `CASE WHEN length(${line}) > ${SHOWN} THEN left(${line}, ${SHOWN - 1}) || '…' ELSE ${line} END`;
}
