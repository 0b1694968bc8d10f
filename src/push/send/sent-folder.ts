import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { namesIn } from '../history/history-files.ts';
import type { SendGround } from '../push-ground.ts';

const FOLDER = 'sent';

/** Where the rows of a run lie from before they are sent until their results are read, a crash between included. */
export function sentFolder(stateFolder: string, runId: string): string {
  return join(stateFolder, FOLDER, runId);
}

/** Removes what killed runs to the org have left, whose results are read or that never got as far as a job. */
export async function sweepSent({ ledger, org, settings, run }: SendGround): Promise<void> {
  const { organizationId: orgId } = org;
  const left = await namesIn(join(settings.stateFolder, FOLDER));
  if (left.length === 0) return;
  const needed = new Set([run.id, ...ledger.unsettledJobs(orgId).map(({ runId }) => runId)]);
  for (const { id } of ledger.listRuns({ orgId, limit: 1000 }))
    if (left.includes(id) && !needed.has(id))
      await rm(sentFolder(settings.stateFolder, id), { recursive: true, force: true });
}
