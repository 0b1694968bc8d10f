import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import type { NamedError } from '../base/errors.ts';
import type { Level } from '../config/settings.ts';
import type { HeapExport } from '../heap/export.ts';
import type { HeapProperties } from '../heap/properties/open-heap.ts';
import { NO_ROWS, sumCounts } from '../ledger/sum-counts.ts';
import type { RejectedRows } from '../ledger/types/job.ts';
import type { Property } from '../properties/property.ts';
import { sqlFile } from '../warehouse/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { type Delivered, type DeliveredCounts, deliver } from './deliver/deliver.ts';
import type { RejectedFile } from './deliver/rejected.ts';
import { showAllHeld } from './held/hold.ts';
import type { PeopleMatched } from './match/match-people.ts';
import { matchHeld } from './match-held.ts';
import type { PullingSettings, ReadGround } from './pull-ground.ts';
import type { LevelReport, LookedAt } from './pull-report.ts';
import { earlier, type Place } from './read/place.ts';
import { OBJECTS } from './read/selection.ts';
import { compactSent } from './sent/compact-sent.ts';
import type { ObjectState, PullState } from './state/pull-state.ts';

export interface DeliverHeldGround extends ReadGround {
  readonly settings: PullingSettings;
  readonly folder: string;
  readonly runId: string;
  source(): Promise<HeapExport>;
  heap(): Promise<HeapProperties>;
  heapMark(): Promise<string | undefined>;
  /** Keeps the list of those whom Heap refused. */
  readonly onRejected?: ((rows: RejectedRows) => void) | undefined;
  /** Has the state kept together with what was delivered so far. */
  keepDelivered(state: PullState, counts: DeliveredCounts): void;
}

export interface DeliveredHeld {
  readonly state: PullState;
  readonly people: PeopleMatched;
  readonly lookedAt: LookedAt;
  readonly levels: readonly LevelReport[];
  /** What Heap accepted now. Absolute paths. */
  readonly sentFiles: Readonly<Record<Level, readonly string[]>>;
  readonly stopped?: NamedError | undefined;
}

/** Accounts come first, so that a person's account is known by the time the person is. */
const LEVELS: readonly Level[] = ['account', 'contact'];

/** Properties whose values are held of every record. */
export function activeProperties({ seen, ...state }: PullState): readonly Property[] {
  return LEVELS.flatMap((level) => {
    const known = new Set(state[level].fields);
    return seen[level].properties.filter(({ field }) => known.has(field));
  });
}

/** What decides who is told what, beside the records and the users. */
export function rulesOf({ pull, join }: PullingSettings, state: PullState): string {
  // A type or a label that is another one in the org makes other values of what is held.
  const told = activeProperties(state).map(({ labels, ...facts }) => [facts, [...(labels ?? [])]]);
  return createHash('sha256')
    .update(JSON.stringify([pull, join, state.seen.joinType, told]))
    .digest('hex')
    .slice(0, 16);
}

/**
 * Finds who is told of what is held, and tells Heap what it does not know yet, the records changed longest ago first. Each
 * portion that Heap has answered for is kept.
 */
export async function deliverHeld(ground: DeliverHeldGround, before: PullState, users: string): Promise<DeliveredHeld> {
  const { settings, progress, folder } = ground;
  const held = await ground.held(before);
  const { warehouse } = held;
  const inFolder = (names: readonly string[]) => names.map((name) => join(folder, name));
  let state = before;
  const now = { users, rules: rulesOf(settings, before) };
  const {
    people,
    lookedAt,
    ground: matchedOver,
  } = await matchHeld(ground, before, now, () => {
    // Whom Heap is told of by other rules is not known before all are: until then nothing can be built on the last match.
    state = withoutMatch(before);
    if (before.matched !== undefined) ground.keepDelivered(state, NO_ROWS);
  });

  let stopped: NamedError | undefined;
  const levels: LevelReport[] = [];
  const refused = { contact: [] as string[], account: [] as string[] };
  const sentFiles: Record<Level, readonly string[]> = { contact: [], account: [] };
  const heap = await ground.heap();
  state = { ...state, heap: await ground.heapMark() };
  const properties = activeProperties(before);
  for (const level of LEVELS) {
    if (stopped !== undefined) break;
    progress.step(level === 'account' ? 'Tell Heap of accounts' : 'Tell Heap of people');
    const soFar = levels.map(({ counts }) => counts);
    const delivered = await deliver(
      { warehouse, heap, pull: settings.pull, properties, folder, runId: ground.runId, progress },
      {
        level,
        sent: inFolder(state.sent[level]),
        onDoubt: (file, counts) => {
          state = { ...withSent(state, level, file), settled: false };
          ground.keepDelivered(state, sumCounts([...soFar, counts]));
        },
        onSent: (file, counts, certain) => {
          state = withSent(withoutSent(state, level, certain), level, file);
          ground.keepDelivered(state, sumCounts([...soFar, counts]));
        },
      },
    );
    stopped = delivered.stopped;
    if (delivered.rejected !== undefined) {
      ground.onRejected?.({ object: OBJECTS[level], ...delivered.rejected });
      refused[level] = await recordsOf(warehouse, delivered.rejected);
    }
    state = { ...state, [level]: { ...state[level], cursor: cursorAfter(state[level], delivered) } };
    sentFiles[level] = delivered.sentFiles;
    levels.push(reportOf(level, properties, delivered));
  }
  const place = { warehouse, folder, runId: ground.runId };
  const fewer = async (level: Level) => {
    const files = await compactSent(place, level, inFolder(state.sent[level]));
    return files.map((file) => basename(file));
  };
  // Whom Heap has refused is tried again: what it found wrong may be mended there.
  const settled = stopped === undefined && levels.every(({ rejected }) => rejected.length === 0);
  const isKnown = stopped === undefined && LEVELS.every((level) => refused[level].length <= MOST_REFUSED);
  const next: PullState = {
    ...state,
    sent: { contact: await fewer('contact'), account: await fewer('account') },
    settled,
    ...(isKnown && { matched: { ...now, ground: { ...(await matchedOver()), again: refused } } }),
  };
  ground.keepDelivered(next, sumCounts(levels.map(({ counts }) => counts)));
  // What is read after this is put to all that is held.
  if (lookedAt === 'touched') await showAllHeld(held, next);
  return { state: next, people, lookedAt, levels, sentFiles, stopped };
}

/** So many are remembered one by one; where Heap refuses more, all are looked at again. */
const MOST_REFUSED = 1000;

/** The records of those whom Heap has refused, as far as they are few. */
async function recordsOf(warehouse: Warehouse, { file }: RejectedFile): Promise<string[]> {
  const rows = await warehouse.rows<{ readonly record_id: string }>(
    `SELECT DISTINCT record_id FROM read_parquet(${sqlFile(file)}) LIMIT ${MOST_REFUSED + 1}`,
  );
  return rows.map(({ record_id }) => record_id).toSorted();
}

function withoutMatch({ matched: _, ...state }: PullState): PullState {
  return state;
}

function reportOf(level: Level, properties: readonly Property[], delivered: Delivered): LevelReport {
  return {
    level,
    properties: properties.filter((property) => property.level === level).length,
    counts: delivered.counts,
    overLong: delivered.overLong,
    rejected: delivered.rejected?.byCode ?? [],
    refused: delivered.rejected?.first ?? [],
  };
}

function withoutSent(state: PullState, level: Level, file: string | undefined): PullState {
  if (file === undefined) return state;
  const left = state.sent[level].filter((name) => name !== basename(file));
  return { ...state, sent: { ...state.sent, [level]: left } };
}

function withSent(state: PullState, level: Level, file: string): PullState {
  return { ...state, sent: { ...state.sent, [level]: [...state.sent[level], basename(file)] } };
}

/** Where Heap has come to with a level: at all that is held, or before the first record that it was not told of. */
function cursorAfter(object: ObjectState, { firstUndelivered: first }: Delivered): Place {
  const sweeps = object.sweeps.filter(({ fields }) => fields.length === 0);
  const reached = [...sweeps, ...(object.late ?? [])].reduce((place, { next }) => earlier(place, next), object.next);
  return first === undefined ? reached : earlier({ stamp: first.stamp.toISOString(), id: first.id }, reached);
}
