import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Mistake } from '../base/errors.ts';
import { packageFolder } from '../base/own-package.ts';

export const FILE_NAME = 'heap.config.yaml';
const EXAMPLE = join(packageFolder, 'config', FILE_NAME);

/** The configuration named, or else the first heap.config.yaml from here upwards, in a folder or in its `config`. */
export function findConfig(cwd: string, named: string | undefined): string {
  return lookForConfig(cwd, named) ?? noConfig(cwd);
}

/** The same; undefined where none is named and none is found. */
export function lookForConfig(cwd: string, named: string | undefined): string | undefined {
  if (named !== undefined) {
    const file = resolve(cwd, named);
    if (isFile(file)) return file;
    throw new Mistake({
      trouble: 'config',
      message: `There is no configuration at ${file}.`,
      actions: [
        'Check the path given with --config (or HEAP_SF_CONFIG).',
        `Or copy the example: cp "${EXAMPLE}" "${file}"`,
      ],
      facts: { file },
    });
  }
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    for (const file of [join(folder, FILE_NAME), join(folder, 'config', FILE_NAME)]) if (isFile(file)) return file;
    if (dirname(folder) === folder) return undefined;
  }
}

function noConfig(cwd: string): never {
  throw new Mistake({
    trouble: 'config',
    message: `No ${FILE_NAME} in ${resolve(cwd)} or any folder above it.`,
    actions: [
      'Make one, with questions: heap-sf init',
      `Or copy the example and make it yours: cp "${EXAMPLE}" ${FILE_NAME}`,
      'Or name one: --config PATH',
    ],
    facts: { cwd: resolve(cwd) },
  });
}

/** The text of a configuration. */
export function readConfig(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (cause) {
    const why =
      cause instanceof TypeError ? 'it is not UTF-8 text' : cause instanceof Error ? cause.message : String(cause);
    throw new Mistake({
      trouble: 'config',
      message: `The configuration ${file} cannot be read: ${why}.`,
      actions: ['Check that the file is text in UTF-8 and that you may read it.'],
      facts: { file },
      cause,
    });
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
