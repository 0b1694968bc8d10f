import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sfWords } from '../../src/frontends/program-words.ts';
import { makeSfHome, runSf, type SfHome } from '../support/sf-home.ts';
import { runSample } from './run-sample.ts';
import { SAMPLE_COMMANDS } from './sample-commands.ts';

const CONFIG = fileURLToPath(new URL('../../config/heap.config.yaml', import.meta.url));

let home: SfHome;

// A plugin as a person would link it, made of the sample commands.
beforeAll(async () => {
  home = await makeSfHome();
  const plugin = join(home.folder, 'plugin');
  await mkdir(plugin);
  const source = (path: string) => JSON.stringify(pathToFileURL(fileURLToPath(new URL(path, import.meta.url))));
  await writeFile(
    join(plugin, 'package.json'),
    JSON.stringify({
      name: 'sample-plugin',
      version: '1.0.0',
      type: 'module',
      main: 'plugin.js',
      oclif: {
        bin: 'sf',
        topicSeparator: ' ',
        flexibleTaxonomy: true,
        commands: { strategy: 'explicit', target: './plugin.js', identifier: 'COMMANDS' },
        topics: { heap: { description: 'Sample.' } },
      },
    }),
  );
  await writeFile(
    join(plugin, 'plugin.js'),
    `import { toOclif } from ${source('../../src/frontends/oclif.ts')};
     import { sfWords } from ${source('../../src/frontends/program-words.ts')};
     import { readDefaultOrg } from ${source('../../src/salesforce/sf-default-org.ts')};
     import { SAMPLE_COMMANDS } from ${source('./sample-commands.ts')};
     const openContext = ({ settings, log }) => ({ settings, log, close: async () => {} });
     const doors = { openContext, readDefaultOrg, words: sfWords(SAMPLE_COMMANDS) };
     export const COMMANDS = Object.fromEntries(
       SAMPLE_COMMANDS.map((command) => [['heap', ...command.words].join(':'), toOclif(command, doors)]),
     );`,
  );
  const linked = await runSf(['plugins', 'link', plugin, '--no-install'], { home });
  expect(linked.exitCode, linked.stderr).toBe(0);
});
afterAll(() => home.remove());

function sf(...args: string[]) {
  return sfWith({}, ...args);
}

function sfWith(env: Readonly<Record<string, string>>, ...args: string[]) {
  return runSf(['heap', ...args], { home, env: { HEAP_SF_CONFIG: CONFIG, ...env } });
}

test('the linked plugin gives the same data as the terminal program', async () => {
  const args = ['metrics', 'plan', '--dry-run', '-n', '3', '--only', 'a', '--only', 'b', '--json'];
  const [plugin, terminal] = await Promise.all([sf(...args), runSample(args, { env: { HEAP_SF_CONFIG: CONFIG } })]);
  expect(plugin.exitCode).toBe(0);
  expect(plugin.json()).toEqual(JSON.parse(terminal.stdout));
});

test('text goes to standard output, and half a success to the exit code', async () => {
  const answer = await sf('runs', 'show', 'half');
  expect({ code: answer.exitCode, stdout: answer.stdout }).toEqual({ code: 68, stdout: 'half\n' });
  expect(answer.stderr).not.toContain('EEXIT');
});

test('an error keeps its exit code, and has the members that an error of sf has', async () => {
  const answer = await sf('runs', 'show', 'refusal', '--json');
  expect(answer.exitCode).toBe(16);
  expect(answer.json()).toMatchObject({ status: 16, exitCode: 16, name: 'Refusal', code: 'INSUFFICIENT_ACCESS' });
  const theirs = (await runSf(['org', 'display', '--target-org', 'nobody', '--json'], { home })).json();
  // Theirs are the stack and the cause: a mistake of a person has none here.
  const members = Object.keys(theirs).filter((name) => !['stack', 'cause'].includes(name));
  const mistake = (await sf('runs', 'show', 'mistake', '--json')).json();
  expect(Object.keys(mistake)).toEqual(expect.arrayContaining(members));
  expect(mistake).toMatchObject({ context: 'RunsShow', commandName: 'RunsShow', code: '11' });
});

test('the next step is named as it is typed here', async () => {
  expect((await sf('runs', 'show', 'mistake')).stderr).toContain('- sf heap runs list');
  expect((await runSample(['runs', 'show', 'mistake'])).stderr).toContain('- heap-sf runs list');
  const words = sfWords(SAMPLE_COMMANDS);
  expect((await runSample(['drop'], { types: 'n\n', words })).stderr).toContain('look first: sf heap runs show latest');
});

test.each([
  ['nothing named', {}, [], { kind: 'local' }],
  ['SF_TARGET_ORG', { SF_TARGET_ORG: 'acme' }, [], { kind: 'alias', alias: 'acme' }],
  ['a flag against it', { SF_TARGET_ORG: 'acme' }, ['-o', 'local'], { kind: 'local' }],
  ['our own variable', { SF_TARGET_ORG: 'acme', HEAP_SF_TARGET_ORG: 'other' }, [], { kind: 'alias', alias: 'other' }],
] as const)('the org is the one that sf works on, unless told otherwise: %s', async (_what, env, args, target) => {
  const answer = await sfWith(env, 'metrics', 'plan', ...args, '--json');
  expect(answer.json().result).toMatchObject({ target });
});

test("what sf config set target-org wrote is sf's org, and one that cannot be read is told of", async () => {
  const folder = join(home.folder, '.sf');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'config.json'), '{"target-org":"written"}');
  const written = await sf('metrics', 'plan', '--json');
  await rm(join(folder, 'config.json'));
  await mkdir(join(folder, 'config.json'));
  const broken = await sf('metrics', 'plan', '--json');
  await rm(folder, { recursive: true });
  expect(written.json().result).toMatchObject({ target: { kind: 'alias', alias: 'written' } });
  expect([broken.exitCode, broken.json().message]).toEqual([10, expect.stringContaining('configuration of sf')]);
});

test('flags may stand in files of a folder, --json too', async () => {
  const folder = join(home.folder, 'flags');
  await mkdir(folder);
  for (const [name, value] of [
    ['limit', '7'],
    ['only', 'a\nb'],
    ['json', ''],
  ] as const)
    await writeFile(join(folder, name), value);
  const answer = await sf('metrics', 'plan', '--flags-dir', folder);
  expect(answer.json().result).toMatchObject({ limit: 7, only: ['a', 'b'] });
  await writeFile(join(folder, 'limit'), 'many');
  const wrong = await sf('metrics', 'plan', '--flags-dir', folder);
  expect([wrong.exitCode, wrong.json().message]).toEqual([2, expect.stringContaining('--limit is "many"')]);
});

test.each([
  [['metrics', 'plan', '--dryrun'], 'metrics plan has no option --dryrun.'],
  [['metrics', 'plan', '--level', 'acount'], '--level'],
  [['runs', 'show'], 'Missing 1 required arg'],
])('a line that cannot be understood ends with 2: %s', async (args, message) => {
  const answer = await sf(...args);
  expect(answer.exitCode).toBe(2);
  expect(answer.stderr).toContain(message);
  expect(answer.stderr).toContain('Try this:');
  expect(answer.stderr).not.toMatch(/EEXIT| {4}at /);
});

test('help tells options and examples', async () => {
  const { stdout } = await sf('metrics', 'plan', '--help');
  expect(stdout).toContain('Compare the metrics with the org');
  expect(stdout).toMatch(/FLAGS\n {2}-n, --limit|FLAGS\n {2}-o, --target-org/);
  expect(stdout).toMatch(/GLOBAL FLAGS\n.*--flags-dir.*--json.*DESCRIPTION/s);
  expect(stdout).toContain('  $ sf heap metrics plan --as-of 2026-06-30');
});

test('all the words that are left come to the command, in their order', async () => {
  const answer = await sf('drop', 'one two', '3');
  expect([answer.exitCode, answer.stdout]).toEqual([0, 'one two+3: nobody to ask\n']);
  expect((await sf('drop')).stdout).toBe(': nobody to ask\n');
});
