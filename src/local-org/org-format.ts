import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Mistake } from '../base/errors.ts';
import { writeWhole } from './org-snapshots.ts';

/** The form in which a folder keeps orgs. Raised whenever the tables of a new org are not those of the one before. */
export const orgFormat = 3;

/** Refuses a folder that another build keeps in another form, and marks a new one. The orgs in it are not touched. */
export function checkFormat(folder: string, database: string): void {
  const file = join(folder, 'format');
  if (!existsSync(database)) {
    writeWhole(file, `${orgFormat}\n`);
    return;
  }
  const found = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  if (found === orgFormat) return;
  const age = found > orgFormat ? 'a newer' : 'an older';
  throw new Mistake({
    trouble: 'definition',
    message: `The local org in ${folder} was kept by ${age} version, in a form that this one cannot read.`,
    actions: [
      'Throw it away and begin anew: heap-sf org reset (or delete the folder, when it is not that of heap-sf).',
      'If something in it is still needed, use that version once more.',
    ],
    facts: { folder, found, needed: orgFormat },
  });
}
