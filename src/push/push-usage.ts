import type { RunEnding, RunRecorder } from '../ledger/types.ts';
import { readCatalogue } from '../metrics/catalogue.ts';
import { defineMetrics } from '../metrics/define-metrics.ts';
import type { Metric } from '../metrics/metric.ts';
import { asOfMoment, openWindows } from '../metrics/window.ts';
import type { Org } from '../salesforce/org.ts';
import { loadAccepted } from './accepted-snapshot.ts';
import { checkSums } from './check-sums.ts';
import { checkNotEmpty } from './empty-export.ts';
import { findOrphans } from './find-orphans.ts';
import { findTargets } from './find-targets.ts';
import { checkJoinKeys, loadHeap } from './load-heap.ts';
import { computeUsage } from './prepare-usage.ts';
import type { PushGround, PushRequest } from './push-ground.ts';
import { type LevelReport, type PushReport, pushStatus, sumCounts } from './push-report.ts';
import { readPeople } from './read-people.ts';
import { removeOrphans, sendUnlinkedAgain } from './remove-orphans.ts';
import { resumeJobs } from './resume-jobs.ts';
import { sendLevel } from './send-level.ts';
import { statusWith, withRemoved } from './status-with.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

export interface PushOptions {
  /** A date or a moment, see `asOfMoment`; now unless given. */
  readonly asOf?: string | undefined;
  readonly dryRun: boolean;
  /** Removes usage rows of records that are gone even when they are more than a tenth of all. */
  readonly manyOrphans?: boolean;
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
  const facts = { asOf, metrics, manyOrphans: options.manyOrphans ?? false };
  if (options.dryRun) return push(ground, { ...facts, run: undefined });
  return inRun({ kind: 'push', org, asOf }, async (run) => {
    const report = await push(ground, { ...facts, run });
    return { status: report.status, counts: report.counts, result: report };
  });
}

interface PushFacts {
  readonly asOf: Date;
  readonly metrics: readonly Metric[];
  readonly manyOrphans: boolean;
  /** Undefined in a dry run. */
  readonly run: RunRecorder | undefined;
}

async function push(ground: PushGround, { asOf, metrics, manyOrphans, run }: PushFacts): Promise<PushReport> {
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
  const { matching } = await inTemporaryFolder(settings.stateFolder, (folder) =>
    readPeople({ ...ground, join: settings.join, folder }),
  );

  const orphans = await findOrphans(ground, targets, { rule: settings.orphans, many: manyOrphans });

  progress.step('Compute the metrics');
  const windows = openWindows(settings.window, asOf);
  const prepared = [];
  for (const target of targets) {
    const snapshot = ledger.accepted(org.organizationId, target.object);
    const accepted = await loadAccepted(warehouse, target.level, snapshot?.file);
    await sendUnlinkedAgain(warehouse, target.level, accepted);
    prepared.push({ target, tables: await computeUsage(warehouse, target, { windows, settings, accepted }) });
  }

  const removal = await removeOrphans(orphans, sending);
  const levels: LevelReport[] = [];
  for (const { target, tables } of prepared) levels.push(await sendLevel(warehouse, target, tables, sending));
  progress.done();
  return {
    status: statusWith(pushStatus(levels, run === undefined), matching, removal),
    dryRun: run === undefined,
    ...(run && { runId: run.id }),
    asOf,
    org: { id: org.organizationId, name: org.alias ?? org.username },
    levels,
    counts: withRemoved(sumCounts(levels.map(({ counts }) => counts)), removal),
    toSend: levels.reduce((sum, { toSend }) => sum + toSend, 0),
    matching,
    orphans: removal,
    events: loaded.events,
    resumed,
    credits: org.credits.spent - spentBefore,
  };
}
