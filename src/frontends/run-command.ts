import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../base/clock.ts';
import type { Progress } from '../base/progress.ts';
import type { Command, OptionValues, Stage } from '../commands/command.ts';
import type { SettingsFlags } from '../config/load-settings.ts';
import type { Context, ContextRequest } from '../context.ts';
import { questionsOn } from './choose.ts';
import { confirmOn, type Keyboard } from './confirm.ts';
import { EXIT_CODES, exitCodeOf } from './exit-codes.ts';
import { openJournal } from './journal.ts';
import { liveScreen } from './live-screen.ts';
import { noProgress } from './no-progress.ts';
import { asJson, type Screen, screenOf, writeTo } from './output.ts';
import { OWN_PROGRAM } from './own-program.ts';
import { painted } from './paint.ts';
import type { ProgramWords } from './program-words.ts';
import type { TerminalProgress } from './progress.ts';
import { errorJson, errorText } from './render-error.ts';
import { stderrLog } from './stderr-log.ts';

/** `openContext` of context.ts. */
export type OpenContext = (request: ContextRequest) => Context | Promise<Context>;

/** The process that a front end runs in. */
export interface World {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absent where nobody can be asked. */
  readonly stdin?: Keyboard;
  readonly stdout: Screen;
  readonly stderr: Screen & NodeJS.WritableStream;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Aborted by the second Ctrl-C. */
  readonly insisted?: AbortSignal;
  /** How this program is started once more; as it is installed unless told. */
  readonly program?: readonly string[];
  readonly openContext: OpenContext;
  /** How commands are typed here, where that is not `heap-sf`. */
  readonly words?: ProgramWords;
}

/** A command with what the person gave it, checked and parted into its own options and the shared ones. */
export interface CommandCall {
  readonly command: Command;
  readonly options: OptionValues;
  readonly shared: SettingsFlags & { readonly json: boolean };
}

/** Runs a command to its end, prints what it returned or what went wrong, and tells the exit code. */
export async function runCommand(call: CommandCall, world: World): Promise<number> {
  const progress = await progressFor(call.shared.json, world);
  const closers: Closer[] = [];
  try {
    const code = await play(call, progress, closers, world);
    await closeAll(closers);
    return code;
  } catch (error) {
    progress.end('badly');
    // What went wrong first is what the person must hear of.
    const closed = closeAll(closers).catch(() => {});
    // Whoever stops it need not wait for an answer that is still to come: the process ends, and what was done is kept.
    await (error instanceof Interrupted ? Promise.race([closed, pause(MOST_CLOSING)]) : closed);
    return printError(error, call.shared.json, world, call.command);
  }
}

/** Milliseconds that an interrupted command has to let go of things. */
const MOST_CLOSING = 1000;

type Closer = () => Promise<void> | void;

async function play(call: CommandCall, progress: TerminalProgress, closers: Closer[], world: World): Promise<number> {
  const { command, options, shared } = call;
  const { signal } = world;
  const context = await openContext(call, progress, world);
  closers.push(() => context.close());
  const confirm = shared.json ? undefined : confirmOn(world, noColour(world.env), progress);
  const questions = shared.json ? undefined : questionsOn(world, progress);
  const atEnd = (work: Closer) => void closers.push(work);
  const { readEnvironment } = await import('../config/environment.ts');
  const colour = screenOf(world.stderr, noColour(world.env)).colour;
  const draw = drawing(command, shared.json, world);
  const stage: Stage = {
    signal,
    insisted: world.insisted ?? new AbortController().signal,
    journal: openJournal(world, { from: readEnvironment(world.env).log, colour }),
    program: world.program ?? OWN_PROGRAM,
    draw,
    atEnd,
    ...(confirm && { confirm }),
    ...questions,
  };
  const work = command.run(context, options, stage);
  const result = await (command.endsAtInterrupt ? work : unlessInterrupted(work, signal));
  progress.end('well');
  if (command.endsAtInterrupt && !shared.json) await draw(result);
  else await printResult(command, result, shared.json, world);
  if (command.untilInterrupted) await staying(signal);
  return EXIT_CODES[command.outcome(result)];
}

/** The command's own words for its data, one state of it in place of the other. */
function drawing(command: Command, json: boolean, { stdout, env }: World): Stage['draw'] {
  if (json) return async () => {};
  const screen = liveScreen(stdout);
  return async (data) => {
    const { lookOf } = await import('./look.ts');
    await screen(command.show(data, lookOf(screenOf(stdout, noColour(env)))));
  };
}

/** The last opened first; one that fails does not keep the others open. */
async function closeAll(closers: readonly Closer[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of closers.toReversed()) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function openContext({ command, shared }: CommandCall, progress: Progress, world: World): Promise<Context> {
  const { cwd, env, clock, stderr } = world;
  const { loadSettings } = await import('../config/load-settings.ts');
  const { readEnvironment } = await import('../config/environment.ts');
  const settings = loadSettings({ cwd, env, flags: shared, ...(command.config && { config: command.config }) });
  const log = stderrLog(stderr, clock, readEnvironment(env).log);
  return world.openContext({ settings, clock, progress, log });
}

async function printResult(command: Command, result: unknown, json: boolean, world: World): Promise<void> {
  const say = world.words ?? asWritten;
  const warnings = [...(await strangeVariables(world.env)), ...command.warnings(result).map(say)];
  if (json) {
    const status = EXIT_CODES[command.outcome(result)];
    return writeTo(world.stdout, `${asJson({ status, result, warnings })}\n`);
  }
  const { lookOf } = await import('./look.ts');
  const text = command.show(result, lookOf(screenOf(world.stdout, noColour(world.env))));
  if (text !== '') await writeTo(world.stdout, `${say(text)}\n`);
  const { colour } = screenOf(world.stderr, noColour(world.env));
  for (const warning of warnings) await writeTo(world.stderr, `${painted('warn', 'Warning:', colour)} ${warning}\n`);
}

/** Prints an error as text on standard error, or as JSON on standard output, and tells its exit code. */
export async function printError(
  error: unknown,
  json: boolean,
  { env, stdout, stderr, words: say = asWritten }: Pick<World, 'env' | 'stdout' | 'stderr' | 'words'>,
  command?: Command,
): Promise<number> {
  if (error instanceof Interrupted) {
    await writeTo(stderr, 'Interrupted.\n');
    return EXIT_CODES.interrupted;
  }
  if (json)
    await writeTo(stdout, `${asJson(errorJson(error, { warnings: await strangeVariables(env), command, say }))}\n`);
  else await writeTo(stderr, `${say(errorText(error, screenOf(stderr, noColour(env)).colour))}\n`);
  return exitCodeOf(error);
}

const asWritten: ProgramWords = (text) => text;

async function progressFor(json: boolean, { stderr, env }: World): Promise<TerminalProgress> {
  if (json || stderr.isTTY !== true) return noProgress;
  const { terminalProgress } = await import('./progress.ts');
  return terminalProgress({ stream: stderr, colour: !noColour(env) });
}

async function strangeVariables(env: World['env']): Promise<readonly string[]> {
  const { unknownVariables } = await import('../config/environment.ts');
  return unknownVariables(env);
}

// https://no-color.org; a dumb terminal shows escape codes as they are.
function noColour(env: World['env']): boolean {
  return (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
}

class Interrupted extends Error {}

/** The work's own end, or `Interrupted` as soon as the person asks; the work is then let go of with its context. */
function unlessInterrupted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return Promise.race([work, interruption(signal).then(() => Promise.reject(new Interrupted()))]);
}

/** Keeps the process until it is interrupted, even if nothing else would. */
async function staying(signal: AbortSignal): Promise<void> {
  const alive = setInterval(() => {}, 60_000);
  await interruption(signal);
  clearInterval(alive);
}

function interruption(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
