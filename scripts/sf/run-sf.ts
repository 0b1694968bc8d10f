import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Refusal } from '../../src/base/errors.ts';

const root = join(import.meta.dirname, '../..');
const bin = join(root, 'node_modules/.bin/sf');

/** What `sf … --json` prints; `result` is of any form, and `data` holds the facts of an error. */
interface SfAnswer {
  readonly status: number;
  readonly name?: string;
  readonly message?: string;
  readonly actions?: readonly string[];
  readonly result?: unknown;
  readonly data?: unknown;
}

/** A command of `sf` that did not go well, with what it said of it. */
export class SfRefusal extends Refusal {
  readonly data: unknown;

  constructor(command: string, { name = 'SfError', message = 'sf said nothing.', actions = [], data }: SfAnswer) {
    super({ trouble: 'refused', code: name, message: `sf ${command}: ${message}`, actions, facts: { command } });
    this.data = data;
  }
}

/** Runs the `sf` of this checkout, in its folder unless another is named, and gives its result. Throws SfRefusal. */
export async function runSf<T = unknown>(command: string, options: readonly string[] = [], cwd = root): Promise<T> {
  const { stdout, stderr } = await outputOf(bin, [...command.split(' '), ...options, '--json'], cwd);
  const answer = answerIn(stdout);
  if (answer === undefined) throw new SfRefusal(command, { status: 1, message: stderr.trim().slice(0, 2000) });
  if (answer.status !== 0) throw new SfRefusal(command, answer);
  return answer.result as T;
}

/** Runs our own command, which prints for itself. Gives its exit code. */
export function runHeapSf(command: string, options: readonly string[]): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const words = [join(root, 'src/cli.ts'), ...command.split(' '), ...options];
    // What is kept stays with this checkout, wherever the configuration lies.
    const env = { HEAP_SF_STATE: join(root, 'config/.heap'), ...process.env };
    const child = spawn(process.execPath, words, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', reject);
    child.once('close', resolve);
  });
}

interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

function outputOf(program: string, words: readonly string[], cwd: string): Promise<Output> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.once('error', reject);
    child.once('close', () =>
      resolve({ stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    );
  });
}

function answerIn(text: string): SfAnswer | undefined {
  try {
    return JSON.parse(text) as SfAnswer;
  } catch {
    return undefined;
  }
}
