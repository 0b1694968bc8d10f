import { counted, number } from '../../base/counted.ts';
import type { Progress } from '../../base/progress.ts';
import type { RunRecorder } from '../../ledger/types/recorder.ts';
import {
  closeJob,
  createIngestJob,
  type IngestJob,
  type ResultKind,
  saveResultPortions,
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

/** Opens the bulk job of a part, whose CSV may still be in the making. The job's id is on disk before a row is sent. */
export async function openJob(part: Part, { org, run, target }: Omit<Delivering, 'progress'>): Promise<IngestJob> {
  const { object, externalId } = target;
  const job = await createIngestJob(org, { object, operation: 'upsert', externalId });
  run.addJob({ jobId: job.id, way: 'bulk', object, operation: 'upsert', rows: part.rows, file: part.file });
  return job;
}

/** Upserts one part as the job that was opened for it, and waits for its end. */
export async function deliverBulk(job: IngestJob, part: Part, { org, run, progress }: Delivering): Promise<IngestJob> {
  await uploadCsv(org, job, part.file);
  run.moveJob(job.id, 'uploaded');
  const closed = await closeJob(org, job.id);
  run.moveJob(job.id, 'closed', closed.state);
  let known = closed.state;
  return waitForJob(org, job.id, {
    rows: part.rows,
    onState: ({ state, rowsProcessed }) => {
      // The end is told once the results are read.
      if (state !== known && state === 'InProgress') run.moveJob(job.id, 'closed', state);
      known = state;
      progress.update(`${number(rowsProcessed)} of ${counted(part.rows, 'row')}`);
    },
  });
}

/** The files of each kind of result, whose rows are in them one after the other. */
export type ResultFiles = Readonly<Record<ResultKind, readonly string[]>>;

export interface Bringing {
  readonly jobId: string;
  /** The CSV that was sent: the results come to lie beside it. */
  readonly sentFile: string;
  /** Whether no column that was sent can hold quotes or a line break: then the accepted rows are one file. */
  readonly plain: boolean;
}

/**
 * The three results of a job. They come at once, since one at most is long as a rule. What only one reader at a time can read
 * comes in portions, so that no more than one of them is in memory.
 */
export async function bringHome(org: Org, { jobId, sentFile, plain }: Bringing): Promise<ResultFiles> {
  const bring = async (kind: ResultKind): Promise<readonly string[]> => {
    const beside = (ending: string) => sentFile.replace(/(\.csv)?$/, `-${kind}${ending}`);
    if (!(plain && kind === 'successful'))
      return saveResultPortions(org, jobId, kind, (portion) => beside(`-${portion}.csv`));
    const file = beside('.csv');
    await saveResults(org, jobId, kind, file);
    return [file];
  };
  const [successful, failed, unprocessed] = await Promise.all([
    bring('successful'),
    bring('failed'),
    bring('unprocessed'),
  ]);
  return { successful, failed, unprocessed };
}
