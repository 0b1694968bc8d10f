import { spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/base/clock.ts';
import type { ProgramWords } from '../../src/frontends/program-words.ts';
import { runProgram } from '../../src/frontends/yargs.ts';
import { sitDown } from '../support/keyboard.ts';
import { openSample, SAMPLE_PROGRAM } from './sample-commands.ts';

const CLI = fileURLToPath(new URL('./sample-cli.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  /** What a person types when asked; then both ends are a terminal. */
  readonly types?: string;
  /** How commands are typed, where that is not `heap-sf`. */
  readonly words?: ProgramWords;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface ProcessOptions extends RunOptions {
  /** Interrupts the process as soon as this text is on its standard output. */
  readonly interruptAt?: string;
}

/** Runs the sample commands as `heap-sf` would, in this process. */
export async function runSample(
  args: readonly string[],
  { cwd = ROOT, env = {}, types, words }: RunOptions = {},
): Promise<Answer> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  sitDown(types, stdin, stderr);
  const [out, err] = [collect(stdout), collect(stderr)];
  const { signal } = new AbortController();
  const world = {
    cwd,
    env,
    stdin,
    stdout,
    stderr,
    clock: systemClock,
    signal,
    openContext: openSample,
    ...(words && { words }),
  };
  const code = await runProgram(SAMPLE_PROGRAM, args, world);
  return { code, stdout: out(), stderr: err() };
}

/** The same in a process of its own. */
export function runSampleProcess(args: readonly string[], options: ProcessOptions = {}): Promise<Answer> {
  const { cwd = ROOT, env = {}, interruptAt } = options;
  const child = spawn(process.execPath, [CLI, ...args], { cwd, env: { ...process.env, ...env } });
  const [out, err] = [collect(child.stdout), collect(child.stderr)];
  let interrupted = interruptAt === undefined;
  child.stdout.on('data', () => {
    if (interrupted || !out().includes(interruptAt ?? '')) return;
    interrupted = child.kill('SIGINT');
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout: out(), stderr: err() }));
  });
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.on('data', (chunk) => {
    text += chunk;
  });
  return () => text;
}
