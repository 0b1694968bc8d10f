// Compiles src to dist, for publishing and for `sf plugins link`.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true });
const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
if (existsSync('dist/cli.js')) chmodSync('dist/cli.js', 0o755);
process.exit(status ?? 1);
