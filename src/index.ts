import type { HeapOptions, LocalHeap } from './local-heap/index.ts';
import type { LocalOrg, StartOptions } from './local-org/index.ts';

/** What a program may use: the commands as functions, and the local org and the local Heap, for tests of its own. */
export type { Log } from './base/log.ts';
export type { Progress } from './base/progress.ts';
export { CommandError } from './frontends/command-error.ts';
export type { CommandEnd, Project, ProjectPlace, RunHandles } from './frontends/open-project.ts';
export { openProject } from './frontends/open-project.ts';
export type { CommandOptions, CommandResult, CommandWords } from './frontends/project-commands.ts';
export { digestOf } from './local-heap/look/digest.ts';
export type { HeapOptions, LocalHeap, LocalOrg, StartOptions };

/** Starts a local org: a Salesforce for a test, on a free port of this machine unless told otherwise. */
export async function startLocalOrg(options?: StartOptions): Promise<LocalOrg> {
  // A server with all its parts takes a second to load, and not every program wants one.
  return (await import('./local-org/index.ts')).startLocalOrg(options);
}

/** Starts a local Heap: what Heap's server-side APIs take, on a free port of this machine unless told otherwise. */
export async function startLocalHeap(options?: HeapOptions): Promise<LocalHeap> {
  return (await import('./local-heap/index.ts')).startLocalHeap(options);
}
