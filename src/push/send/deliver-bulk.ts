import { counted, number } from '../../base/counted.ts';
import type { Progress } from '../../base/progress.ts';
import type { RunRecorder } from '../../ledger/types.ts';
import {
  closeJob,
  createIngestJob,
  type IngestJob,
  type ResultKind,
  saveResults,
  uploadCsv,
  waitForJob,
} from '../../salesforce/bulk-ingest.ts';
import type { Org } from '../../salesforce/org.ts';
import type { UsageTarget } from '../usage-object.ts';

/** A CSV of usage rows that goes up as one delivery. */
export interface Part {
  readonly file: string;
  readonly rows: number;
}

export interface Delivering {
  readonly org: Org;
  readonly run: RunRecorder;
  readonly target: UsageTarget;
  readonly progress: Progress;
}

/** Upserts one part as a bulk job and waits for its end. The job's id is on disk before a row is sent. */
export async function deliverBulk(part: Part, { org, run, target, progress }: Delivering): Promise<IngestJob> {
  const { object, externalId } = target;
  const created = await createIngestJob(org, { object, operation: 'upsert', externalId });
  run.addJob({ jobId: created.id, way: 'bulk', object, operation: 'upsert', rows: part.rows, file: part.file });
  await uploadCsv(org, created, part.file);
  run.moveJob(created.id, 'uploaded');
  const closed = await closeJob(org, created.id);
  run.moveJob(created.id, 'closed', closed.state);
  let known = closed.state;
  return waitForJob(org, created.id, {
    rows: part.rows,
    onState: ({ state, rowsProcessed }) => {
      // The end is told once the results are read.
      if (state !== known && state === 'InProgress') run.moveJob(created.id, 'closed', state);
      known = state;
      progress.update(`${number(rowsProcessed)} of ${counted(part.rows, 'row')}`);
    },
  });
}

/** The three result files of a job, beside the CSV that was sent. They come at once, since one at most is long as a rule. */
export async function bringHome(
  org: Org,
  jobId: string,
  sentFile: string,
): Promise<Readonly<Record<ResultKind, string>>> {
  const beside = (kind: ResultKind) => sentFile.replace(/(\.csv)?$/, `-${kind}.csv`);
  const results = {
    successful: beside('successful'),
    failed: beside('failed'),
    unprocessed: beside('unprocessed'),
  };
  const kinds = ['successful', 'failed', 'unprocessed'] as const;
  await Promise.all(kinds.map((kind) => saveResults(org, jobId, kind, results[kind])));
  return results;
}
