import { link, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Mistake } from '../../base/errors.ts';
import { pulledObjects } from './begin-state.ts';
import type { PullState } from './pull-state.ts';

/** Names of the files that a state points at. */
function filesOf(state: PullState): ReadonlySet<string> {
  const held = pulledObjects(state).flatMap((object) => state[object]?.files ?? []);
  const users = state.matched?.ground?.users;
  return new Set([...held, ...state.sent.contact, ...state.sent.account, ...(users === undefined ? [] : [users])]);
}

/** Checks that the files of a state are there; Mistake when the state folder has lost some. */
export async function checkFiles(state: PullState, folder: string): Promise<void> {
  const there = new Set(await readdir(folder).catch(() => []));
  const missing = [...filesOf(state)].filter((name) => !there.has(name));
  if (missing.length === 0) return;
  throw new Mistake({
    trouble: 'config',
    message: `${folder} has lost ${missing.length === 1 ? missing[0] : `${missing.length} files, ${missing[0]} among them`}, in which the pull has kept what it read and told.`,
    actions: [
      'Bring the folder back from a backup.',
      'Or read everything once more, and tell Heap all of it again: heap-sf fields pull --full',
    ],
    facts: { folder, missing },
  });
}

/** Files of the kinds that a state points at, whole or half written. */
const OURS = /^(?:contact|account|relation|sent|users)-.*\.parquet(?:\.part|\.lines)?$/;

/** Removes what no state points at any more, and what a killed run has left. */
export async function sweepFiles(state: PullState, folder: string): Promise<void> {
  const current = filesOf(state);
  for (const name of await readdir(folder)) {
    if (OURS.test(name) && !current.has(name)) await rm(join(folder, name), { force: true });
  }
}

/** Gives another folder the files of a state, without copying them. They are never written to. */
export async function linkFiles(
  state: PullState,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of filesOf(state)) await link(join(from, name), join(to, name));
}
