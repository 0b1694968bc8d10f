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

/** Native code: one package for each kind of machine. */
const NATIVE = '@duckdb/node-bindings-';

/**
 * Bundles programs, named by their paths below the folder, without endings; what they share is in its folder `shared`. Tells
 * the folders of the packages that went in.
 */
export async function bundle(programs: Readonly<Record<string, string>>, folder: string): Promise<readonly string[]> {
  const build = await rolldown({
    input: { ...programs },
    platform: 'node',
    external: isOutside,
    plugins: [CHANGED],
  });
  const { output } = await build.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'shared/[name]-[hash].js',
    comments: false,
    plugins: [ESCAPED],
  });
  await build.close();
  const modules = output.flatMap((one) => (one.type === 'chunk' ? one.moduleIds : []));
  const found = modules.flatMap((id) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id)?.[0] ?? []);
  return [...new Set(found)].toSorted();
}

/** Another text for a part of a package's module. */
interface Change {
  readonly file: RegExp;
  readonly part: string | RegExp;
  readonly by: string;
}

/** What a command needs not is not loaded: each saves it 5 to 9 ms. */
const CHANGES: readonly Change[] = [
  // undici takes its names of headers from HTTP/2; we speak none, and a proxy that does is rare. So the names, which RFC 9113 gives,
  // are written down, and the rest is loaded when a connection asks for it.
  {
    file: /[\\/]undici[\\/].*[\\/]client-h2\.js$/,
    part: "require('node:http2')",
    by: `({
      constants: ${JSON.stringify(constants)},
      connect: (...facts) => process.getBuiltinModule('node:http2').connect(...facts),
    })`,
  },
  // Of HTTP as Node speaks it undici wants to know one class, whose name will do, and how long a head may be: as in Node, unless that
  // is told otherwise.
  {
    file: /[\\/]undici[\\/]lib[\\/]core[\\/]util\.js$/,
    part: "const { IncomingMessage } = require('node:http')",
    by: '',
  },
  {
    file: /[\\/]undici[\\/]lib[\\/]core[\\/]util\.js$/,
    part: 'constructor === IncomingMessage',
    by: "constructor.name === 'IncomingMessage'",
  },
  {
    file: /[\\/]undici[\\/]lib[\\/]dispatcher[\\/]client\.js$/,
    part: "require('node:http')",
    by: '{ maxHeaderSize: 16_384 }',
  },
  // Node's own program file tells which C library there is. Other programs are asked only where it does not.
  {
    file: /[\\/]detect-libc\.js$/,
    part: "require('child_process')",
    by: `({
      exec: (...facts) => process.getBuiltinModule('node:child_process').exec(...facts),
      execSync: (...facts) => process.getBuiltinModule('node:child_process').execSync(...facts),
    })`,
  },
  // Bundled, it still finds the native code beside where it was installed.
  {
    file: /[\\/]node-bindings[\\/]duckdb\.js$/,
    part: /require\((?=['`]@duckdb\/node-bindings-)/g,
    by: "process.getBuiltinModule('node:module').createRequire(require.resolve('@duckdb/node-bindings'))(",
  },
];

const CHANGED: Plugin = {
  name: 'changed',
  transform: (code, id) => {
    return CHANGES.filter(({ file }) => file.test(id)).reduce((before, { part, by }) => {
      const after = before.replaceAll(part, by);
      if (after === before) throw new Error(`${id} holds no ${part} any more.`);
      return after;
    }, code);
  },
};

/** Letters beyond ASCII as they may be written wherever JavaScript takes them: with one of them Node keeps a whole file at twice its size. */
const ESCAPED: Plugin = {
  name: 'escaped',
  generateBundle(_options, files) {
    for (const file of Object.values(files)) {
      if (file.type === 'chunk') file.code = file.code.replaceAll(/[^\0-\x7f]/g, escaped);
    }
  },
};

function escaped(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

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
