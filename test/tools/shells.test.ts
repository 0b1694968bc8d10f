import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outputOf } from '../support/program.ts';
import { projectFolder } from '../support/project.ts';

let folder: string;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heap-sf-shells-'));
  const program = join(folder, 'heap-sf');
  await writeFile(program, `#!/bin/sh\nexec ${process.execPath} ${join(projectFolder, 'src/cli.ts')} "$@"\n`);
  await chmod(program, 0o755);
  await writeFile(join(folder, 'rows.csv'), '');
  env = { ...process.env, HOME: folder, PATH: [folder, process.env['PATH']].join(delimiter) };
  const fish = join(folder, '.config', 'fish', 'completions');
  await mkdir(fish, { recursive: true });
  await outputOf(`heap-sf completion fish > ${fish}/heap-sf.fish`, { env, cwd: folder });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What fish offers at a Tab, with the script where it looks for it by itself. */
const inFish = (line: string) => `fish -c "complete -C '${line}'" | cut -f1`;

/** What our function hands to zsh's own, which ask for a line that somebody edits. */
function inZsh(line: string): string {
  const words = line.split(' ').map((word) => `"${word}"`);
  const script = [
    `compdef() { }; _files() { print -rl -- *.csv }; _describe() { print -rl -- "\${(@)\${(@P)2}%%:*}" }`,
    'eval "$(heap-sf completion zsh)"',
    `words=(${words.join(' ')}); CURRENT=${words.length}; _heap_sf_complete`,
  ];
  return `zsh -f -c '${script.join('\n')}'`;
}

test.each([
  ['fish', inFish],
  ['zsh', inZsh],
] as const)('%s offers words, options and their values, and files where nothing is known', async (_, asked) => {
  // The shell itself leaves out what does not begin as the word does.
  const offered = async (line: string) => (await outputOf(asked(line), { env, cwd: folder })).trim().split('\n');
  expect(await offered('heap-sf usage re')).toEqual(expect.arrayContaining(['rejected', 'retry', 'reconcile']));
  expect(await offered('heap-sf usage push --dr')).toContain('--dry-run');
  expect((await offered('heap-sf usage push --when-busy ')).toSorted()).toEqual(['refuse', 'wait']);
  expect(await offered('heap-sf usage push --when-busy=re')).toContain('--when-busy=refuse');
  expect(await offered('heap-sf usage rejected --csv ro')).toEqual(['rows.csv']);
});
