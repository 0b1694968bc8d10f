import { globSync, readFileSync } from 'node:fs';
import { constants } from 'node:http2';
import { isBuiltin } from 'node:module';
import { isAbsolute } from 'node:path';
import { type Plugin, rolldown } from 'rolldown';

/**
 * Packages that become part of the program. Each command needs some of them, and hundreds of small files take longer to find
 * than to run. All others stay as they are installed: they are seldom needed, or read files of their own.
 */
const INSIDE: readonly string[] = ['@duckdb/node-api', 'undici', 'yaml', 'yargs', 'zod'];

/** Native code, which has to stay beside its files. */
const NATIVE = '@duckdb/node-bindings';

/**
 * Bundles programs, named by their paths below the folder, without endings; what they share is in its folder `shared`. Tells
 * the folders of the packages that went in.
 */
export async function bundle(programs: Readonly<Record<string, string>>, folder: string): Promise<readonly string[]> {
  const build = await rolldown({
    input: { ...programs },
    platform: 'node',
    external: isOutside,
    plugins: [LATE_HTTP2],
  });
  const { output } = await build.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'shared/[name]-[hash].js',
  });
  await build.close();
  const modules = output.flatMap((one) => (one.type === 'chunk' ? one.moduleIds : []));
  const found = modules.flatMap((id) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id)?.[0] ?? []);
  return [...new Set(found)].toSorted();
}

/**
 * undici loads HTTP/2 for its names of headers; we speak none, and a proxy that does is rare. So the names, which RFC 9113 gives,
 * are written down, and the rest is loaded when a connection asks for it: that saves a command 5 to 9 ms.
 */
const LATE_HTTP2: Plugin = {
  name: 'late-http2',
  resolveId: (id, importer = '') =>
    id === 'node:http2' && /[\\/]undici[\\/]/.test(importer) ? '\0late-http2' : undefined,
  load: (id) =>
    id === '\0late-http2'
      ? `export const constants = ${JSON.stringify(constants)};
         export const connect = (...facts) => process.getBuiltinModule('node:http2').connect(...facts);`
      : undefined,
};

/** The licences of packages, as those who pass them on have to. */
export function licencesOf(packages: readonly string[]): string {
  const texts = packages.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    const files = globSync('{LICENSE,LICENCE,license}{,.md,.txt}', { cwd: folder }).slice(0, 1);
    return [
      `${name} ${version} (${license})`,
      ...files.map((file) => readFileSync(`${folder}/${file}`, 'utf8').trim()),
    ];
  });
  return `${texts.map((parts) => parts.join('\n\n')).join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

function isOutside(id: string, importer: string | undefined): boolean {
  if (id.startsWith('.') || id.startsWith('\0') || isAbsolute(id)) return false;
  if (isBuiltin(id)) return true;
  if (/[\\/]node_modules[\\/]/.test(importer ?? '')) return id.startsWith(NATIVE);
  return !INSIDE.some((name) => id === name || id.startsWith(`${name}/`));
}
