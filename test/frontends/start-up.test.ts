import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectFolder } from '../support/project.ts';

const LISTER = pathToFileURL(fileURLToPath(new URL('./list-modules.ts', import.meta.url))).href;
const SRC = pathToFileURL(join(projectFolder, 'src/')).href;

let state: string;
beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'heap-sf-start-'));
});
afterAll(() => rm(state, { recursive: true, force: true }));

interface Loaded {
  readonly stdout: string;
  /** Packages that files of ours import. */
  readonly packages: readonly string[];
  /** Files of ours, from `src` on. */
  readonly own: readonly string[];
}

/** What Node loads for a command line: what is not loaded costs no start-up, on any machine. */
async function loadedBy(...args: readonly string[]): Promise<Loaded> {
  const file = join(state, 'imports.json');
  const child = spawn(process.execPath, ['--import', LISTER, ...args], {
    cwd: projectFolder,
    env: { ...process.env, HEAP_SF_STATE: state, HEAP_SF_TEST_IMPORTS: file },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [stdout] = await Promise.all([text(child.stdout), once(child, 'close')]);
  const imports = JSON.parse(await readFile(file, 'utf8')) as readonly {
    readonly from: string;
    readonly url: string;
  }[];
  const urls = imports.filter(({ from }) => from.startsWith(SRC)).map(({ url }) => url);
  const packageOf = (url: string) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  return {
    stdout,
    packages: [...new Set(urls.flatMap((url) => packageOf(url) ?? []))].sort(),
    own: [...new Set(urls.filter((url) => url.startsWith(SRC)).map((url) => url.slice(SRC.length)))].sort(),
  };
}

/** Files of the floors below the commands: small tables that help and pictures need, and no story. */
function below({ own }: Loaded): readonly string[] {
  return own.filter((file) => !/^(?:base|commands|frontends)\//.test(file));
}

test('the version is told without a command or a package', async () => {
  const loaded = await loadedBy('src/cli.ts', '--version');
  expect(loaded.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(loaded.packages).toEqual([]);
  expect(loaded.own.filter((file) => file.startsWith('commands/'))).toEqual([]);
});

test.each([[['--help']], [['metrics']], [['usage', 'push', '--help']], [['metrics', 'plam']]])(
  'heap-sf %s loads what reads a command line, and no story',
  async (words) => {
    const loaded = await loadedBy('src/cli.ts', ...words);
    expect(loaded.packages).toEqual(['fastest-levenshtein', 'yargs']);
    expect(below(loaded).length, below(loaded).join('\n')).toBeLessThan(40);
  },
);

test('a command that asks the ledger loads the configuration beside it, and no SDK', async () => {
  const loaded = await loadedBy('src/cli.ts', 'runs', 'list');
  expect(loaded.stdout).toContain('No run yet');
  expect(loaded.packages).toEqual(['cli-table3', 'croner', 'fastest-levenshtein', 'yaml', 'yargs', 'zod']);
  expect(below(loaded).length, below(loaded).join('\n')).toBeLessThan(80);
});

test('a program that imports the package loads no command before it runs one', async () => {
  const loaded = await loadedBy('--input-type=module', '-e', `await import(${JSON.stringify(`${SRC}index.ts`)})`);
  expect(loaded.packages).toEqual([]);
  expect(loaded.own.length, loaded.own.join('\n')).toBeLessThan(20);
});

test('sf lists the commands of the plugin without a story', async () => {
  const loaded = await loadedBy('--input-type=module', '-e', `await import(${JSON.stringify(`${SRC}plugin.ts`)})`);
  expect(loaded.packages).toEqual(['@oclif/core', 'fastest-levenshtein']);
  expect(below(loaded).length, below(loaded).join('\n')).toBeLessThan(40);
});
