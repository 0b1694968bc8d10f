import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/index.ts';
import { completeLine } from '../../src/frontends/completion/complete-line.ts';
import { runLine } from '../support/program.ts';
import { projectFolder } from '../support/project.ts';

const answers = (...words: readonly string[]) => completeLine(COMMANDS, words).map((one) => one.text);

test('each word of a command follows from those before it', () => {
  for (const { words } of COMMANDS)
    for (const [at, word] of words.entries()) expect(answers(...words.slice(0, at), '')).toContain(word);
  expect(answers('')).toEqual(expect.arrayContaining(['help', 'completion']));
  expect(answers('help', 'usage', '')).toEqual(answers('usage', ''));
  expect(answers('completion', '')).toEqual(['bash', 'zsh', 'fish']);
});

test('a command is offered its own options and the shared ones, each once unless it may be repeated', () => {
  for (const { words, options } of COMMANDS)
    expect(answers(...words, '-')).toEqual(
      expect.arrayContaining([...Object.keys(options), 'target-org', 'json', 'help'].map((name) => `--${name}`)),
    );
  expect(answers('usage', 'push', '--dry-run', '--')).not.toContain('--dry-run');
  expect(answers('metrics', 'preview', '--account', 'Acme', '--')).toContain('--account');
  expect(answers('-')).toContain('--version');
});

test.each([
  [
    ['usage', 'push', '--when-busy', ''],
    ['wait', 'refuse'],
  ],
  [
    ['usage', 'push', '--when-busy=w'],
    ['--when-busy=wait', '--when-busy=refuse'],
  ],
  [
    ['usage', 'push', '--when-busy', '=', 'w'],
    ['wait', 'refuse'],
  ],
  [
    ['usage', 'push', '--when-busy', '='],
    ['wait', 'refuse'],
  ],
  [
    ['-e', 'metrics', 'usage', 'push', '--when-busy', ''],
    ['wait', 'refuse'],
  ],
  [['usage', 'push', '--as-of', ''], []],
  [['runs', 'show', ''], []],
  [['nothing', 'such', ''], []],
])('%s is completed with %s', (words, expected) => {
  expect(answers(...words)).toEqual(expected);
});

let folder: string;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heap-sf-completion-'));
  const program = join(folder, 'heap-sf');
  await writeFile(program, `#!/bin/sh\nexec node ${join(projectFolder, 'src/cli.ts')} "$@"\n`);
  await chmod(program, 0o755);
  env = { ...process.env, PATH: [folder, process.env['PATH']].join(delimiter), TERM: 'dumb' };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What bash makes of a line at a Tab, with the script loaded as its users load it. */
async function tabbed(line: string): Promise<readonly string[]> {
  const words = line.split(/( |=)/).filter((word) => word !== ' ' && word !== '');
  if (line.endsWith(' ')) words.push('');
  const script = `
eval "$(heap-sf completion bash)"
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
$(complete -p heap-sf | sed 's/.* -F \\([^ ]*\\) .*/\\1/') heap-sf
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const bash = spawn('bash', ['--noprofile', '--norc', '-c', script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [printed] = await Promise.all([text(bash.stdout), once(bash, 'close')]);
  return printed.split('\n').filter((one) => one !== '');
}

test.each([
  ['heap-sf us', ['usage']],
  ['heap-sf usage re', ['rejected', 'retry', 'reconcile']],
  ['heap-sf usage push --dr', ['--dry-run']],
  ['heap-sf usage push --when-busy ', ['wait', 'refuse']],
  ['heap-sf usage push --when-busy=re', ['refuse']],
  ['heap-sf usage push --as-of 2026', []],
])('bash completes "%s"', async (line, expected) => {
  expect(await tabbed(line)).toEqual(expected);
});

test('a shell that is not known ends with 2, and that of the person is the default', async () => {
  const run = (words: string, more: NodeJS.ProcessEnv = {}) =>
    runLine(`heap-sf ${words}`, { env: { ...env, ...more } });
  const wrong = await run('completion tcsh');
  expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining('not "tcsh"')]);
  expect((await run('completion', { SHELL: '/usr/bin/fish' })).stdout).toContain(
    'config/fish/completions/heap-sf.fish',
  );
  expect((await run('completion', { SHELL: '/bin/zsh' })).stdout).toMatch(/^#compdef heap-sf\n/);
  expect((await run('completion', { SHELL: '' })).exitCode).toBe(2);
  expect((await run('--help')).stdout).toContain('heap-sf completion bash | zsh | fish');
});
