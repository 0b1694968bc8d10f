import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { projectFolder } from './project.ts';

interface Killing {
  /** State folder. */
  readonly state: string;
  readonly cwd?: string;
  /** As in `usage push --as-of 2026-06-30`. */
  readonly line: string;
  /** Jobs of this operation count; any unless named. */
  readonly operation?: string;
}

/** Runs `heap-sf` in a process of its own, and kills it as soon as the ledger knows of its first job. */
export async function killAtFirstJob({ state, cwd = projectFolder, line, operation = '%' }: Killing): Promise<void> {
  const child = spawn(process.execPath, [join(projectFolder, 'src/cli.ts'), ...line.split(' ')], {
    cwd,
    env: { ...process.env, HEAP_SF_STATE: state },
    stdio: 'ignore',
  });
  const ended = once(child, 'close');
  const ledger = new DatabaseSync(join(state, 'ledger.sqlite'), { readOnly: true });
  const jobs = ledger.prepare('SELECT count(*) AS n FROM job WHERE operation LIKE ?');
  const before = jobs.get(operation)?.['n'];
  while (child.exitCode === null && jobs.get(operation)?.['n'] === before)
    await new Promise((resolve) => setTimeout(resolve, 2));
  child.kill('SIGKILL');
  await ended;
  ledger.close();
}
