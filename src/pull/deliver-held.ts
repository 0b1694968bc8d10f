import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import type { NamedError } from '../base/errors.ts';
import type { Level } from '../config/settings.ts';
import type { HeapExport } from '../heap/export.ts';
import type { HeapProperties } from '../heap/properties/open-heap.ts';
import { sumCounts } from '../ledger/sum-counts.ts';
import type { RejectedRows } from '../ledger/types.ts';
import { keyKind } from '../metrics/people/join-key.ts';
import { checkUniqueness, readUniqueness } from '../metrics/people/key-uniqueness.ts';
import { loadUsers } from '../metrics/people/load-users.ts';
import type { Property } from '../properties/property.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { type Delivered, type DeliveredCounts, deliver } from './deliver/deliver.ts';
import { matchPeople, type PeopleMatched } from './match/match-people.ts';
import type { PullingSettings, ReadGround } from './pull-ground.ts';
import type { LevelReport } from './pull-report.ts';
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
  /** Keeps the list of those whom Heap refused. */
  readonly onRejected?: ((rows: RejectedRows) => void) | undefined;
  /** Has the state kept together with what was delivered so far. */
  keepDelivered(state: PullState, counts: DeliveredCounts): void;
}

export interface DeliveredHeld {
  readonly state: PullState;
  readonly people: PeopleMatched;
  readonly levels: readonly LevelReport[];
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
  const forms = activeProperties(state).map(({ level, field, name, type, labels = [] }) => [
    level,
    field,
    name,
    type,
    ...labels,
  ]);
  return createHash('sha256')
    .update(JSON.stringify([pull, join, forms]))
    .digest('hex')
    .slice(0, 16);
}

/**
 * Finds who is told of what is held, and tells Heap what it does not know yet, the records changed longest ago first. Each
 * portion that Heap has answered for is kept.
 */
export async function deliverHeld(ground: DeliverHeldGround, before: PullState, users: string): Promise<DeliveredHeld> {
  const { settings, progress, folder } = ground;
  const { warehouse } = await ground.held(before);
  progress.step('Find the people that Heap knows');
  await loadUsers(await ground.source(), warehouse, { join: settings.join, progress, folder: ground.scratch });
  await checkKey(warehouse, settings, before.seen.joinType);
  const inFolder = (names: readonly string[]) => names.map((name) => join(folder, name));
  const people = await matchPeople({
    warehouse,
    folder: ground.scratch,
    join: settings.join,
    pull: settings.pull,
    joinType: before.seen.joinType,
    sentAccounts: inFolder(before.sent.account),
  });

  let state = before;
  let stopped: NamedError | undefined;
  const levels: LevelReport[] = [];
  const heap = await ground.heap();
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
    if (delivered.rejected !== undefined) ground.onRejected?.({ object: OBJECTS[level], ...delivered.rejected });
    state = { ...state, [level]: { ...state[level], cursor: cursorAfter(state[level], delivered) } };
    levels.push(reportOf(level, properties, delivered));
  }
  const place = { warehouse, folder, runId: ground.runId };
  const fewer = async (level: Level) => {
    const files = await compactSent(place, level, inFolder(state.sent[level]));
    return files.map((file) => basename(file));
  };
  // Whom Heap has refused is tried again: what it found wrong may be mended there.
  const settled = stopped === undefined && levels.every(({ rejected }) => rejected.length === 0);
  const next: PullState = {
    ...state,
    sent: { contact: await fewer('contact'), account: await fewer('account') },
    settled,
    ...(settled && { matched: { users, rules: rulesOf(settings, state) } }),
  };
  ground.keepDelivered(next, sumCounts(levels.map(({ counts }) => counts)));
  return { state: next, people, levels, stopped };
}

/** What is held tells as well as the org whether the key tells contacts apart. */
async function checkKey(warehouse: Warehouse, { join, pull }: PullingSettings, joinType: string): Promise<void> {
  const found = await readUniqueness(warehouse, {
    from: '(SELECT * FROM held_contact WHERE NOT deleted)',
    id: 'record_id',
    value: 'join_value',
    kind: keyKind(join.contact.heap, joinType),
  });
  checkUniqueness(found, { join, least: pull.uniqueness });
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
  const reached = object.sweeps
    .filter(({ fields }) => fields.length === 0)
    .reduce((place, { next }) => earlier(place, next), object.next);
  return first === undefined ? reached : earlier({ stamp: first.stamp.toISOString(), id: first.id }, reached);
}
