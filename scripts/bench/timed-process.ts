import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What a whole process took, from start to end. */
export interface Taken {
  readonly seconds: number;
  /** Of all its threads, in the program and in the system. */
  readonly cpuSeconds: number;
  /** The most memory. */
  readonly mb: number;
}

/** Runs a program to its end, which must be a good one. */
export async function timedProcess(
  program: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Taken & { readonly stdout: string }> {
  const began = performance.now();
  const child = spawn('/usr/bin/time', ['-f', '%M %U %S', program, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err] = [textOf(child.stdout), textOf(child.stderr)];
  const [code] = await once(child, 'close');
  const seconds = (performance.now() - began) / 1000;
  if (code !== 0) throw new Error(`${program} ${args.slice(0, 3).join(' ')} ended with ${code}: ${out()} ${err()}`);
  const [kilobytes = 0, user = 0, system = 0] = (err().trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return { seconds, cpuSeconds: user + system, mb: kilobytes / 1024, stdout: out() };
}

function textOf(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.on('data', (chunk) => {
    text += chunk;
  });
  return () => text;
}
