import { once } from 'node:events';
import { existsSync, globSync, readdirSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { layModule, layPackage, type Packed, packProject } from '../support/packed.ts';
import { outputOf, runLine } from '../support/program.ts';
import { projectFolder } from '../support/project.ts';

let folder: string;
let packed: Packed;
/** The folder of somebody who has installed the package, and nothing else. */
let user: string;
let installed: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packed-'));
  packed = await packProject(folder);
  user = join(folder, 'user');
  installed = await layPackage(packed, user);
  const home = join(folder, 'home');
  await mkdir(home);
  // No setting of this machine, nor of the test runner.
  const others = /^(?:HEAP_|SF_|SFDX_|VITEST|NODE_ENV$)/;
  const plain = Object.entries(process.env).filter(([name]) => !others.test(name));
  const bins = [user, projectFolder].map((place) => join(place, 'node_modules/.bin'));
  const PATH = [...bins, process.env['PATH']].join(delimiter);
  env = { ...Object.fromEntries(plain), HOME: home, USERPROFILE: home, PATH };
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));

/** What a command line prints in the user's folder. */
function typed(line: string): Promise<string> {
  return outputOf(line, { env, cwd: user });
}

test('what is published is what a user needs, and nothing else', () => {
  const plain = (path: string) => path.replaceAll('\\', '/');
  const tree = (pattern: string) => globSync(pattern, { cwd: projectFolder }).map(plain);
  const sources = tree('src/**/*.ts').filter((path) => !path.endsWith('.d.ts'));
  const types = sources.map((path) => path.replace(/^src\//, 'dist/').replace(/\.ts$/, '.d.ts'));
  const programs = ['cli', 'index', 'plugin', 'heap/parquet/convert-worker'].map((name) => `dist/${name}.js`);
  const files = readdirSync(installed, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const published = files.map(({ parentPath, name }) => plain(relative(installed, join(parentPath, name))));
  // What the programs share has names of its own at each build.
  expect(published.filter((path) => !/^dist\/shared\/[^/]+\.js$/.test(path)).toSorted()).toEqual(
    [
      ...types,
      ...programs,
      'dist/LICENSES.txt',
      ...tree('docs/**/*.md'),
      ...tree('config/sample/**/*.{avro,csv,json,md}'),
      ...tree('force-app/**/*.xml'),
      'config/heap.config.schema.json',
      'config/heap.config.yaml',
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'oclif.manifest.json',
      'package.json',
      'sfdx-project.json',
    ].toSorted(),
  );
  expect(statSync(join(installed, 'dist/cli.js')).mode & 0o111).toBe(0o111);
  expect(packed.size).toBeLessThan(4_000_000);
});

test('all that package.json names is published, and nothing of it is run at an install', async () => {
  const { bin, exports, files, main, types, scripts } = JSON.parse(
    await readFile(join(installed, 'package.json'), 'utf8'),
  );
  const named = [bin, exports, files, main, types].flatMap(function paths(one: unknown): string[] {
    return typeof one === 'string' ? [one] : Object.values(one ?? {}).flatMap(paths);
  });
  // `sf plugins install` warns of a plugin where one of `files` is missing.
  expect(named.filter((path) => !existsSync(join(installed, path)))).toEqual([]);
  // npm warns of these, which may be more than they seem.
  expect(Object.keys(scripts)).not.toEqual(expect.arrayContaining(['prepare']));
  expect(Object.keys(scripts).filter((name) => /^(?:pre|post)?install$/.test(name))).toEqual([]);
});

test('the installed program tells its version and its help, and begins in an empty folder', async () => {
  const { version } = JSON.parse(await readFile(join(projectFolder, 'package.json'), 'utf8'));
  expect(await typed('npx heap-sf --version')).toBe(`${version}\n`);
  expect(await typed('heap-sf --help')).toContain('heap-sf <command> [options]');
  const lost = await runLine('heap-sf usage push', { env, cwd: user });
  expect([lost.exitCode, lost.stderr]).toEqual([10, expect.stringContaining('heap-sf init')]);
  expect(await typed('heap-sf init --yes')).toContain('heap-sf setup');
  expect(await typed('heap-sf setup')).toContain('is set up.');
  // It holds addresses of people.
  expect(statSync(join(user, '.heap')).mode & 0o777).toBe(0o700);
});

test('the program is ASCII, since Node keeps a file with any other letter at twice its size', async () => {
  const programs = globSync('dist/**/*.js', { cwd: installed });
  expect(programs.length).toBeGreaterThan(4);
  const texts = await Promise.all(programs.map((name) => readFile(join(installed, name), 'latin1')));
  expect(programs.filter((_, at) => /[\x80-\xff]/.test(texts[at] ?? ''))).toEqual([]);
});

test('a command loads nothing of Node that it does not need', async () => {
  const refusing = createServer((_, answer) => void answer.writeHead(400).end());
  onTestFinished(() => void refusing.close());
  await once(refusing.listen(0, '127.0.0.1'), 'listening');
  const cwd = await mkdtemp(join(folder, 'elsewhere-'));
  await outputOf('heap-sf init --yes', { env, cwd });
  const file = join(folder, 'loaded.json');
  const lists = `process.on('exit',()=>process.getBuiltinModule('fs').writeFileSync(${JSON.stringify(file)},JSON.stringify(process.moduleLoadList)))`;
  const { exitCode } = await runLine('heap-sf usage push', {
    cwd,
    env: {
      ...env,
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(lists)}`,
      HEAP_SF_TARGET_ORG: 'env',
      HEAP_SF_LOGIN_URL: `http://127.0.0.1:${(refusing.address() as AddressInfo).port}`,
      HEAP_SF_CLIENT_ID: 'id',
      HEAP_SF_CLIENT_SECRET: 'secret',
    },
  });
  // No answer of a Salesforce: DuckDB and what asks an org are there by then.
  expect(exitCode).toBe(14);
  const loaded: readonly string[] = JSON.parse(await readFile(file, 'utf8'));
  expect(loaded).toContain('NativeModule net');
  const needless = ['child_process', 'http', 'http2', 'perf_hooks'].map((name) => `NativeModule ${name}`);
  expect(loaded.filter((name) => needless.includes(name))).toEqual([]);
});

/** The programs that a page shows; what goes on from an earlier block is none. */
async function shownIn(page: string): Promise<readonly string[]> {
  const text = await readFile(join(installed, page), 'utf8');
  const blocks = [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
  return blocks.filter((code) => code.includes("from 'heap-salesforce'"));
}

const PIPELINE = `
import { type CommandResult, CommandError, openProject } from 'heap-salesforce';

const project = openProject();
const steps: string[] = [];
const progress = { step: (title: string) => void steps.push(title), update() {}, done() {} };
const plan: CommandResult<'metrics plan'> = (await project.run('metrics plan')).result;
const applied = await project.run('metrics apply', {}, { progress });
const runs = (await project.run('runs list', { limit: 1, kind: 'apply' })).result;
const started: Date | undefined = runs[0]?.started;
const shown = (await project.run('runs show', { run: 'latest' })).result;
// Each wants the local org, and the first to end must not close it for the others.
const together = await Promise.all([project.run('metrics plan'), project.run('fields list'), project.run('join check')]);

// @ts-expect-error: the option is missing
const missing = await project.run('runs show').catch((error: unknown) => error);
// @ts-expect-error: a misspelt option, which must not become a push that sends
const misspelt = await project.run('usage push', { dryrun: true }).catch((error: unknown) => error);
// @ts-expect-error: what is no switch
const noSwitch = await project.run('usage push', { dryRun: 'yes' }).catch((error: unknown) => error);
// @ts-expect-error: a command that stays
const stays = await project.run('org start').catch((error: unknown) => error);
// @ts-expect-error: no command
const none = await project.run('usage pusch').catch((error: unknown) => error);
const elsewhere = await openProject({ targetOrg: 'nobody' }).run('metrics plan').catch((error: unknown) => error);
const bad = await project.run('runs list', { limit: 0 }).catch((error: unknown) => error);
const watch = new AbortController();
const watched = await project.run('runs watch', {}, { signal: (setImmediate(() => watch.abort()), watch.signal) });
const stopped = await project.run('usage push', {}, { signal: AbortSignal.abort('enough') }).catch((why: unknown) => why);

const told = (error: unknown) =>
  error instanceof CommandError ? [error.trouble, error.exitCode, error.code, error.message, error.actions] : String(error);
export const seen = {
  create: plan.create.length,
  applied: [applied.outcome, applied.status, applied.warnings],
  steps: steps.length,
  isDate: started instanceof Date,
  together: together.map(({ outcome }) => outcome),
  sameRun: shown.id === runs[0]?.id,
  errors: [missing, misspelt, noSwitch, stays, none, elsewhere, bad].map(told),
  stopped,
  watched: watched.outcome,
};
`;

test('a program of the user has every command, with types, and prints nothing', async () => {
  for (const name of ['@types/node', 'undici-types']) await layModule(join(user, 'node_modules'), name);
  const [example = '', ...others] = await shownIn('README.md');
  const pages = [...others, ...(await shownIn('docs/data-guide.md')), ...(await shownIn('docs/local-org.md'))];
  const files = new Map([
    ['pipeline.mts', PIPELINE],
    ['told.mts', "import { seen } from './pipeline.mts';\nconsole.log(JSON.stringify(seen));\n"],
    ['example.mts', example],
    ...pages.map((code, index) => [`page-${index}.mts`, code] as const),
    [
      'tsconfig.json',
      JSON.stringify({
        compilerOptions: {
          strict: true,
          exactOptionalPropertyTypes: true,
          noUncheckedIndexedAccess: true,
          target: 'es2024',
          lib: ['es2024', 'esnext.disposable'],
          module: 'nodenext',
          moduleResolution: 'nodenext',
          types: ['node'],
          noEmit: true,
          allowImportingTsExtensions: true,
        },
        include: ['*.mts'],
      }),
    ],
  ]);
  for (const [name, text] of files) await writeFile(join(user, name), text);
  const checked = await runLine('tsc', { env, cwd: user });
  expect(checked.stdout).toBe('');

  const ran = await runLine('node told.mts', { env, cwd: user });
  expect(ran.stderr).toBe('');
  const seen = JSON.parse(ran.stdout);
  expect(seen).toMatchObject({
    create: 3,
    applied: ['done', 0, []],
    isDate: true,
    sameRun: true,
    together: ['done', 'done', 'done'],
    stopped: 'enough',
    watched: 'done',
    errors: [
      ['misuse', 2, '2', expect.stringContaining('<run> is missing'), expect.anything()],
      ['misuse', 2, '2', 'usage push has no option dryrun.', expect.arrayContaining(['Did you mean dryRun?'])],
      ['misuse', 2, '2', 'dryRun must be true or false, and is "yes".', expect.anything()],
      ['misuse', 2, '2', expect.stringContaining('stays until Ctrl-C'), expect.anything()],
      ['misuse', 2, '2', 'There is no command "usage pusch".', expect.arrayContaining(['Did you mean usage push?'])],
      ['unknown-name', 11, '11', expect.stringContaining('nobody'), expect.anything()],
      ['misuse', 2, '2', expect.stringContaining('--limit is "0"'), expect.anything()],
    ],
  });
  expect(seen.steps).toBeGreaterThan(0);
});

test('the example of the README pushes, and the program finds what it sent', async () => {
  expect(await typed('node example.mts')).toMatch(/^done 2700 \d+\n$/);
  const { result } = JSON.parse(await typed('heap-sf usage push --as-of 2026-06-30 --dry-run --json'));
  expect(result.counts).toMatchObject({ accepted: 0, unchanged: result.counts.input });
});
