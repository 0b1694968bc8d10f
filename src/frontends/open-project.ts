import { systemClock } from '../base/clock.ts';
import { NamedError } from '../base/errors.ts';
import { type Log, silentLog } from '../base/log.ts';
import { type Progress, silentProgress } from '../base/progress.ts';
import type { Outcome } from '../commands/command.ts';
import { CommandError } from './command-error.ts';
import { machineTrouble } from './machine-trouble.ts';
import type { Loan } from './play-command.ts';
import type { CommandOptions, CommandResult, CommandWords } from './project-commands.ts';

/** Where a project lies, and which org it is about: what the options of every command say. */
export interface ProjectPlace {
  /** Path of heap.config.yaml, as `--config`. Searched from `cwd` upwards unless named. */
  readonly config?: string | undefined;
  /** Environment of heap.config.yaml whose org to work on, as `--environment`. */
  readonly environment?: string | undefined;
  /** As `--target-org`: an alias or username that sf knows, `local`, or `env`. */
  readonly targetOrg?: string | undefined;
  /** From where paths count; that of the process unless named. */
  readonly cwd?: string | undefined;
  /** Our environment variables; those of the process unless named. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** What a run may tell while it is under way, and how it is stopped. */
export interface RunHandles {
  /**
   * Ends a command that goes on until it is stopped, as `runs watch`; any other is not begun once it is aborted, and goes on
   * to its end when it was begun before. To stop that as well, run `heap-sf` in a process of its own.
   */
  readonly signal?: AbortSignal | undefined;
  /** Where the work is. */
  readonly progress?: Progress | undefined;
  /** What happens underneath. */
  readonly log?: Log | undefined;
}

/** A command that ran to its end, however that was. */
export interface CommandEnd<Result = unknown> {
  readonly outcome: Outcome;
  /** The exit code that `heap-sf` ends with. */
  readonly status: number;
  /** The data that `--json` prints, with moments as `Date`. */
  readonly result: Result;
  readonly warnings: readonly string[];
}

export interface Project {
  /**
   * Runs a command as `heap-sf` does, asks nobody and prints nothing: `run('usage push', { asOf: '2026-06-30' })`.
   * Throws a `CommandError` where that ends with an error. A run in which only a part went well is no error: its
   * `outcome` is `partly` or `failed`.
   */
  run<W extends CommandWords>(words: W, ...given: RunArguments<W>): Promise<CommandEnd<CommandResult<W>>>;
}

/** Options may be left out where nothing at all will do. */
type RunArguments<W extends CommandWords> =
  Record<never, never> extends CommandOptions<W>
    ? [options?: CommandOptions<W>, handles?: RunHandles]
    : [options: CommandOptions<W>, handles?: RunHandles];

/** The commands as functions of a program. Nothing is read or opened before one of them runs. */
export function openProject(place: ProjectPlace = {}): Project {
  return {
    async run(words, ...[options = {}, { signal, progress = silentProgress, log = silentLog } = {}]) {
      signal?.throwIfAborted();
      const [{ callOf }, { EXIT_CODES }, { OWN_PROGRAM }, { playCommand }, { warningsOf }] = await Promise.all([
        import('./project-call.ts'),
        import('./exit-codes.ts'),
        import('./own-program.ts'),
        import('./play-command.ts'),
        import('./warnings.ts'),
      ]);
      const env = place.env ?? process.env;
      const never = new AbortController().signal;
      try {
        const call = await callOf(words, options, place);
        const { command } = call;
        const loan: Loan = {
          cwd: place.cwd ?? process.cwd(),
          env,
          clock: systemClock,
          log,
          progress: {
            step: (title: string) => progress.step(title),
            update: (detail: string) => progress.update(detail),
            done: (outcome?: string) => progress.done(outcome),
            end() {},
          },
          openContext: async (request) => (await import('../context.ts')).openContext(request),
          processEnds: false,
          stage: { signal: signal ?? never, insisted: never, journal: log, program: OWN_PROGRAM, draw: async () => {} },
        };
        return await playCommand(call, loan, async (result) => {
          const outcome = command.outcome(result);
          const warnings = await warningsOf(command, result, env);
          // The command was found by these words, in the table that the type is made of.
          return { outcome, status: EXIT_CODES[outcome], result: result as CommandResult<typeof words>, warnings };
        });
      } catch (error) {
        const named = machineTrouble(error) ?? error;
        throw named instanceof NamedError ? new CommandError(named) : named;
      }
    },
  };
}
