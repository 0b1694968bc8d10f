import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { csvLine } from '../../src/base/csv.ts';
import { runSf, SfRefusal } from '../sf/run-sf.ts';

type Row = Readonly<Record<string, string>>;

/** What became of the rows of one object. */
export interface Loaded {
  readonly object: string;
  readonly created: number;
  readonly refused: number;
  /** The job, whose results tell why rows were refused. */
  readonly jobId: string;
  /** The rows that were made, with their new Ids under `sf__Id`. */
  readonly made: readonly Row[];
}

/** What `sf data bulk results` tells, and the file that it leaves. */
interface JobEnd {
  readonly processedRecords: number;
  readonly failedRecords: number;
  readonly successFilePath: string;
}

const sample = join(import.meta.dirname, '../../config/sample');

/**
 * Loads the sample's accounts and contacts into an org, which gives them Ids of its own: contacts follow their accounts
 * by the website, which no two share. Rows that the org's duplicate rules refuse are counted, and left out.
 */
export async function loadSample(alias: string): Promise<readonly Loaded[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sample-'));
  try {
    const accounts = await rowsOf('accounts.csv');
    const loaded = await load(alias, 'Account', accounts.map(without('Id')), folder);
    const newIds = new Map(loaded.made.map((row) => [row['Website'] ?? '', row['sf__Id'] ?? '']));
    const idOf = new Map(accounts.map((row) => [row['Id'] ?? '', newIds.get(row['Website'] ?? '') ?? '']));
    const contacts = (await rowsOf('contacts.csv')).map((row) => ({
      ...without('Id', 'LastModifiedDate')(row),
      AccountId: idOf.get(row['AccountId'] ?? '') ?? '',
    }));
    return [loaded, await load(alias, 'Contact', contacts, folder)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function load(alias: string, object: string, rows: readonly Row[], folder: string): Promise<Loaded> {
  const file = join(folder, `${object}.csv`);
  const names = Object.keys(rows[0] ?? {});
  const lines = [names, ...rows.map((row) => names.map((name) => row[name] ?? ''))].map(csvLine);
  await writeFile(file, `${lines.join('\n')}\n`);
  const jobId = await jobOf(['--sobject', object, '--file', file, '--line-ending', 'LF', '--target-org', alias]);
  const { processedRecords, failedRecords, successFilePath } = await runSf<JobEnd>(
    'data bulk results',
    ['--job-id', jobId, '--target-org', alias],
    folder,
  );
  const made = await rowsIn(join(folder, successFilePath));
  return { object, created: processedRecords - failedRecords, refused: failedRecords, jobId, made };
}

/** `sf` ends badly when a single row was refused; as long as there was a job, its results tell what went in. */
async function jobOf(options: readonly string[]): Promise<string> {
  try {
    return (await runSf<{ readonly jobId: string }>('data import bulk', ['--wait', '10', ...options])).jobId;
  } catch (error) {
    const jobId = error instanceof SfRefusal ? /750\w{12,15}/.exec(error.actions.join(' '))?.[0] : undefined;
    if (jobId === undefined) throw error;
    return jobId;
  }
}

const rowsOf = (file: string): Promise<readonly Row[]> => rowsIn(join(sample, file));

async function rowsIn(file: string): Promise<readonly Row[]> {
  const rows: readonly Row[] = parse(await readFile(file, 'utf8'), { columns: true });
  return rows;
}

const without =
  (...names: readonly string[]) =>
  (row: Row): Row =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));
