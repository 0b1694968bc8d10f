import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Command } from '../commands/command.ts';
import type { OptionValues } from '../commands/command-options.ts';
import type { Stage } from '../commands/stage.ts';
import type { SettingsFlags } from '../config/load-settings.ts';
import type { Context, ContextRequest } from '../context.ts';
import type { TerminalProgress } from './progress.ts';

/** `openContext` of context.ts. */
export type OpenContext = (request: ContextRequest) => Context | Promise<Context>;

/** A command with what was given for it, checked and parted into its own options and the shared ones. */
export interface CommandCall {
  readonly command: Command;
  readonly options: OptionValues;
  readonly shared: SettingsFlags & { readonly json: boolean };
}

/** What a front end lends to the command that it runs. */
export interface Loan {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly progress: TerminalProgress;
  readonly log: Log;
  readonly openContext: OpenContext;
  readonly stage: Omit<Stage, 'atEnd'>;
  /** Whether the process ends with the command: only then may its work be let go of where it is. */
  readonly processEnds: boolean;
}

/** Runs a command, does something with its result while all that it opened is still there, and lets go of that. */
export async function playCommand<T>(
  { command, options, shared }: CommandCall,
  { cwd, env, clock, progress, log, openContext, stage, processEnds }: Loan,
  finish: (result: unknown) => Promise<T>,
): Promise<T> {
  const closers: Closer[] = [];
  const { signal } = stage;
  try {
    const { loadSettings } = await import('../config/load-settings.ts');
    const settings = loadSettings({ cwd, env, flags: shared, ...(command.config && { config: command.config }) });
    const context = await openContext({ settings, clock, progress, log });
    closers.push(() => context.close());
    const work = command.run(context, options, { ...stage, atEnd: (closer) => void closers.push(closer) });
    const result = await (processEnds && !command.endsAtInterrupt ? unlessInterrupted(work, signal) : work);
    progress.end('well');
    const finished = await finish(result);
    await closeAll(closers);
    return finished;
  } catch (error) {
    progress.end('badly');
    // What went wrong first is what the person must hear of.
    const closed = closeAll(closers).catch(() => {});
    // Whoever stops it need not wait for an answer that is still to come: what was done is kept.
    await (error instanceof Interrupted ? Promise.race([closed, pause(MOST_CLOSING)]) : closed);
    throw error;
  }
}

/** Milliseconds that an interrupted command has to let go of things. */
const MOST_CLOSING = 1000;

type Closer = () => Promise<void> | void;

/** The last opened first; one that fails does not keep the others open. */
async function closeAll(closers: Closer[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of closers.splice(0).reverse()) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** A command that was stopped before its end, on demand. */
export class Interrupted extends Error {}

/** The work's own end, or `Interrupted` as soon as the person asks; the work is then let go of with its context. */
function unlessInterrupted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return Promise.race([work, interruption(signal).then(() => Promise.reject(new Interrupted()))]);
}

export function interruption(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
