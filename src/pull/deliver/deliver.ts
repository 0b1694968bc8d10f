import type { NamedError } from '../../base/errors.ts';
import type { Progress } from '../../base/progress.ts';
import type { Level, PullSettings } from '../../config/settings.ts';
import type { HeapProperties } from '../../heap/properties/open-heap.ts';
import type { Property } from '../../properties/property.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { openSent } from '../sent/open-sent.ts';
import { sendWindow, settleWindow, type WindowOutcome } from './deliver-window.ts';
import { IN_HAND, inTurns, type Turns } from './in-turns.ts';
import { letGo, prepareWindow } from './prepare-window.ts';
import { openRejected, type RejectedFile } from './rejected.ts';
import { toldColumns } from './told-columns.ts';
import { toldRows } from './told-rows.ts';
import { windowRows } from './windows.ts';

/** What delivering stands on. The tables that `matchPeople` leaves are in the warehouse. */
export interface DeliverGround {
  readonly warehouse: Warehouse;
  readonly heap: HeapProperties;
  readonly pull: PullSettings;
  /** Of both levels. */
  readonly properties: readonly Property[];
  /** Where the files of the pull lie; made when it is not there. */
  readonly folder: string;
  /** In the names of the files that are written. */
  readonly runId: string;
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
}

export interface DeliverRequest {
  readonly level: Level;
  /** Files of what Heap accepted before, oldest first, those of this run too. Absolute paths. */
  readonly sent: readonly string[];
  /** `SELECT record_id …`: the records that may be told; all unless given. */
  readonly only?: string | undefined;
  /**
   * Told of each file as soon as Heap has accepted what is in it, with what became of all that was looked at so far; and of the
   * file of those who were in doubt, which is to be forgotten then.
   */
  readonly onSent?: (file: string, soFar: DeliveredCounts, certain: string | undefined) => void;
  /** Told, before Heap is, of a file of those of whom it is not known what Heap has until it has answered. */
  readonly onDoubt?: (file: string, soFar: DeliveredCounts) => void;
}

/** Every input row ends in exactly one of the four: their sum is the input. */
export interface DeliveredCounts {
  /** People (accounts) that Heap may be told of. */
  readonly input: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Not delivered, since Heap was down; those that were not looked at any more among them. */
  readonly unprocessed: number;
  /** Heap has what there is to tell. */
  readonly unchanged: number;
}

export interface Delivered {
  readonly counts: DeliveredCounts;
  /** Values that are longer than Heap takes, among all input: cut, or left out, as the settings say. */
  readonly overLong: number;
  /** Those that Heap refused; absent when it refused none. */
  readonly rejected?: RejectedFile;
  /** The first record, by (stamp, id), that was not delivered: the cursor stays before it. */
  readonly firstUndelivered?: { readonly stamp: Date; readonly id: string };
  /** Why not all was delivered. */
  readonly stopped?: NamedError;
  /** What Heap accepted now, to be put behind the sent files. Absolute paths. */
  readonly sentFiles: readonly string[];
}

/**
 * Sends what differs from what Heap accepted before, property by property: the records that changed longest ago first, or
 * in the order of their ids where they are hundreds of thousands. Mistake when Heap refuses whatever it is sent.
 */
export async function deliver(ground: DeliverGround, request: DeliverRequest): Promise<Delivered> {
  const { level, sent, only, onSent, onDoubt } = request;
  const { warehouse, pull, properties } = ground;
  const columns = toldColumns(level, properties, pull);
  // Rows that lie in the order in which they are sent need no list of who is due.
  const size = (order: 'stamp' | 'id') => windowRows(columns.length, order === 'id' && sent.length === 0);
  const { windows, input, ...rows } = await toldRows(ground, level, { only, size });
  const counts = { accepted: 0, rejected: 0, unprocessed: 0, unchanged: 0 };
  if (columns.length === 0) return { counts: { input, ...counts, unchanged: input }, overLong: 0, sentFiles: [] };
  const before = await openSent(warehouse, level, sent);
  const rejected = await openRejected(ground, level);

  const sentFiles: string[] = [];
  let overLong = 0;
  let done = 0;
  let ended: Pick<Delivered, 'firstUndelivered' | 'stopped'> = {};
  const book = (outcome: WindowOutcome): void => {
    done += outcome.input;
    counts.accepted += outcome.accepted;
    counts.rejected += outcome.rejected;
    counts.unprocessed += outcome.unprocessed;
    counts.unchanged += outcome.input - outcome.accepted - outcome.rejected - outcome.unprocessed;
    overLong += outcome.overLong;
    if (outcome.sentFile !== undefined) {
      sentFiles.push(outcome.sentFile);
      onSent?.(outcome.sentFile, { input: done, ...counts }, outcome.certain);
    }
    const { stopped, firstUndelivered } = outcome;
    if (stopped !== undefined) ended = { stopped, ...(firstUndelivered && { firstUndelivered }) };
  };
  // Statements of up to three windows run side by side; those of one window are too small to share among threads.
  const turns: Turns = {
    prepare: (window, at) => prepareWindow(ground, { level, ...rows, window, columns, sent: before }, at % IN_HAND),
    async send(ready, looked) {
      if (ready.doubt !== undefined) onDoubt?.(ready.doubt, { input: done, ...counts });
      return sendWindow(ground, ready, { done: looked, input });
    },
    async settle(ready, delivery) {
      book(await settleWindow(ground, ready, { delivery, rejected }));
    },
    discard: (ready) => letGo(warehouse, ready),
  };
  await warehouse.inOrder(() => inTurns(windows, turns));
  counts.unprocessed += input - done;
  const list = await rejected.write();
  return { counts: { input, ...counts }, overLong, ...ended, ...(list && { rejected: list }), sentFiles };
}
