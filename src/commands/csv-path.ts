import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Mistake } from '../base/errors.ts';

/** The absolute path of a CSV file that a person names, once it is certain that it can be written. */
export async function csvPath(given: string | undefined): Promise<string | undefined> {
  if (given === undefined) return undefined;
  const path = resolve(given);
  try {
    await writeFile(path, '');
    return path;
  } catch (cause) {
    throw new Mistake({
      trouble: 'misuse',
      message: `The file ${path} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}.`,
      actions: ['Name a file in a folder that is there and that you may write to: --csv PATH'],
      facts: { path },
      cause,
    });
  }
}
