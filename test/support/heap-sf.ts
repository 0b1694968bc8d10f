import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { openContext as openWhole } from '../../src/context.ts';
import { runProgram } from '../../src/frontends/yargs.ts';
import { type Answers, answerAll, sitDown } from './keyboard.ts';
import { projectFolder } from './project.ts';

export interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What `--json` printed. */
  json<T>(): { readonly status: number; readonly result: T; readonly message?: string; readonly warnings: string[] };
}

interface RunOptions {
  readonly cwd?: string;
  readonly clock?: Clock;
  /** What a person types when asked; then both ends are a terminal. */
  readonly types?: string;
  /** Whether a person looks on: a screen of 80 columns, with colours. */
  readonly screen?: true;
  /** The same, question by question. */
  readonly answers?: Answers;
  /** In place of the usual one, as to have the work end at a chosen moment. */
  readonly openContext?: typeof openWhole;
}

/** `heap-sf` with a state folder of its own, run in this process as a person would type it. */
export interface Terminal {
  readonly state: string;
  /** A line is parted at its blanks; words that hold blanks come as a list. */
  run(line: string | readonly string[], options?: RunOptions): Promise<Answer>;
  remove(): Promise<void>;
}

export async function openTerminal(env: Readonly<Record<string, string>> = {}): Promise<Terminal> {
  const state = await mkdtemp(join(tmpdir(), 'heap-sf-'));
  return {
    state,
    async run(
      line,
      { cwd = projectFolder, clock = systemClock, types, answers, screen, openContext = openWhole } = {},
    ) {
      const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
      sitDown(types, stdin, stderr);
      answerAll(answers, stdin, stderr);
      if (screen) Object.assign(stdout, { isTTY: true, columns: 80 });
      const [out, err] = [collect(stdout), collect(stderr)];
      const code = await runProgram(
        { name: 'heap-sf', version: '0.0.0', commands: COMMANDS },
        typeof line === 'string' ? line.split(' ') : line,
        {
          cwd,
          env: { HEAP_SF_STATE: state, ...env },
          stdin,
          stdout,
          stderr,
          clock,
          signal: new AbortController().signal,
          openContext,
        },
      );
      return { code, stdout: out(), stderr: err(), json: () => JSON.parse(out()) };
    },
    remove: () => rm(state, { recursive: true, force: true, maxRetries: 3 }),
  };
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.on('data', (chunk) => {
    text += chunk;
  });
  return () => text;
}
