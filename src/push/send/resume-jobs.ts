import { access } from 'node:fs/promises';
import type { JobRecord } from '../../ledger/types/job.ts';
import { abortJob, findJob, waitForJob } from '../../salesforce/bulk-ingest.ts';
import { moveSnapshot, sweepSnapshots, writeSnapshot } from '../accepted/accepted-snapshot.ts';
import { keepHistory } from '../history/keep-history.ts';
import type { SendGround } from '../push-ground.ts';
import type { PushReport } from '../push-report.ts';
import type { UsageTarget } from '../usage-object.ts';
import { bulkAnswers, csvRows } from './bulk-answers.ts';
import { bringHome } from './deliver-bulk.ts';
import { partRows, takenAnswer } from './deliver-collections.ts';
import { heldRows } from './held-rows.ts';
import { emptyRejected } from './rejected-rows.ts';
import { asAnswers, readJournal } from './send-journal.ts';
import { sweepSent } from './sent-folder.ts';
import { type Answers, printed, settle } from './settle.ts';

/**
 * Brings what an earlier run had under way to its end, whose answers nobody has read: the org is asked, nothing is sent
 * again. What it accepted then enters the snapshot, so that the present run sees it as done.
 */
export async function resumeJobs(ground: SendGround, targets: readonly UsageTarget[]): Promise<PushReport['resumed']> {
  const { ledger, org } = ground;
  const resumed: { jobId: string; runId: string; accepted: number }[] = [];
  for (const record of ledger.unsettledJobs(org.organizationId)) {
    const target = targets.find(({ object }) => object === record.object);
    if (target === undefined) continue;
    if (record.operation === 'delete') {
      await endRemoval(ground, record);
      continue;
    }
    resumed.push({ jobId: record.jobId, runId: record.runId, accepted: await resume(ground, target, record) });
  }
  await sweepSent(ground);
  await sweepSnapshots(ground, targets);
  return resumed;
}

async function resume(ground: SendGround, target: UsageTarget, record: JobRecord): Promise<number> {
  const { ledger, org, warehouse } = ground;
  const { jobId, file, rows } = record;
  const found =
    record.way === 'bulk' ? await bulkOutcome(ground, target, record) : await collected(ground, target, record);
  if (found.answers === undefined || file === undefined) {
    ledger.moveJob(org.organizationId, jobId, 'dropped', found.state);
    return 0;
  }
  // Only what was sent then is in the file, which may have had other columns.
  const then = { ...target, metrics: [] };
  await emptyRejected(warehouse, then);
  const sent = { ...(await printed(warehouse, then, `SELECT * FROM ${csvRows(file)}`)), rows };
  const name = `resumed_${jobId.replaceAll(/\W/g, '_')}`;
  const settled = await settle(warehouse, then, { sent, answers: found.answers, name });
  const { accepted, acceptedSql } = settled;
  if (accepted > 0) {
    await keepHistory(ground, target, { acceptedSql, jobId });
    await moveSnapshot(ground, target, await writeSnapshot(ground, target, { acceptedSql, name: jobId }));
  }
  ledger.moveJob(org.organizationId, jobId, 'settled', found.state);
  return accepted;
}

/**
 * A removal of orphans: its rows were forgotten before it began, so that nothing is to be read. It only must not be at
 * work still when the next one looks for what is left.
 */
async function endRemoval({ ledger, org }: SendGround, { jobId, rows }: JobRecord): Promise<void> {
  const found = await findJob(org, jobId);
  if (found === undefined || found.state === 'Open') {
    if (found !== undefined) await abortJob(org, jobId);
    ledger.moveJob(org.organizationId, jobId, 'dropped', found?.state);
    return;
  }
  const { state } = await waitForJob(org, jobId, { rows });
  ledger.moveJob(org.organizationId, jobId, 'settled', state);
}

interface Found {
  /** Undefined when the org has taken none of the rows. */
  readonly answers?: Answers;
  readonly state?: string;
}

async function bulkOutcome({ org, warehouse }: SendGround, target: UsageTarget, record: JobRecord): Promise<Found> {
  const { jobId, file, rows } = record;
  const found = await findJob(org, jobId);
  // A job still open never got the word to begin: none of its rows is in the org.
  if (found?.state === 'Open') await abortJob(org, jobId);
  if (found === undefined || found.state === 'Open' || file === undefined || !(await exists(file))) {
    return found === undefined ? {} : { state: found.state };
  }
  const job = await waitForJob(org, jobId, { rows });
  // Other metrics may have been sent then.
  const plain = false;
  const results = await bringHome(org, { jobId, sentFile: file, plain });
  const rowsOfJob = { externalId: target.externalId, plain };
  return { answers: await bulkAnswers(warehouse, job, results, rowsOfJob), state: job.state };
}

/** Of each row beside the metrics: its external id and the lookup. */
const OWN_COLUMNS = 2;

/** What became of a delivery by collections: what its journal tells, and of the rest what the org says that it holds. */
async function collected({ org, warehouse }: SendGround, target: UsageTarget, record: JobRecord): Promise<Found> {
  const { jobId, file, rows } = record;
  if (file === undefined || !(await exists(file))) return {};
  const { answers, underWay } = readJournal(file);
  const open = new Set(underWay);
  const part = { file, rows };
  const asked = (await partRows(warehouse, part, target)).filter((row) => open.has(row[target.externalId] ?? ''));
  const sentThen = new Set(Object.keys(asked[0] ?? {}));
  const seen = { ...target, metrics: target.metrics.filter(({ field }) => sentThen.has(field.name)) };
  // Of a column that the connecting user no longer sees, nobody can tell whether the org has taken it: such rows go again.
  const comparable = sentThen.size === seen.metrics.length + OWN_COLUMNS;
  const held = comparable ? await heldRows(org, warehouse, seen, asked) : new Set<string>();
  const all = [...answers, ...[...held].map(takenAnswer)];
  return { answers: await asAnswers(warehouse, all, { rows, name: `answers_${jobId.replaceAll(/\W/g, '_')}` }) };
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
