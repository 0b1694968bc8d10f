import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';

/** The folder of this package: where `force-app`, `config` and `package.json` lie, installed or not. */
export const packageFolder = fileURLToPath(new URL('../../', import.meta.url));

type SampleRow = Readonly<Record<string, unknown>>;

/** The accounts and contacts that a new local org begins with, those that the sample export speaks of. */
export function sampleRecords(): Readonly<Record<string, readonly SampleRow[]>> {
  return { Account: sampleRows('accounts.csv'), Contact: sampleRows('contacts.csv') };
}

function sampleRows(file: string): readonly SampleRow[] {
  const text = readFileSync(new URL(`../../config/sample/${file}`, import.meta.url), 'utf8');
  return parse(text, { columns: true, cast: (cell) => (cell === '' ? null : cell) });
}
