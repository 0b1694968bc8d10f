import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../config/settings.ts';
import type { Ledger } from '../ledger/types/ledger.ts';
import { namesIn } from './history/history-files.ts';
import { REJECTED_FOLDER } from './send/rejected-list.ts';

/** What is forgotten of runs before a moment, or would be. */
export interface PrunedRuns {
  readonly before: Date;
  readonly runs: number;
  /** Snapshots and rejected lists that nothing points at then. */
  readonly files: readonly string[];
  readonly bytes: number;
}

interface PruneGround {
  readonly ledger: Ledger;
  readonly settings: Pick<Settings, 'stateFolder'>;
}

/** What pruning would forget. */
export async function findPrunable(ground: PruneGround, before: Date): Promise<PrunedRuns> {
  return measured(ground, before, ground.ledger.prunable(before));
}

/**
 * Forgets runs before a moment and deletes the files that only they needed. The ledger goes first: what a kill leaves
 * behind is then a file that nothing points at, which the next pruning finds.
 */
export async function pruneRuns(ground: PruneGround, before: Date): Promise<PrunedRuns> {
  const pruned = await measured(ground, before, ground.ledger.prune(before));
  for (const file of pruned.files) await rm(file, { force: true });
  return pruned;
}

async function measured(
  ground: PruneGround,
  before: Date,
  { runs, files }: { readonly runs: number; readonly files: readonly string[] },
): Promise<PrunedRuns> {
  const all = [...new Set([...files, ...(await strayLists(ground))])].sort();
  const sizes = await Promise.all(all.map(sizeOf));
  const there = all.filter((_, at) => sizes[at] !== undefined);
  return { before, runs, files: there, bytes: sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0) };
}

/** Rejected lists that nothing points at. One of a run that is at work may be written and not pointed at yet. */
async function strayLists({ ledger, settings }: PruneGround): Promise<readonly string[]> {
  const folder = join(settings.stateFolder, REJECTED_FOLDER);
  const names = (await namesIn(folder)).filter((name) => name.endsWith('.parquet'));
  if (names.length === 0) return [];
  const [inUse, running] = [ledger.filesInUse(), ledger.runningIds()];
  return names
    .filter((name) => !running.some((id) => name.startsWith(`${id}-`)))
    .map((name) => join(folder, name))
    .filter((file) => !inUse.has(file));
}

async function sizeOf(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ size }) => size,
    () => undefined,
  );
}
