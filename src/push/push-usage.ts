import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunEnding, RunRecorder } from '../ledger/types.ts';
import { readCatalogue } from '../metrics/catalogue.ts';
import { defineMetrics } from '../metrics/define-metrics.ts';
import type { Metric } from '../metrics/metric.ts';
import { asOfMoment, openWindows } from '../metrics/window.ts';
import type { Org } from '../salesforce/org.ts';
import { loadAccepted } from './accepted-snapshot.ts';
import { checkSums } from './check-sums.ts';
import { checkNotEmpty } from './empty-export.ts';
import { findTargets } from './find-targets.ts';
import { checkJoinKeys, loadHeap } from './load-heap.ts';
import { computeUsage } from './prepare-usage.ts';
import type { PushGround, PushRequest } from './push-ground.ts';
import { type LevelReport, type PushReport, pushStatus, sumCounts } from './push-report.ts';
import { readPeople } from './read-people.ts';
import { resumeJobs } from './resume-jobs.ts';
import { sendLevel } from './send-level.ts';
import { statusWith } from './status-with.ts';

export interface PushOptions {
  /** A date or a moment, see `asOfMoment`; now unless given. */
  readonly asOf?: string | undefined;
  readonly dryRun: boolean;
}

/** How a push gets its entry in the ledger. */
export type InRun = <T>(
  facts: { readonly kind: 'push'; readonly org: Org; readonly asOf: Date },
  work: (run: RunRecorder) => Promise<RunEnding<T>>,
) => Promise<T>;

/**
 * One push: metrics from the export, compared with what the org accepted, the difference sent.
 * All is decided before the first row goes; a dry run is the same without that last step.
 */
export async function pushUsage(request: PushRequest, inRun: InRun, options: PushOptions): Promise<PushReport> {
  const { settings, source, warehouse, clock } = request;
  const asOf = options.asOf === undefined ? clock.now() : asOfMoment(options.asOf, settings.window.zone);
  const catalogue = await readCatalogue(source, async () => warehouse);
  checkJoinKeys(settings.join, catalogue);
  const metrics = defineMetrics(settings, catalogue);

  // Only now: what is wrong with dates, names and files costs no request.
  const ground = { ...request, org: await request.connect() };
  const { org } = ground;
  if (options.dryRun) return push(ground, { asOf, metrics, run: undefined });
  return inRun({ kind: 'push', org, asOf }, async (run) => {
    const report = await push(ground, { asOf, metrics, run });
    return { status: report.status, counts: report.counts, result: report };
  });
}

interface PushFacts {
  readonly asOf: Date;
  readonly metrics: readonly Metric[];
  /** Undefined in a dry run. */
  readonly run: RunRecorder | undefined;
}

async function push(ground: PushGround, { asOf, metrics, run }: PushFacts): Promise<PushReport> {
  const { settings, org, source, warehouse, ledger, progress } = ground;
  const spentBefore = org.credits.spent;
  const sending = run && { ...ground, run };

  progress.step('Look at the usage objects');
  const targets = await findTargets(org, metrics);
  const resumed = sending === undefined ? [] : await resumeJobs(sending, targets);

  progress.step('Read the Heap export');
  const loaded = await loadHeap(source, warehouse, { metrics, join: settings.join, progress });
  checkNotEmpty(loaded, settings);
  await checkSums(warehouse, metrics);

  progress.step('Match people with contacts and accounts');
  const matching = await inTemporaryFolder(settings.stateFolder, (folder) =>
    readPeople({ ...ground, join: settings.join, folder }),
  );

  progress.step('Compute the metrics');
  const windows = openWindows(settings.window, asOf);
  const prepared = [];
  for (const target of targets) {
    const snapshot = ledger.accepted(org.organizationId, target.object);
    const accepted = await loadAccepted(warehouse, target.level, snapshot?.file);
    prepared.push({ target, tables: await computeUsage(warehouse, target, { windows, settings, accepted }) });
  }

  const levels: LevelReport[] = [];
  for (const { target, tables } of prepared) levels.push(await sendLevel(warehouse, target, tables, sending));
  progress.done();
  return {
    status: statusWith(pushStatus(levels, run === undefined), matching),
    dryRun: run === undefined,
    ...(run && { runId: run.id }),
    asOf,
    org: { id: org.organizationId, name: org.alias ?? org.username },
    levels,
    counts: sumCounts(levels.map(({ counts }) => counts)),
    toSend: levels.reduce((sum, { toSend }) => sum + toSend, 0),
    matching,
    events: loaded.events,
    resumed,
    credits: org.credits.spent - spentBefore,
  };
}

async function inTemporaryFolder<T>(parent: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(parent, 'read-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
