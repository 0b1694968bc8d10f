import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../base/clock.ts';
import { Mistake, NamedError, Refusal } from '../base/errors.ts';
import { lockOrg, type OrgLock, type OrgPlace } from './org-lock.ts';
import { RUN_COLUMNS, runOf } from './rows.ts';
import { runId } from './run-id.ts';
import { runRecorder } from './run-recorder.ts';
import { unwaited } from './transactions.ts';
import type { RunRecorder } from './types/recorder.ts';
import type { Queue, RunEnding, RunError, RunKind, RunReach, RunRecord, RunStart } from './types/run.ts';

export interface RunGround {
  readonly database: DatabaseSync;
  readonly folder: string;
  readonly clock: Clock;
  readonly chance: () => string;
}

// Whoever opens the ledger holds an org for a moment, to see whether its run is alive; that is worth a short wait.
const PATIENCE = 200;

/** How often one that waits looks whether the org is free, in milliseconds. */
const LOOK = 250;

/** Holds the org for one run, does the work, and writes how it ended, thrown errors too. */
export async function withRun<T>(
  { database, folder, clock, chance }: RunGround,
  start: RunStart,
  work: (run: RunRecorder) => Promise<RunEnding<T>>,
  queue: Queue = { whenBusy: 'refuse' },
): Promise<T> {
  const lock = await holdOrg(database, folder, start, queue);
  try {
    markInterrupted(database, clock, placeOf(start));
    const started = clock.now();
    const id = runId(start.kind, started, chance());
    beginRun(database, start, { id, started });
    const end = endRun(database, clock, id);
    try {
      const { status, counts, reach, result } = await work(
        runRecorder(database, clock, { id, orgId: start.orgId, started, folder }),
      );
      end(status, { counts, reach });
      return result;
    } catch (error) {
      end('failed', { error: runError(error) });
      throw error;
    }
  } finally {
    lock.release();
  }
}

/** It is on the disk with the first of its deeds that waits for it: a run that has done nothing yet may be lost with the power. */
function beginRun(
  database: DatabaseSync,
  { kind, orgId, orgName, asOf, crossing }: RunStart,
  { id, started }: { readonly id: string; readonly started: Date },
): void {
  const cells = [id, kind, orgId, orgName, process.pid, asOf?.toISOString() ?? null, started.toISOString()] as const;
  unwaited(database, () => {
    database
      .prepare(
        `INSERT INTO run (id, kind, org_id, org_name, status, pid, as_of, started, crossing)
         VALUES (?, ?, ?, ?, 'running', ?, ?, ?, ?)`,
      )
      .run(...cells, asJson(crossing));
  });
}

function endRun(database: DatabaseSync, clock: Clock, id: string) {
  return (
    status: string,
    facts: { counts?: object | undefined; reach?: RunReach | undefined; error?: RunError },
  ): void => {
    database
      .prepare('UPDATE run SET status = ?, counts = coalesce(?, counts), reach = ?, error = ?, ended = ? WHERE id = ?')
      .run(status, asJson(facts.counts), asJson(facts.reach), asJson(facts.error), clock.now().toISOString(), id);
  };
}

async function holdOrg(database: DatabaseSync, folder: string, start: RunStart, queue: Queue): Promise<OrgLock> {
  for (let patience = PATIENCE; ; patience = 0) {
    const lock = lockOrg(folder, placeOf(start), patience);
    if (lock !== undefined) return lock;
    const other = runUnderWay(database, placeOf(start));
    if (queue.whenBusy === 'refuse') throw busy(start, other);
    queue.onWait?.(whoIs(other));
    await pause(LOOK);
  }
}

/** A pull only reads from the org, so that the hourly one need not wait for the nightly push. */
function placeOf({ orgId, kind }: RunStart): OrgPlace {
  return { orgId, pulls: kind === 'pull' };
}

const OF_PLACE = "org_id = ? AND (kind = 'pull') = ? AND status = 'running'";

function runUnderWay(database: DatabaseSync, { orgId, pulls }: OrgPlace): RunRecord | undefined {
  const row = database
    .prepare(`SELECT ${RUN_COLUMNS} FROM run WHERE ${OF_PLACE} ORDER BY started DESC LIMIT 1`)
    .get(orgId, Number(pulls));
  return row === undefined ? undefined : runOf(row);
}

function whoIs(other: RunRecord | undefined): string {
  return other
    ? `${other.id} (process ${other.pid}, started ${other.started.toISOString()})`
    : 'another run that is just starting or ending';
}

/** To be called by whoever holds the place: a run of it that is still `running` has no process any more. */
export function markInterrupted(database: DatabaseSync, clock: Clock, { orgId, pulls }: OrgPlace): void {
  const error: RunError = {
    name: 'Interrupted',
    message: 'The process ended before the run did.',
    interrupted: true,
  };
  database
    .prepare(`UPDATE run SET status = 'failed', error = ?, ended = ? WHERE ${OF_PLACE}`)
    .run(asJson(error), clock.now().toISOString(), orgId, Number(pulls));
}

/** Kinds whose commands can be told to wait. */
const WAITING: readonly RunKind[] = ['push', 'retry', 'reconcile', 'pull'];

function busy({ orgId, orgName, kind }: RunStart, other: RunRecord | undefined): Mistake {
  return new Mistake({
    trouble: 'busy',
    message: `Org ${orgName} is in use by ${whoIs(other)}.`,
    actions: [
      'Wait until it ends: heap-sf runs watch',
      ...(WAITING.includes(kind) ? ['Or have this one wait for it: --when-busy wait'] : []),
      'Or stop that process; what it has done is kept, and the next run goes on from there.',
    ],
    facts: { orgId, ...(other && { run: other.id, pid: other.pid, started: other.started }) },
  });
}

function runError(error: unknown): RunError {
  if (error instanceof NamedError) {
    const { name, message, trouble } = error;
    return { name, message, trouble, ...(error instanceof Refusal && { code: error.code }) };
  }
  const [name, message] = error instanceof Error ? [error.name, error.message] : ['Error', String(error)];
  // Nobody has vouched for this text: a long word in it may be a token.
  return { name, message: message.replace(/[^\s/\\]{40,}/g, '…') };
}

function asJson(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
