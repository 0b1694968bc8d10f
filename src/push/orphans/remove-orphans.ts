import { join } from 'node:path';
import { counted } from '../../base/counted.ts';
import { inTemporaryFolder } from '../../base/temporary-folder.ts';
import type { Level } from '../../config/settings.ts';
import { closeJob, createIngestJob, saveResults, uploadCsv, waitForJob } from '../../salesforce/bulk-ingest.ts';
import { deleteRows } from '../../salesforce/collections.ts';
import { textRowsSql } from '../../warehouse/csv-sql.ts';
import { sqlName } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { moveSnapshot, writeForgotten } from '../accepted/accepted-snapshot.ts';
import { keepGone } from '../history/keep-history.ts';
import type { SendGround } from '../push-ground.ts';
import type { Orphans } from './find-orphans.ts';

/** What became of the usage rows of an object whose account (contact) is gone. */
export interface OrphanReport {
  readonly level: Level;
  readonly object: string;
  readonly found: number;
  /** `would-be-removed` in a dry run; `too-many` when none was touched since they are more than a tenth of all. */
  readonly fate: 'removed' | 'would-be-removed' | 'kept' | 'too-many' | 'none';
  readonly removed: number;
  /** All usage rows of the object; told where there are many orphans. */
  readonly rows?: number;
  /** Requests that the removal costs. */
  readonly requests: number;
  readonly rejected: readonly { readonly code: string; readonly rows: number; readonly example: string }[];
  /** Rows of living records that had lost their lookup, and are sent again. */
  readonly unlinked: number;
  readonly examples: Orphans['examples'];
}

/** Rows to a request of the collections resource; beyond five of them a bulk job costs less. */
const PER_REQUEST = 200;
const MOST_BY_COLLECTIONS = 1_000;
/** Open, upload, close, a look or two, two results. */
const REQUESTS_OF_A_JOB = 7;

/**
 * Removes usage rows whose record is gone, where the rules say so; without a ground it only tells what would be done.
 * The accepted snapshot forgets them first: killed in between, the next run finds the rows once more, and a record that
 * comes back is sent again.
 */
export async function removeOrphans(
  all: readonly Orphans[],
  ground: SendGround | undefined,
): Promise<readonly OrphanReport[]> {
  const reports: OrphanReport[] = [];
  for (const orphans of all) {
    if (ground !== undefined && orphans.fate !== 'too-many') await forgetGone(ground, orphans);
    reports.push({ ...factsOf(orphans), ...(await outcomeOf(orphans, ground)) });
  }
  return reports;
}

/** What the removal costs. */
export function removalRequests({ fate, found }: Orphans): number {
  if (fate !== 'remove') return 0;
  return found > MOST_BY_COLLECTIONS ? REQUESTS_OF_A_JOB : Math.ceil(found / PER_REQUEST);
}

function factsOf({ target, found, rows, unlinked, examples }: Orphans) {
  return {
    level: target.level,
    object: target.object,
    found,
    ...(rows !== undefined && { rows }),
    unlinked,
    examples,
  };
}

type Outcome = Pick<OrphanReport, 'fate' | 'removed' | 'requests' | 'rejected'>;

async function outcomeOf(orphans: Orphans, ground: SendGround | undefined): Promise<Outcome> {
  const { fate, found } = orphans;
  const nothing = { removed: 0, requests: 0, rejected: [] };
  if (fate === 'none' || fate === 'too-many') return { fate, ...nothing };
  if (fate === 'keep') return { fate: 'kept', ...nothing };
  const requests = removalRequests(orphans);
  if (ground === undefined) return { ...nothing, fate: 'would-be-removed', requests };
  ground.progress.step(`Remove ${counted(found, 'usage row')} of records that are gone`);
  const refused = found > MOST_BY_COLLECTIONS ? await removeByJob(ground, orphans) : await removeEach(ground, orphans);
  return { fate: 'removed', removed: found - refused.length, requests, rejected: byCode(refused) };
}

interface Refused {
  readonly usageId: string;
  readonly code: string;
  readonly message: string;
}

/** Somebody else was faster: what was to be is. */
const GONE_ALREADY = new Set(['ENTITY_IS_DELETED', 'INVALID_CROSS_REFERENCE_KEY']);

async function removeEach({ org, warehouse }: SendGround, { target }: Orphans): Promise<readonly Refused[]> {
  const rows = await warehouse.rows<{ readonly usage_id: string }>(`SELECT usage_id FROM orphan_${target.level}`);
  const ids = rows.map(({ usage_id }) => usage_id);
  const outcomes = await deleteRows(org, ids);
  return outcomes.flatMap((outcome): Refused[] => {
    if (outcome.status === 'accepted') return [];
    const { code = 'UNKNOWN', message = 'The org gave no reason.' } = outcome.problems[0] ?? {};
    return GONE_ALREADY.has(code) ? [] : [{ usageId: ids[outcome.index] ?? '', code, message }];
  });
}

/**
 * The job is in the ledger before its rows travel. After a kill the next run waits for its end or takes it back, and
 * then finds by itself what it left behind.
 */
async function removeByJob(
  { org, warehouse, run, settings }: SendGround,
  { target, found }: Orphans,
): Promise<readonly Refused[]> {
  return inTemporaryFolder(settings.stateFolder, async (folder) => {
    const [rows, failed] = [join(folder, 'orphans.csv'), join(folder, 'failed.csv')];
    await warehouse.copyToCsv(`SELECT usage_id AS "Id" FROM orphan_${target.level} ORDER BY usage_id`, rows);
    const { object } = target;
    const job = await createIngestJob(org, { object, operation: 'delete' });
    run.addJob({ jobId: job.id, way: 'bulk', object, operation: 'delete', rows: found });
    await uploadCsv(org, job, rows);
    run.moveJob(job.id, 'uploaded');
    const closed = await closeJob(org, job.id);
    run.moveJob(job.id, 'closed', closed.state);
    const ended = await waitForJob(org, job.id);
    if (ended.rowsFailed > 0) await saveResults(org, job.id, 'failed', failed);
    const refused = ended.rowsFailed === 0 ? [] : await readRefused(warehouse, failed);
    const untouched = await untouchedBy(warehouse, target.level, ended.rowsProcessed, ended.problem);
    run.moveJob(job.id, 'settled', ended.state);
    return [...refused, ...untouched];
  });
}

async function readRefused(warehouse: Warehouse, file: string): Promise<readonly Refused[]> {
  const rows = await warehouse.rows<{ readonly id: string; readonly error: string | null }>(
    `SELECT "Id" AS id, sf__Error AS error
     FROM ${textRowsSql(file)}`,
  );
  return rows.flatMap(({ id, error }): Refused[] => {
    const [code = 'UNKNOWN', ...words] = (error ?? 'UNKNOWN').split(':');
    return GONE_ALREADY.has(code) ? [] : [{ usageId: id, code, message: words.join(':') }];
  });
}

/** Rows that a job which failed as a whole never came to. */
async function untouchedBy(
  warehouse: Warehouse,
  level: Level,
  processed: number,
  problem: string | undefined,
): Promise<readonly Refused[]> {
  const left = (await warehouse.count(`SELECT 1 FROM orphan_${level}`)) - processed;
  return Array.from({ length: Math.max(0, left) }, () => ({
    usageId: '',
    code: 'UNPROCESSED',
    message: problem ?? 'The job ended before it came to this row.',
  }));
}

/** Moves the snapshot to one without the records that are gone. */
async function forgetGone(ground: SendGround, { target }: Orphans): Promise<void> {
  const { warehouse, ledger, run, org } = ground;
  const { level, object } = target;
  const before = ledger.accepted(org.organizationId, object);
  const gone = `gone_${level}`;
  if (before === undefined || (await warehouse.count(`SELECT 1 FROM ${gone}`)) === 0) return;
  await keepGone(ground, target, gone);
  await moveSnapshot(ground, target, await writeForgotten(ground, target, { gone, name: run.id }));
}

/** Makes rows that have lost their lookup differ from what the org was told, so that they are sent with the others. */
export async function sendUnlinkedAgain(warehouse: Warehouse, level: Level, accepted: string): Promise<string> {
  const unlinked = `SELECT record_id FROM unlinked_${level}`;
  if ((await warehouse.count(unlinked)) === 0) return accepted;
  const columns = (await warehouse.columns(accepted)).filter(({ name }) => name !== 'record_id');
  const cells = columns.map(
    ({ name }) => `, CASE WHEN record_id NOT IN (${unlinked}) THEN ${sqlName(name)} END AS ${sqlName(name)}`,
  );
  const linked = `${accepted}_linked`;
  await warehouse.run(`CREATE OR REPLACE VIEW ${linked} AS SELECT record_id${cells.join('')} FROM ${accepted}`);
  return linked;
}

function byCode(rows: readonly Refused[]): OrphanReport['rejected'] {
  return [...Map.groupBy(rows, ({ code }) => code)].map(([code, [first, ...others]]) => ({
    code,
    rows: 1 + others.length,
    example: `${first?.usageId}: ${first?.message}`,
  }));
}
