// Format, lint, types and dead code. Runs all of them, so that one look shows all there is to mend.
import { spawnSync } from 'node:child_process';

const checks: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['format and lint', 'biome', 'ci', '--error-on-warnings', '.'],
  ['types', 'tsc', '-p', 'tsconfig.json'],
  ['dead code', 'knip'],
];

const broken = checks.filter(([name, command, ...args]) => {
  process.stdout.write(`\n> ${name}\n`);
  return spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' }).status !== 0;
});
if (broken.length > 0) process.stdout.write(`\nnot clean: ${broken.map(([name]) => name).join(', ')}\n`);
process.exitCode = broken.length > 0 ? 1 : 0;
