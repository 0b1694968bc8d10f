import type { Clock } from '../base/clock.ts';
import type { Command } from '../commands/command.ts';
import type { Stage } from '../commands/stage.ts';
import { questionsOn } from './choose.ts';
import { confirmOn, type Keyboard } from './confirm.ts';
import { EXIT_CODES, exitCodeOf } from './exit-codes.ts';
import { openJournal } from './journal.ts';
import { knowWidth } from './known-width.ts';
import { liveScreen } from './live-screen.ts';
import { machineTrouble } from './machine-trouble.ts';
import { noProgress } from './no-progress.ts';
import { asJson, type Screen, screenOf, writeTo } from './output.ts';
import { OWN_PROGRAM } from './own-program.ts';
import { painted } from './paint.ts';
import { type CommandCall, Interrupted, interruption, type OpenContext, playCommand } from './play-command.ts';
import { asWritten, type ProgramWords } from './program-words.ts';
import type { TerminalProgress } from './progress.ts';
import { errorJson, errorText } from './render-error.ts';
import { stderrLog } from './stderr-log.ts';
import { strangeVariables, warningsOf } from './warnings.ts';

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

/** Runs a command to its end, prints what it returned or what went wrong, and tells the exit code. */
export async function runCommand(call: CommandCall, world: World): Promise<number> {
  for (const screen of [world.stdout, world.stderr]) knowWidth(screen);
  const progress = await progressFor(call.shared.json, world);
  try {
    return await play(call, progress, world);
  } catch (error) {
    return printError(error, call.shared.json, world, call.command);
  }
}

async function play(call: CommandCall, progress: TerminalProgress, world: World): Promise<number> {
  const { command, shared } = call;
  const { cwd, env, clock, stderr, signal, openContext } = world;
  const { readEnvironment } = await import('../config/environment.ts');
  const level = readEnvironment(env).log;
  const confirm = shared.json ? undefined : confirmOn(world, noColour(env), progress);
  const questions = shared.json ? undefined : questionsOn(world, progress);
  const { colour } = screenOf(stderr, noColour(env));
  const draw = drawing(command, shared.json, world);
  const stage = {
    signal,
    insisted: world.insisted ?? new AbortController().signal,
    journal: openJournal(world, { from: level, colour }),
    program: world.program ?? OWN_PROGRAM,
    draw,
    ...(confirm && { confirm }),
    ...questions,
  };
  const log = stderrLog(stderr, clock, level);
  const loan = { cwd, env, clock, progress, log, openContext, stage, processEnds: true };
  return playCommand(call, loan, async (result) => {
    if (command.endsAtInterrupt && !shared.json) await draw(result);
    else await printResult(command, result, shared.json, world);
    if (command.untilInterrupted) await staying(signal);
    return EXIT_CODES[command.outcome(result)];
  });
}

/** The command's own words for its data, one state of it in place of the other. */
function drawing(command: Command, json: boolean, { stdout, env, words: say = asWritten }: World): Stage['draw'] {
  if (json) return async () => {};
  const screen = liveScreen(stdout);
  return async (data) => {
    const { lookOf } = await import('./look.ts');
    await screen(say(command.show(data, lookOf(screenOf(stdout, noColour(env))))));
  };
}

async function printResult(command: Command, result: unknown, json: boolean, world: World): Promise<void> {
  const say = world.words ?? asWritten;
  const warnings = await warningsOf(command, result, world.env, say);
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
  thrown: unknown,
  json: boolean,
  { env, stdout, stderr, words: say = asWritten }: Pick<World, 'env' | 'stdout' | 'stderr' | 'words'>,
  command?: Command,
): Promise<number> {
  const error = machineTrouble(thrown) ?? thrown;
  if (error instanceof Interrupted) {
    await writeTo(stderr, 'Interrupted.\n');
    return EXIT_CODES.interrupted;
  }
  if (json)
    await writeTo(stdout, `${asJson(errorJson(error, { warnings: await strangeVariables(env), command, say }))}\n`);
  else await writeTo(stderr, `${say(errorText(error, screenOf(stderr, noColour(env)).colour))}\n`);
  return exitCodeOf(error);
}

async function progressFor(json: boolean, { stderr, env }: World): Promise<TerminalProgress> {
  if (json || stderr.isTTY !== true) return noProgress;
  const { terminalProgress } = await import('./progress.ts');
  return terminalProgress({ stream: stderr, colour: !noColour(env) });
}

// https://no-color.org; a dumb terminal shows escape codes as they are.
function noColour(env: World['env']): boolean {
  return (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
}

/** Keeps the process until it is interrupted, even if nothing else would. */
async function staying(signal: AbortSignal): Promise<void> {
  const alive = setInterval(() => {}, 60_000);
  await interruption(signal);
  clearInterval(alive);
}
