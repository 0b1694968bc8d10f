import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { csvLine } from '../../base/csv.ts';
import type { Progress } from '../../base/progress.ts';
import { bulkQueryToFile } from '../../salesforce/bulk-query.ts';
import type { Org } from '../../salesforce/org.ts';
import { type Pulled, type Range, unorderedQuery } from './selection.ts';

export interface BulkReading {
  readonly org: Org;
  readonly object: Pulled;
  readonly portions: readonly (readonly string[])[];
  readonly range: Range;
  /** How many records these are, as far as is known. */
  readonly total: number | undefined;
  /** Where the rows may lie for a while. */
  readonly folder: string;
  /** A job that was started for the first portion before. */
  readonly job: string | undefined;
  readonly onJob: (job: string) => void;
  readonly progress: Progress;
}

/** Reads the records of a range by Bulk query: a CSV file for each portion of the fields, all with the Id. */
export async function readBulk(
  reading: BulkReading,
): Promise<{ readonly files: readonly string[]; readonly rows: number }> {
  const { org, object, portions, range, total, folder, progress } = reading;
  const files: string[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const [at, fields] of portions.entries()) {
    const file = join(folder, `${object}-${at}.csv`);
    const { rows } = await bulkQueryToFile(org, unorderedQuery(object, fields, range), file, {
      deletedToo: true,
      progress,
      rows: total,
      // Of several portions only the first is found again: the others would be of another moment.
      ...(at === 0 && portions.length === 1 && { job: reading.job, onStarted: reading.onJob }),
    });
    // Without a row, the org may answer without a header too.
    if ((await stat(file)).size === 0) await writeFile(file, `${csvLine(fields)}\n`);
    files.push(file);
    least = Math.min(least, rows);
  }
  return { files, rows: least };
}
