import { join } from 'node:path';
import { sqlName, sqlText } from '../../warehouse/sql.ts';
import type { SendGround } from '../push-ground.ts';
import type { UsageTarget } from '../usage-object.ts';
import { addToHistory, dayOfFigures, historyFolder } from './history-files.ts';

/**
 * Keeps the rows that a job brought into the org with the day that they are of, where the settings ask for it. `acceptedSql`
 * gives the accepted rows, as they were sent. A job that an earlier run left behind counts for the day of that run.
 */
export async function keepHistory(
  ground: SendGround,
  target: UsageTarget,
  { acceptedSql, jobId }: { readonly acceptedSql: string; readonly jobId: string },
): Promise<void> {
  const { settings, warehouse, ledger, org, run } = ground;
  if (!settings.history.local || (await warehouse.count(`SELECT 1 FROM (${acceptedSql})`)) === 0) return;
  const job = ledger.unsettledJobs(org.organizationId).find((one) => one.jobId === jobId);
  const id = sqlName(target.externalId);
  await addRows(ground, target, {
    runId: job?.runId ?? run.id,
    rows: `SELECT ${id} AS record_id, false AS gone, * EXCLUDE (${id}, ${sqlName(target.lookup)}) FROM (${acceptedSql})`,
  });
}

/** Notes that records live no more, so that their last values are not carried on. `gone` is a table of `record_id`. */
export async function keepGone(ground: SendGround, target: UsageTarget, gone: string): Promise<void> {
  if (!ground.settings.history.local) return;
  await addRows(ground, target, { runId: ground.run.id, rows: `SELECT record_id, true AS gone FROM ${gone}` });
}

async function addRows(
  { settings, warehouse, ledger, org, clock }: SendGround,
  { object }: UsageTarget,
  { runId, rows }: { readonly runId: string; readonly rows: string },
): Promise<void> {
  const { asOf, started } = ledger.showRun(runId);
  const day = dayOfFigures(settings.window, asOf ?? started);
  await addToHistory(warehouse, {
    folder: join(historyFolder(settings, org.organizationId), object),
    runId,
    rowsSql: `SELECT record_id, CAST(${sqlText(day)} AS DATE) AS day,
      CAST(${sqlText(clock.now().toISOString().replace('Z', ''))} AS TIMESTAMP) AS accepted, * EXCLUDE (record_id) FROM (${rows})`,
  });
}
