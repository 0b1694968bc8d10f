import { access, rm } from 'node:fs/promises';
import type { JobRecord } from '../ledger/types.ts';
import { abortJob, findJob, waitForJob } from '../salesforce/bulk-ingest.ts';
import { moveSnapshot } from './accepted-snapshot.ts';
import type { SendGround } from './push-ground.ts';
import type { PushReport } from './push-report.ts';
import { sentFolder } from './send-level.ts';
import { bringHome } from './send-usage.ts';
import { settle } from './settle.ts';
import type { UsageTarget } from './usage-object.ts';

/**
 * Brings jobs of an earlier run to their end, whose results nobody has read: the org is asked, nothing is sent again.
 * What it accepted then enters the snapshot, so that the present run sees it as done.
 */
export async function resumeJobs(ground: SendGround, targets: readonly UsageTarget[]): Promise<PushReport['resumed']> {
  const { ledger, org } = ground;
  const resumed: { jobId: string; runId: string; accepted: number }[] = [];
  for (const record of ledger.unsettledJobs(org.organizationId)) {
    const target = targets.find(({ object }) => object === record.object);
    if (target === undefined) continue;
    const accepted = await resume(ground, target, record);
    resumed.push({ jobId: record.jobId, runId: record.runId, accepted });
    await rm(sentFolder(ground.settings.stateFolder, record.runId), { recursive: true, force: true });
  }
  return resumed;
}

async function resume(ground: SendGround, target: UsageTarget, record: JobRecord): Promise<number> {
  const { ledger, org, warehouse } = ground;
  const { jobId, file } = record;
  const found = await findJob(org, jobId);
  // A job still open never got the word to begin: none of its rows is in the org.
  if (found?.state === 'Open') await abortJob(org, jobId);
  if (
    found === undefined ||
    found.state === 'Open' ||
    found.state === 'Aborted' ||
    file === undefined ||
    !(await exists(file))
  ) {
    ledger.moveJob(org.organizationId, jobId, 'dropped', found?.state);
    return 0;
  }
  const job = await waitForJob(org, jobId);
  const part = { file, rows: record.rows };
  const into = `resumed_${target.level}_${jobId}`;
  const settled = await settle(
    warehouse,
    { job, part, results: await bringHome(org, jobId, file) },
    { externalId: target.externalId, into },
  );
  await moveSnapshot(ground, target, { settled: into, jobId });
  ledger.moveJob(org.organizationId, jobId, 'settled', job.state);
  return settled.accepted;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
