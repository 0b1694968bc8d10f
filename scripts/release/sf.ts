import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Mistake, Refusal } from '../../src/base/errors.ts';

const program = fileURLToPath(new URL('../../node_modules/@salesforce/cli/bin/run.js', import.meta.url));

/**
 * Runs the pinned `sf` in a project, for a Dev Hub. Words are parted by blanks; `more` are whole words. Gives the
 * result, and throws what `sf` says in place of one.
 */
export type Sf = <T extends z.ZodType>(result: T, command: string, ...more: readonly string[]) => Promise<z.output<T>>;

const answer = z.object({
  status: z.number(),
  result: z.unknown().optional(),
  name: z.string().optional(),
  message: z.string().optional(),
  actions: z.array(z.string()).optional(),
});

/** Without a hub's name, the one that `sf` has as its default is asked. */
export function openSf(folder: string, hub: string | undefined): Sf {
  return async (result, command, ...more) => {
    const target = hub === undefined ? [] : ['--target-dev-hub', hub];
    const said = answerOf(command, await run(folder, [...command.split(' '), ...more, ...target, '--json']));
    if (said.status !== 0) {
      const { name = 'sf', message = 'no word on why', actions = [] } = said;
      const [what = ''] = command.split(' --', 1);
      throw new Refusal({
        trouble: 'refused',
        code: name,
        message: `sf ${what}: ${message.replace(/\s*\n\s*/g, ' ')}`,
        actions,
      });
    }
    return result.parse(said.result);
  };
}

/** Answers come on one stream, and errors on either. */
function answerOf(command: string, { stdout, stderr }: Printed): z.output<typeof answer> {
  for (const text of [stdout, stderr]) {
    try {
      return answer.parse(JSON.parse(text));
    } catch {}
  }
  const message = `sf ${command} gave no answer: ${(stderr || stdout).trim() || 'it printed nothing'}`;
  throw new Mistake({ trouble: 'refused', message, actions: ['npm ci'] });
}

interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

async function run(cwd: string, args: readonly string[]): Promise<Printed> {
  const child = spawn(process.execPath, [program, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      printed[stream] += text;
    });
  }
  await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  return printed;
}
