import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Mistake } from '../../src/base/errors.ts';
import { replaceFile } from '../../src/base/replace-file.ts';
import { installLinks } from '../../src/setup/install-links.ts';

const begin = '<!-- install links: written by scripts/release-package.ts -->';
const end = '<!-- end of install links -->';

/** Throws Mistake unless the README has a place for the links. */
export async function checkLinksPlace(folder: string): Promise<void> {
  partsOf(await readFile(readme(folder), 'utf8'));
}

/** Writes the links of a version to their place in the README. */
export async function writeInstallLinks(folder: string, version: string, versionId: string): Promise<void> {
  const before = await readFile(readme(folder), 'utf8');
  const { above, below } = partsOf(before);
  const { production, sandbox } = installLinks(versionId);
  const links = `Version ${version}: [install in production](${production}), [install in a sandbox](${sandbox}).`;
  const after = `${above}\n\n${links}\n\n${below}`;
  if (after !== before) await replaceFile(readme(folder), after);
}

const readme = (folder: string): string => join(folder, 'README.md');

function partsOf(text: string) {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from >= 0 && to > from) return { above: text.slice(0, from + begin.length), below: text.slice(to) };
  const message = `README.md has no place for the install links: ${begin} … ${end}`;
  throw new Mistake({ trouble: 'config', message });
}
