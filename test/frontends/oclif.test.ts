import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeSfHome, runSf, type SfHome } from '../support/sf-home.ts';
import { runSample } from './run-sample.ts';

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
     import { SAMPLE_COMMANDS } from ${source('./sample-commands.ts')};
     const open = ({ settings, log }) => ({ settings, log, close: async () => {} });
     export const COMMANDS = Object.fromEntries(
       SAMPLE_COMMANDS.map((command) => [['heap', ...command.words].join(':'), toOclif(command, open)]),
     );`,
  );
  const linked = await runSf(['plugins', 'link', plugin, '--no-install'], { home });
  expect(linked.exitCode, linked.stderr).toBe(0);
});
afterAll(() => home.remove());

function sf(...args: string[]) {
  return runSf(['heap', ...args], { home, env: { HEAP_SF_CONFIG: CONFIG } });
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

test('an error keeps its exit code and its JSON', async () => {
  const answer = await sf('runs', 'show', 'refusal', '--json');
  expect(answer.exitCode).toBe(16);
  expect(answer.json()).toMatchObject({ status: 16, name: 'Refusal', code: 'INSUFFICIENT_ACCESS' });
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
  expect(stdout).toContain('--target-org');
  expect(stdout).toContain('sf heap metrics plan --as-of 2026-06-30');
});

test('all the words that are left come to the command, in their order', async () => {
  const answer = await sf('drop', 'one two', '3');
  expect([answer.exitCode, answer.stdout]).toEqual([0, 'one two+3: nobody to ask\n']);
  expect((await sf('drop')).stdout).toBe(': nobody to ask\n');
});
