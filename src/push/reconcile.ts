import '../base/small-young-generation.ts';

import { join } from 'node:path';
import { inTemporaryFolder } from '../base/temporary-folder.ts';
import type { Level, Settings } from '../config/settings.ts';
import type { Queue } from '../ledger/types/run.ts';
import { readCatalogue } from '../metrics/definition/catalogue.ts';
import { defineMetrics } from '../metrics/definition/define-metrics.ts';
import { loadAccepted } from './accepted/accepted-snapshot.ts';
import { checkSnapshots } from './accepted/check-snapshots.ts';
import { type Drift, findDrift } from './accepted/find-drift.ts';
import { allOf } from './figures/prepare-usage.ts';
import { findTargets } from './find-targets.ts';
import type { PushRequest, SendGround } from './push-ground.ts';
import type { LevelReport, PushReport } from './push-report.ts';
import { type InRun, waitsBy } from './push-usage.ts';
import { checkPrice, type PushPrice, priceOf } from './send/check-price.ts';
import { resumeJobs } from './send/resume-jobs.ts';
import { type LevelWork, planLevel, sendLevel } from './send/send-level.ts';
import type { UsageTarget } from './usage-object.ts';

export interface ReconcileOptions {
  /** Sends what was accepted once more, where the org no longer holds it. */
  readonly mend: boolean;
  readonly whenBusy: Queue['whenBusy'];
}

/** How an org holds what it once accepted. */
export interface ReconcileReport {
  /** `done` when the org holds just that, now at the latest. */
  readonly status: 'done' | 'partly' | 'failed';
  readonly runId: string;
  readonly org: { readonly id: string; readonly name: string };
  readonly levels: readonly ReconciledLevel[];
  readonly resumed: PushReport['resumed'];
  /** Of the mending; absent without it. */
  readonly price?: PushPrice;
  readonly credits: number;
}

export interface ReconciledLevel extends Drift {
  readonly level: Level;
  readonly object: string;
  /** What became of the rows that were sent to mend it. */
  readonly mended?: LevelReport;
}

/** Reads the usage rows of an org back and compares every one, metric by metric, with what the org accepted. */
export async function reconcile(
  request: PushRequest,
  inRun: InRun,
  { mend, whenBusy }: ReconcileOptions,
): Promise<ReconcileReport> {
  const { settings, source, warehouse, progress } = request;
  const metrics = defineMetrics(settings, await readCatalogue(source, async () => warehouse));
  const org = await request.connect();
  const spentBefore = org.credits.spent;
  return inRun(
    { kind: 'reconcile', org },
    async (run) => {
      const ground: SendGround = { ...request, org, run };
      progress.step('Look at the usage objects');
      const targets = await findTargets(ground, metrics);
      await checkSnapshots(ground, targets);
      const resumed = await resumeJobs(ground, targets);
      const drifts: { readonly target: UsageTarget; readonly drift: Drift; readonly work?: LevelWork }[] = [];
      for (const target of targets) {
        progress.step(`Read ${target.object} back`);
        drifts.push(await compareLevel(ground, target, settings.orphans));
      }
      const works = mend ? drifts.flatMap(({ work }) => work ?? []) : [];
      const price = priceOf(
        works.map((work) => work.price),
        org.credits,
      );
      checkPrice(price, org.credits);
      const levels: ReconciledLevel[] = [];
      for (const { target, drift, work } of drifts) {
        const { level, object } = target;
        const mended = mend && work !== undefined ? await sendLevel(ground, work) : undefined;
        levels.push({ level, object, ...drift, ...(mended && { mended }) });
      }
      progress.done();
      const report: ReconcileReport = {
        status: statusOf(levels),
        runId: run.id,
        org: { id: org.organizationId, name: org.alias ?? org.username },
        levels,
        resumed,
        ...(mend && { price }),
        credits: org.credits.spent - spentBefore,
      };
      return { status: report.status, result: report };
    },
    { whenBusy, onWait: waitsBy(progress) },
  );
}

async function compareLevel(ground: SendGround, target: UsageTarget, orphans: Settings['orphans']) {
  const { warehouse, ledger, org, settings } = ground;
  const snapshot = ledger.accepted(org.organizationId, target.object);
  const accepted = await loadAccepted(warehouse, target.level, snapshot);
  if (accepted === undefined) return { target, drift: NOTHING_ACCEPTED };
  return inTemporaryFolder(settings.stateFolder, async (folder) => {
    const told = new Set((await warehouse.columns(accepted)).map(({ name }) => name));
    const compared = { ...target, metrics: target.metrics.filter(({ field }) => told.has(field.name)) };
    const held = { accepted, file: join(folder, 'held.csv'), orphans };
    const { drift, usage } = await findDrift(ground, compared, held);
    const tables = await allOf(warehouse, compared, usage);
    return { target: compared, drift, work: planLevel(compared, tables) };
  });
}

const NOTHING_ACCEPTED: Drift = {
  accepted: 0,
  held: 0,
  missing: 0,
  extra: 0,
  kept: 0,
  differing: 0,
  byField: [],
  missingIds: [],
  extraIds: [],
};

function statusOf(levels: readonly ReconciledLevel[]): ReconcileReport['status'] {
  const clean = levels.every(({ missing, differing, extra, mended }) => {
    const open = missing + differing - (mended?.counts.accepted ?? 0);
    return open === 0 && extra === 0 && (mended?.unaccounted ?? 0) === 0;
  });
  if (levels.every(({ accepted }) => accepted === 0)) return 'failed';
  return clean ? 'done' : 'partly';
}
