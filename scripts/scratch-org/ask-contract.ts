import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Mistake } from '../../src/base/errors.ts';

const root = join(import.meta.dirname, '../..');

/**
 * Puts what this project believes of Salesforce (test/contract) to an org: all of it, or the subjects whose files begin so,
 * with commas between. Gives the closing line, which counts what only a local org can be asked as skipped. Throws a Mistake
 * when the org answers otherwise.
 */
export async function askContract(alias: string, subjects: string): Promise<string> {
  const files = await filesOf(subjects);
  const [exitCode, closing] = await runTests(files, alias);
  if (exitCode === 0) return closing.replace('skipped', 'for a local org only');
  throw new Mistake({
    trouble: 'refused',
    message: `The org ${alias} does not do as test/contract believes: ${closing}.`,
    actions: [`See above, and ask again: HEAP_SF_TEST_ORG=${alias} npm test -- ${files.join(' ')}`],
  });
}

async function filesOf(subjects: string): Promise<readonly string[]> {
  if (subjects === 'all') return ['test/contract'];
  const there = (await readdir(join(root, 'test/contract'))).filter((name) => name.endsWith('.test.ts'));
  const names = subjects.split(',').map((name) => name.trim());
  for (const name of names) {
    if (name !== '' && there.some((file) => file.startsWith(name))) continue;
    throw new Mistake({
      trouble: 'misuse',
      message: `test/contract has no subject "${name}".`,
      actions: ['Name the beginning of its files, as bulk or fields-types; or all.'],
    });
  }
  return names.map((name) => `test/contract/${name}`);
}

/** The runner's output goes on to the terminal. */
function runTests(files: readonly string[], alias: string): Promise<readonly [number | null, string]> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, HEAP_SF_TEST_ORG: alias };
    const words = [join(root, 'scripts/test.ts'), ...files];
    const child = spawn(process.execPath, words, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
    let last = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      process.stdout.write(text);
      last = (last + text).slice(-500);
    });
    child.once('error', reject);
    child.once('close', (exitCode) => resolve([exitCode, last.trim().split('\n').at(-1) ?? '']));
  });
}
