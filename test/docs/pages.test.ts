import { execFile } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/index.ts';
import { projectFolder } from '../support/project.ts';

const run = promisify(execFile);
const pages = ['README.md', 'DESIGN.md', 'CHANGELOG.md', ...globSync('docs/**/*.md', { cwd: projectFolder })];
const textOf = (page: string): Promise<string> => readFile(join(projectFolder, page), 'utf8');

test('the pages in docs/reference/ are as scripts/make-reference.ts makes them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reference-pages-'));
  try {
    await run(process.execPath, [join(projectFolder, 'scripts/make-reference.ts'), folder]);
    for (const file of globSync('reference/*.md', { cwd: folder })) {
      const made = await readFile(join(folder, file), 'utf8');
      expect(await textOf(join('docs', file)), 'run node scripts/make-reference.ts').toBe(made);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** As GitHub makes them of headings. https://docs.github.com/get-started/writing-on-github#section-links */
const anchorsOf = (text: string): ReadonlySet<string> =>
  new Set(
    [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );

test.each(pages)('links of %s lead somewhere', async (page) => {
  const text = await textOf(page);
  const links = [...text.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, target = '']) => target);
  const dead: string[] = [];
  for (const link of links) {
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? join(projectFolder, page) : resolve(projectFolder, dirname(page), file);
    if (!existsSync(target)) dead.push(link);
    else if (anchor !== undefined && !anchorsOf(await readFile(target, 'utf8')).has(anchor)) dead.push(link);
  }
  expect(dead).toEqual([]);
});

/** Words of commands in code, `heap-sf metrics plan`, up to what is no plain word. */
function commandsIn(text: string): readonly (readonly string[])[] {
  const code = [...text.matchAll(/`([^`\n]+)`|^ {4,}(.+)$/gm)].map(([, span, line]) => span ?? line ?? '');
  return code.flatMap((line) =>
    [...line.matchAll(/\b(?:heap-sf|sf heap) ([a-z][a-z-]*(?: [a-z][a-z-]*)*)/g)].map(([, words = '']) =>
      words.split(' '),
    ),
  );
}

test.each(pages.filter((page) => page !== 'CHANGELOG.md'))('commands that %s shows are there', async (page) => {
  const starts = (whole: readonly string[], part: readonly string[]) => part.every((word, at) => whole[at] === word);
  // Completion is of the program itself: it is asked before any command is looked for.
  const known = [['completion'], ...COMMANDS.map(({ words }) => words)];
  const unknown = commandsIn(await textOf(page)).filter(
    (words) => !known.some((own) => starts(words, own) || starts(own, words)),
  );
  expect(unknown.map((words) => words.join(' '))).toEqual([]);
});
