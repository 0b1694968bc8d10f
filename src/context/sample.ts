import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { packageFolder } from '../base/own-package.ts';

type SampleRow = Readonly<Record<string, unknown>>;

/** The accounts and contacts that a new local org begins with, those that the sample export speaks of. */
export function sampleRecords(): Readonly<Record<string, readonly SampleRow[]>> {
  return { Account: sampleRows('accounts.csv'), Contact: sampleRows('contacts.csv') };
}

function sampleRows(file: string): readonly SampleRow[] {
  const text = readFileSync(join(packageFolder, 'config', 'sample', file), 'utf8');
  return parse(text, { columns: true, cast: (cell) => (cell === '' ? null : cell) });
}
