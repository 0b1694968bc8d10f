import './small-heap.ts';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { Mistake, type NamedError } from '../base/errors.ts';
import type { Progress } from '../base/progress.ts';
import { inTemporaryFolder } from '../base/temporary-folder.ts';
import type { Settings } from '../config/settings.ts';
import { type Crossing, checkPairing } from '../environments/check-pairing.ts';
import type { HeapExport } from '../heap/export.ts';
import type { HeapProperties } from '../heap/properties/open-heap.ts';
import type { Ledger } from '../ledger/types/ledger.ts';
import type { RunRecorder } from '../ledger/types/recorder.ts';
import type { Queue, RunEnding } from '../ledger/types/run.ts';
import { sinceMoment } from '../metrics/window.ts';
import type { Org } from '../salesforce/org.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { appOf, choicesOf } from './choices-of.ts';
import { type PullGround, pullOnce } from './pull-once.ts';
import type { PullReport } from './pull-report.ts';
import { ALWAYS } from './state/begin-state.ts';
import { type PullState, parseState } from './state/pull-state.ts';
import { checkFiles, linkFiles, sweepFiles } from './state/state-files.ts';
import { stateFor } from './state/state-for.ts';

/** What a pull is asked with. What is heavy is opened only when something has changed. */
export interface PullRequest {
  readonly settings: Settings;
  /** Signs in as the connecting user. */
  connect(): Promise<Org>;
  heap(): Promise<HeapProperties>;
  /** Another one for another Heap of the same app, which knows nothing of what the one before was told; undefined while there is none. */
  heapMark(): Promise<string | undefined>;
  source(): Promise<HeapExport>;
  /** Changes when the users of the export do. */
  usersMark(): Promise<string>;
  warehouse(): Promise<Warehouse>;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly progress: Progress;
}

export interface PullOptions {
  /** A date or a moment, from which on records count. One year before the first pull unless given then. */
  readonly since?: string | undefined;
  /** Reads the whole window once more. */
  readonly full: boolean;
  readonly dryRun: boolean;
  /** Goes on although org and Heap do not go together. */
  readonly allowCrossing: boolean;
  readonly whenBusy: Queue['whenBusy'];
}

/** How a pull gets its entry in the ledger. */
export type InPullRun = <T>(
  facts: { readonly kind: 'pull'; readonly org: Org; readonly crossing?: Crossing | undefined },
  work: (run: RunRecorder) => Promise<RunEnding<T>>,
  queue?: Queue,
) => Promise<T>;

/**
 * One pull: what changed in the org since the last one, held and told to Heap as far as Heap does not know it yet. All that
 * was read or told is kept as it goes, so that the next pull goes on from there, whatever ended this one.
 */
export async function pullFields(request: PullRequest, inRun: InPullRun, options: PullOptions): Promise<PullReport> {
  const { settings, heap } = choicesOf(request.settings);
  const { zone } = settings.window;
  const since = options.since === undefined ? undefined : notBefore(ALWAYS, sinceMoment(options.since, zone));
  if (since !== undefined && since > request.clock.now()) throw notYet(options.since ?? '', since);

  // Only now: what is wrong with dates and names costs no request.
  const org = await request.connect();
  const crossing = checkPairing(org, settings.heap, { allowed: options.allowCrossing });
  const { ledger, progress } = request;
  const app = appOf(heap);
  const folder = join(settings.stateFolder, 'pull', `${org.organizationId}-${app.replace(/\W/g, '_')}`);
  const readBefore = async (): Promise<PullState | undefined> => {
    const document = ledger.pullDocument(org.organizationId, app);
    const kept = document && parseState(document, options);
    const state = kept && stateFor(kept, await request.heapMark());
    try {
      if (state !== undefined) await checkFiles(state, folder);
      return state;
    } catch (error) {
      // To read everything once more is the way out of it.
      if (options.full && error instanceof Mistake) return undefined;
      throw error;
    }
  };
  const ground = (scratch: string): PullGround => ({ ...request, settings, org, app, scratch, folder, crossing });
  const wish = { since, again: options.full || since !== undefined };

  if (options.dryRun) {
    const before = await readBefore();
    return inTemporaryFolder(settings.stateFolder, async (scratch) => {
      // What is written goes with the folder; what was held before is linked into it.
      const copy = join(scratch, 'held');
      if (before !== undefined) await linkFiles(before, { from: folder, to: copy });
      return (await pullOnce({ ...ground(scratch), folder: copy }, { before, wish, run: undefined })).report;
    });
  }
  return inRun(
    { kind: 'pull', org, crossing },
    async (run) => {
      const before = await readBefore();
      await mkdir(folder, { recursive: true });
      const { report, state, stopped } = await inTemporaryFolder(settings.stateFolder, (scratch) =>
        pullOnce(ground(scratch), { before, wish, run }),
      );
      await sweepFiles(state, folder);
      throwIfOver(stopped);
      return { status: report.status, counts: report.counts, result: report };
    },
    { whenBusy: options.whenBusy, onWait: (who) => progress.update(`waits for ${who}`) },
  );
}

const notBefore = (earliest: string, moment: Date): Date => new Date(Math.max(Date.parse(earliest), moment.getTime()));

function notYet(text: string, since: Date): Mistake {
  return new Mistake({
    trouble: 'misuse',
    message: `--since is "${text}", which is yet to come: no record was updated since then.`,
    actions: [
      'Give a day that is over, or leave --since out: the first pull reads the past year, later ones what changed.',
    ],
    facts: { since: since.toISOString() },
  });
}

/** What a later pull mends by itself is data; what a person has to mend ends the run as an error. */
function throwIfOver(stopped: NamedError | undefined): void {
  if (stopped?.trouble === 'signed-out' || stopped?.trouble === 'permission') throw stopped;
}
