import '../base/small-young-generation.ts';

import type { Progress } from '../base/progress.ts';
import { inTemporaryFolder } from '../base/temporary-folder.ts';
import type { Level } from '../config/settings.ts';
import { type Crossing, checkPairing } from '../environments/check-pairing.ts';
import { sumCounts } from '../ledger/sum-counts.ts';
import type { RunRecorder } from '../ledger/types/recorder.ts';
import type { Queue, RunEnding, RunReach } from '../ledger/types/run.ts';
import { countByUser } from '../metrics/counting/make-tables.ts';
import { readCatalogue } from '../metrics/definition/catalogue.ts';
import { defineMetrics } from '../metrics/definition/define-metrics.ts';
import type { Metric } from '../metrics/metric.ts';
import { checkJoinKeys } from '../metrics/people/check-join-keys.ts';
import { asOfMoment, openWindows } from '../metrics/window.ts';
import type { Org } from '../salesforce/org.ts';
import { sqlFile } from '../warehouse/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { loadAccepted } from './accepted/accepted-snapshot.ts';
import { checkSnapshots } from './accepted/check-snapshots.ts';
import { checkNumbers } from './figures/check-numbers.ts';
import { type Confirm, checkShrink } from './figures/check-shrink.ts';
import { checkStale } from './figures/check-stale.ts';
import { checkNotEmpty } from './figures/empty-export.ts';
import { loadHeap } from './figures/load-heap.ts';
import { daysBehind } from './figures/newest-data.ts';
import { computeUsage } from './figures/prepare-usage.ts';
import { findTargets } from './find-targets.ts';
import { findOrphans, foundRecords } from './orphans/find-orphans.ts';
import { removalRequests, removeOrphans, sendUnlinkedAgain } from './orphans/remove-orphans.ts';
import { readPeople } from './people/read-people.ts';
import type { PushGround, PushRequest, SendGround } from './push-ground.ts';
import { type LevelReport, type PushReport, pushStatus } from './push-report.ts';
import { checkPrice, priceOf, priceText } from './send/check-price.ts';
import { resumeJobs } from './send/resume-jobs.ts';
import { type LevelWork, planLevel, sendLevel, unsentReport } from './send/send-level.ts';
import { statusWith, withRemoved } from './status-with.ts';

export interface PushOptions {
  /** A date or a moment, see `asOfMoment`; now unless given. */
  readonly asOf?: string | undefined;
  readonly dryRun: boolean;
  /** Sends every row, changed or not. */
  readonly full: boolean;
  /** Sends although there is much less than before. */
  readonly acceptShrink: boolean;
  /** Sends although the export has stood still. */
  readonly acceptStale: boolean;
  /** Removes usage rows of records that are gone even when they are more than a tenth of all. */
  readonly manyOrphans: boolean;
  readonly confirm?: Confirm | undefined;
  readonly whenBusy: Queue['whenBusy'];
  /** Goes on although org and Heap do not go together. */
  readonly allowCrossing: boolean;
  /** The only rows to look at: those that an earlier run had rejected. */
  readonly only?: RetriedList;
}

/** The rejected rows of a run, by object in a Parquet file with `record_id`. An object without one is left out. */
export interface RetriedList {
  readonly runId: string;
  readonly rows: number;
  readonly files: ReadonlyMap<string, string>;
}

/** How a push gets its entry in the ledger. */
export type InRun = <T>(
  facts: {
    readonly kind: 'push' | 'retry' | 'reconcile';
    readonly org: Org;
    readonly asOf?: Date;
    readonly crossing?: Crossing | undefined;
  },
  work: (run: RunRecorder) => Promise<RunEnding<T>>,
  queue?: Queue,
) => Promise<T>;

/**
 * One push: metrics from the export, compared with what the org accepted, the difference sent.
 * All is decided before the first row goes; a dry run is the same without that last step.
 */
export async function pushUsage(request: PushRequest, inRun: InRun, options: PushOptions): Promise<PushReport> {
  const { settings, source, warehouse, clock, progress } = request;
  const asOf = options.asOf === undefined ? clock.now() : asOfMoment(options.asOf, settings.window.zone);
  const catalogue = await readCatalogue(source, async () => warehouse);
  checkJoinKeys(settings.join, catalogue);
  const metrics = defineMetrics(settings, catalogue);

  // Only now: what is wrong with dates, names and files costs no request.
  const ground = { ...request, org: await request.connect() };
  const { org } = ground;
  const crossing = checkPairing(org, settings.heap, { allowed: options.allowCrossing });
  if (options.dryRun) return (await push(ground, { asOf, metrics, run: undefined, options, crossing })).report;
  const kind = options.only === undefined ? 'push' : 'retry';
  const queue = { whenBusy: options.whenBusy, onWait: waitsBy(progress) };
  return inRun(
    { kind, org, asOf, crossing },
    async (run) => {
      const { report, reach } = await push(ground, { asOf, metrics, run, options, crossing });
      return { status: report.status, counts: report.counts, reach, result: report };
    },
    queue,
  );
}

/** Tells who holds the org, once for each. */
export function waitsBy(progress: Progress): (who: string) => void {
  let last = '';
  return (who) => {
    if (who !== last) progress.step(`Wait for ${who}`);
    last = who;
  };
}

interface PushFacts {
  readonly asOf: Date;
  readonly metrics: readonly Metric[];
  /** Undefined in a dry run. */
  readonly run: RunRecorder | undefined;
  readonly options: PushOptions;
  readonly crossing: Crossing | undefined;
}

interface Pushed {
  readonly report: PushReport;
  readonly reach: RunReach;
}

async function push(ground: PushGround, { asOf, metrics, run, options, crossing }: PushFacts): Promise<Pushed> {
  const { settings, org, source, warehouse, ledger, progress } = ground;
  const spentBefore = org.credits.spent;
  const sending = run && { ...ground, run };

  progress.step('Look at the usage objects');
  const found = await findTargets(ground, metrics);
  await checkSnapshots(ground, found, options.full ? run : undefined);
  const resumed = sending === undefined ? [] : await resumeJobs(sending, found);
  const { only } = options;
  const targets = only === undefined ? found : found.filter(({ object }) => only.files.has(object));

  progress.step('Read the Heap export');
  const { events, users, newest } = await loadHeap(source, warehouse, { ...ground, metrics, join: settings.join });
  if (!options.acceptShrink) checkNotEmpty({ events, users }, settings);
  const noNumbers = await checkNumbers(warehouse, metrics);

  progress.step('Match people with contacts and accounts');
  const { matching } = await inTemporaryFolder(settings.stateFolder, (folder) =>
    readPeople({ ...ground, folder, whole: options.full }),
  );

  const behind = newest && daysBehind(newest, asOf);
  const reach = {
    events,
    users: matching.users,
    matched: matching.matched,
    ...(behind !== undefined && { daysBehind: behind }),
  };
  const before = ledger.lastReach(org.organizationId);
  const { confirm } = options;
  await checkShrink({ now: reach, before, accept: options.acceptShrink, confirm });
  const days = settings.push.staleDays;
  await checkStale({ newest, behind, before: before?.daysBehind, days, accept: options.acceptStale, confirm });

  // Rows that were refused are sent once more by themselves; what is gone is looked for by whole pushes.
  const rules = { rule: settings.orphans, many: options.manyOrphans };
  const orphans = only === undefined ? await findOrphans(ground, targets, rules) : [];

  progress.step('Compute the metrics');
  const windows = openWindows(settings.window, asOf);
  const byUser = await countByUser(warehouse, targets, windows);
  const works: LevelWork[] = [];
  for (const target of targets) {
    const snapshot = ledger.accepted(org.organizationId, target.object);
    const loaded = await loadAccepted(warehouse, target.level, snapshot);
    const accepted = only === undefined ? await heldByOrg(warehouse, target.level, loaded) : loaded;
    const list = only?.files.get(target.object);
    const choice = { full: options.full, only: list === undefined ? undefined : recordsIn(list) };
    const facts = { windows, settings, byUser, accepted, choice };
    works.push(planLevel(target, await computeUsage(warehouse, target, facts)));
  }

  const price = priceOf(
    works.map((work) => work.price),
    org.credits,
    orphans.reduce((sum, one) => sum + removalRequests(one), 0),
  );
  if (sending !== undefined) checkPrice(price, org.credits);
  const removal = await removeOrphans(orphans, sending);
  const levels = sending === undefined ? works.map(unsentReport) : await sendLevels(sending, works);
  progress.done();
  const report: PushReport = {
    status:
      run === undefined && !price.fits
        ? 'failed'
        : statusWith(pushStatus(levels, run === undefined), matching, removal),
    dryRun: run === undefined,
    ...(run && { runId: run.id }),
    ...(crossing && { crossing }),
    asOf,
    org: { id: org.organizationId, name: org.alias ?? org.username },
    levels,
    counts: withRemoved(sumCounts(levels.map(({ counts }) => counts)), removal),
    ...(only && { retryOf: { runId: only.runId, rows: only.rows } }),
    toSend: levels.reduce((sum, { toSend }) => sum + toSend, 0),
    unfit: [...noNumbers, ...works.flatMap(({ tables }) => tables.unfit)],
    matching,
    orphans: removal,
    events,
    ...(newest !== undefined && behind !== undefined && { newest, daysBehind: behind, stale: behind >= days }),
    price,
    resumed,
    credits: org.credits.spent - spentBefore,
  };
  return { report, reach };
}

async function sendLevels(ground: SendGround, works: readonly LevelWork[]): Promise<readonly LevelReport[]> {
  const levels: LevelReport[] = [];
  for (const work of works) {
    if (work.price.rows > 0) ground.progress.step(`Send ${priceText(work.price)}`);
    levels.push(await sendLevel(ground, work));
  }
  return levels;
}

/** What the org holds, as far as that is known: of whom the ledger does not know, at least that there is a row. */
async function heldByOrg(
  warehouse: Warehouse,
  level: Level,
  accepted: string | undefined,
): Promise<string | undefined> {
  return accepted === undefined ? foundRecords(warehouse, level) : sendUnlinkedAgain(warehouse, level, accepted);
}

function recordsIn(parquetFile: string): string {
  return `SELECT record_id FROM read_parquet(${sqlFile(parquetFile)})`;
}
