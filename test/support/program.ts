import { spawn } from 'node:child_process';
import { projectFolder } from './project.ts';

export interface ProgramEnd {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command line under way in a shell, in a process group of its own. */
export interface Program {
  /** Waits for these words on standard output; fails when the program ends without them. */
  says(words: string): Promise<void>;
  /** Settles once the program and all that it started have let go of their output. */
  readonly ended: Promise<ProgramEnd>;
  /** Ctrl-C, which a terminal sends to the program and to all that it started; nothing once it has ended. */
  interrupt(): void;
  /** Ends it without asking, should it still be there. */
  kill(): void;
}

export interface ProgramOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** Starts a command line as a person types it, in the folder of this project unless another is named. */
export function startProgram(line: string, { env, cwd = projectFolder }: ProgramOptions): Program {
  const child = spawn(line, { cwd, env, shell: true, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const { pid } = child;
  let [stdout, stderr, over] = ['', '', false];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<ProgramEnd>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => {
      over = true;
      resolve({ exitCode, signal, stdout, stderr });
    });
  });
  const send = (signal: NodeJS.Signals) => {
    if (!over && pid !== undefined) process.kill(-pid, signal);
  };
  return {
    ended,
    says(words) {
      const heard = new Promise<void>((resolve) => {
        const listen = () => stdout.includes(words) && resolve();
        child.stdout.on('data', listen);
        listen();
      });
      const unsaid = ended.then((end): void => {
        if (!end.stdout.includes(words)) throw new Error(`"${line}" ended without "${words}":\n${asText(end)}`);
      });
      return Promise.race([heard, unsaid]);
    },
    interrupt: () => send('SIGINT'),
    kill: () => send('SIGKILL'),
  };
}

/** Runs a command line to its end. */
export function runLine(line: string, options: ProgramOptions): Promise<ProgramEnd> {
  return startProgram(line, options).ended;
}

/** Runs a command line that must go well, and tells what it printed. */
export async function outputOf(line: string, options: ProgramOptions): Promise<string> {
  const end = await runLine(line, options);
  if (end.exitCode !== 0) throw new Error(`"${line}" failed:\n${asText(end)}`);
  return end.stdout;
}

function asText({ exitCode, signal, stdout, stderr }: ProgramEnd): string {
  return `exit code ${exitCode ?? signal}\n${stdout}\n${stderr}`;
}
