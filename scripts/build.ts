// Bundles src to dist with its types, and lists its commands for sf: for publishing and for `sf plugins link`.
import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Plugin } from '@oclif/core/config';
import { bundle, licencesOf } from './bundle.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = 'oclif.manifest.json';

/** What is started or imported by others, our own threads included. */
const PROGRAMS = ['cli', 'index', 'plugin', 'heap/parquet/convert-worker'];

rmSync('dist', { recursive: true, force: true });
rmSync(manifest, { force: true });
const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
if (status === 0) {
  const packages = await bundle(Object.fromEntries(PROGRAMS.map((name) => [name, `src/${name}.ts`])), 'dist');
  writeFileSync('dist/LICENSES.txt', licencesOf(packages));
  chmodSync('dist/cli.js', 0o755);
  // As `oclif manifest` does it: sf reads this file instead of loading every command to list them.
  const plugin = new Plugin({
    root,
    type: 'core',
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  });
  await plugin.load();
  writeFileSync(manifest, `${JSON.stringify(plugin.manifest, null, 2)}\n`);
}
process.exitCode = status ?? 1;
