import type { NamedError } from '../base/errors.ts';
import type { Crossing } from '../environments/check-pairing.ts';
import { NO_ROWS, sumCounts } from '../ledger/sum-counts.ts';
import type { RunRecorder } from '../ledger/types/recorder.ts';
import { oneYearBefore } from '../metrics/window.ts';
import type { Org } from '../salesforce/org.ts';
import type { DeliveredCounts } from './deliver/deliver.ts';
import { deliverHeld, rulesOf } from './deliver-held.ts';
import { type HeldGround, showAllHeld } from './held/hold.ts';
import { nothingSent } from './nothing-sent.ts';
import type { PullRequest } from './pull-fields.ts';
import type { PullingSettings, ReadGround } from './pull-ground.ts';
import { type PullReport, pullStatus } from './pull-report.ts';
import { leftToLookAt, leftToRead } from './read/left-to-read.ts';
import { type Looked, lookForChanges } from './read/look-for-changes.ts';
import { sweepAll, takeAll } from './read/read-all.ts';
import { newlyGone } from './read/see-fields.ts';
import { changesOf } from './read/what-to-ask.ts';
import { pulledObjects } from './state/begin-state.ts';
import { documentOf, type PullState } from './state/pull-state.ts';
import { countOnce, noteFirst } from './told-twice.ts';

export interface PullGround extends PullRequest {
  readonly settings: PullingSettings;
  readonly org: Org;
  /** `local`, or the id of Heap's environment. */
  readonly app: string;
  /** Where the files of the pull lie. */
  readonly folder: string;
  /** Where what was read may lie for a while. */
  readonly scratch: string;
  readonly crossing: Crossing | undefined;
}

export interface PullFacts {
  readonly before: PullState | undefined;
  readonly wish: { readonly since: Date | undefined; readonly again: boolean };
  /** Absent in a dry run. */
  readonly run: RunRecorder | undefined;
}

export interface PulledOnce {
  readonly report: PullReport;
  readonly state: PullState;
  /** What ended the reading or the telling early. */
  readonly stopped: NamedError | undefined;
}

/** Reads, holds and tells; see `pullFields`. */
export async function pullOnce(ground: PullGround, { before, wish, run }: PullFacts): Promise<PulledOnce> {
  const { org, settings, app, progress } = ground;
  progress.step('Ask the org what has changed');
  const looked = await lookForChanges(
    { org, settings, now: ground.clock.now() },
    {
      before,
      again: wish.again,
      since: (setUp) => wish.since ?? sinceOf(before) ?? oneYearBefore(setUp, settings.window.zone),
    },
  );
  let counts: DeliveredCounts = NO_ROWS;
  const keep = (state: PullState) => run?.savePull(app, documentOf(state), counts);
  const read: ReadGround = { org, progress, scratch: ground.scratch, held: holdingOf(ground), keep };
  const telling = {
    ...ground,
    ...read,
    runId: run?.id ?? 'dry',
    heap: run === undefined ? async () => nothingSent : ground.heap,
    keepDelivered: (state: PullState, sofar: DeliveredCounts) => {
      counts = sofar;
      keep(state);
    },
    onRejected: run && ((rows: Parameters<RunRecorder['reject']>[0]) => run.reject(rows)),
  };

  const changes = await takeAll(read, looked);
  keep(changes.state);
  const users = await ground.usersMark();
  const news = (state: PullState, rows: number) =>
    rows > 0 || !state.settled || state.matched?.users !== users || state.matched.rules !== rulesOf(settings, state);

  const hasSweeps = pulledObjects(changes.state).some((object) => changes.state[object]!.sweeps.length > 0);
  // What changed is told before the rest is read, which may take long, but for a window of which nobody knows yet who is in it.
  const early =
    run !== undefined &&
    hasSweeps &&
    before !== undefined &&
    !inFirstWindow(changes.state) &&
    news(changes.state, changes.rows)
      ? await deliverHeld(telling, changes.state, users)
      : undefined;
  if (early !== undefined) await noteFirst((await read.held(early.state)).warehouse, early);
  const swept = await sweepAll(read, early?.state ?? changes.state, looked, changes.stopped);
  // Of two who share a key none is told, which shows only when both are read.
  const tooEarly = settings.join.duplicates === 'refuse' && inFirstWindow(swept.state);
  const late =
    !tooEarly && news(swept.state, early === undefined ? changes.rows + swept.rows : swept.rows)
      ? await deliverHeld(telling, swept.state, users)
      : undefined;
  const state = late?.state ?? swept.state;
  keep(state);
  progress.done();

  const stopped = changes.stopped ?? swept.stopped ?? late?.stopped ?? early?.stopped;
  const levels =
    early === undefined || late === undefined
      ? ((late ?? early)?.levels ?? [])
      : await countOnce((await read.held(state)).warehouse, early, late);
  const people = late?.people ?? early?.people;
  const sum = sumCounts(levels.map((level) => level.counts));
  const dryRun = run === undefined;
  const fresh = newlyGone(before?.seen, state.seen);
  const left = leftToRead(state);
  const problems = [...looked.problems.values(), ...(stopped === undefined ? [] : [stopped])].map(
    ({ message }) => message,
  );
  const report: PullReport = {
    status: pullStatus({ counts: sum, left, problems, dryRun }),
    dryRun,
    ...(run && { runId: run.id }),
    org: { id: org.organizationId, name: org.alias ?? org.username },
    heap: app,
    ...(ground.crossing && { crossing: ground.crossing }),
    since: state.since,
    first: before === undefined,
    read: pulledObjects(state).map((object) => ({
      object,
      changed: changes.byObject.get(object) ?? 0,
      swept: swept.byObject.get(object) ?? 0,
    })),
    counts: dryRun ? { ...sum, unprocessed: 0, unchanged: sum.unchanged } : sum,
    toSend: dryRun ? sum.unprocessed : 0,
    levels,
    ...(people && { people, lookedAt: late?.lookedAt ?? early?.lookedAt ?? 'all' }),
    gone: (['contact', 'account'] as const).flatMap((level) =>
      state.seen[level].gone.map((one) => ({ ...one, level, fresh: fresh.has(one) })),
    ),
    left,
    again: leftToLookAt(state),
    problems,
    remarks: [...remarksOn(before, looked, wish.again), ...nobodyTold(people, state, settings)],
    // Of the connection, which was opened for this pull: what signing in has cost is among it.
    credits: org.credits.spent,
    creditsByKind: Object.fromEntries(org.credits.byKind),
  };
  return { report, state, stopped };
}

/** From when on records count since the first pull. */
function sinceOf(before: PullState | undefined): Date | undefined {
  return before && new Date(before.since);
}

/** Whether the window that a pull begins with is not read to its end. */
function inFirstWindow(state: PullState): boolean {
  return pulledObjects(state).some((object) => state[object]!.sweeps.some(({ kind }) => kind === 'first'));
}

/** Opens the warehouse with all that is held, once, when first something is to be held or told. */
function holdingOf({ warehouse, folder }: PullGround): ReadGround['held'] {
  let opened: Promise<HeldGround> | undefined;
  return (state) => {
    opened ??= (async () => {
      const fields = {
        contact: changesOf(state, 'contact').fields,
        account: changesOf(state, 'account').fields,
        relation: [],
      };
      const held: HeldGround = { warehouse: await warehouse(), folder, fields };
      await showAllHeld(held, state);
      return held;
    })();
    return opened;
  };
}

/** A key that brings nobody together is no trouble of any request, and nothing would come of the pull for ever. */
function nobodyTold(
  people: PullReport['people'],
  { contact }: PullState,
  { join }: PullingSettings,
): readonly string[] {
  if (people === undefined || contact.rows.base + contact.rows.after === 0) return [];
  // Who matches and cannot be told has a line of its own.
  if (people.people + people.withoutIdentity + people.undecided > 0) return [];
  return [
    `Nobody whom Heap knows matches a contact by Contact.${join.contact.salesforce} = "${join.contact.heap}", so that Heap was told of nobody. See why: heap-sf join check`,
  ];
}

/** Deleted records are kept for 15 days: https://help.salesforce.com/s/articleView?id=xcloud.home_delete.htm */
const BIN_DAYS = 15;

function remarksOn(before: PullState | undefined, { at }: Looked, again: boolean): readonly string[] {
  const last = Math.min(
    ...(before === undefined ? [] : pulledObjects(before)).map((object) => Date.parse(before?.[object]?.readAt ?? '')),
  );
  const days = (at.getTime() - last) / 86_400_000;
  if (again || !Number.isFinite(days) || days <= BIN_DAYS) return [];
  return [
    `The last pull that read all was ${Math.floor(days)} days ago. Salesforce keeps deleted records for ${BIN_DAYS} days, so some may have gone unseen. Read all once more: heap-sf fields pull --full`,
  ];
}
