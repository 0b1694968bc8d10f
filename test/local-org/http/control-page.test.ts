import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { actions } from '../../../src/local-org/http/control/actions.ts';
import { faultForms } from '../../../src/local-org/http/control/fault-forms.ts';
import { projectFolder } from '../../support/project.ts';

const page = readFileSync(join(projectFolder, 'docs/local-org.md'), 'utf8');

/** The rows of the table under this heading, cell by cell. */
function table(...heads: readonly string[]): readonly string[][] {
  const lines = page.split('\n');
  const cellsOf = (line: string) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim());
  const from = lines.findIndex((line) => cellsOf(line).join() === heads.join());
  const end = lines.findIndex((line, at) => at > from && !line.startsWith('|'));
  return lines.slice(from + 2, end).map(cellsOf);
}

const code = (cell = ''): readonly string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);

/** What may be said of any fault of its sort. */
const common = new Set(['kind', 'nth', 'times', 'method', 'path', 'object', 'operation', 'jobId']);

test('the page names each fault with its own words', () => {
  const told = table('kind', 'what happens', 'its words').map(([kind, , words]) => [
    code(kind)[0],
    code(words)
      .map((word) => word.split(':', 1)[0])
      .sort(),
  ]);
  const forms = Object.entries(faultForms).map(([kind, form]) => {
    const { shape } = form as unknown as { readonly shape: Readonly<Record<string, unknown>> };
    return [
      kind,
      Object.keys(shape)
        .filter((word) => !common.has(word))
        .sort(),
    ];
  });
  expect(told).toEqual(forms);
});

test('the page names each action', () => {
  const told = table('in code', 'address', 'does').flatMap(([, address]) => code(address));
  expect([...told].sort()).toEqual(Object.keys(actions).sort());
});
