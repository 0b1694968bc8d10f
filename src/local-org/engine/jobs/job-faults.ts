import type { FaultOf, OrgFaults } from '../faults.ts';
import type { RowOutcome } from '../types.ts';

type Stop = FaultOf<'job-fails' | 'job-aborts' | 'job-waits'>;

/** What a job meets on its way because its org was asked for it. */
export interface JobFaults {
  /** Where the job stops: after so many rows. */
  readonly stop: { readonly id: string; readonly fault: Stop; readonly afterRows: number } | undefined;
  /** The refusal of a row by its number from 1 on; undefined when it may be written. */
  refusal(row: number): RowOutcome | undefined;
}

/** A job of Bulk API 2.0, or one batch of a job of Bulk API 1.0. */
export interface FaultyWork {
  /** The job's. */
  readonly id: string;
  readonly object: string;
  readonly operation: string;
  /** Rows that were done before. */
  readonly processed: number;
}

export function jobFaultsOf(job: FaultyWork, faults: OrgFaults): JobFaults {
  const isMeant = (fault: OfJobs): boolean => isFor(fault, job);
  const stop = faults.meet(['job-fails', 'job-aborts', 'job-waits'], isMeant);
  const refusing = faults.meetAll(['job-refuses-rows'], isMeant);
  return {
    stop: stop && { ...stop, afterRows: Math.max(job.processed, stop.fault.afterRows ?? 0) },
    refusal: (row) => {
      const fault = refusing.find((one) => isRefused(row, one));
      return fault && refusalBy(fault);
    },
  };
}

type OfJobs = { readonly object?: string; readonly operation?: string; readonly jobId?: string };

function isFor(fault: OfJobs, job: FaultyWork): boolean {
  const { object, operation, jobId } = fault;
  return (
    (object === undefined || object.toLowerCase() === job.object.toLowerCase()) &&
    (operation === undefined || operation === job.operation) &&
    (jobId === undefined || jobId.slice(0, 15) === job.id.slice(0, 15))
  );
}

function isRefused(row: number, { rows, every }: FaultOf<'job-refuses-rows'>): boolean {
  if (rows === undefined && every === undefined) return true;
  return rows?.includes(row) === true || (every !== undefined && row % every === 0);
}

function refusalBy({ code, message }: FaultOf<'job-refuses-rows'>): RowOutcome {
  const error = {
    code: code ?? 'UNABLE_TO_LOCK_ROW',
    message: message ?? 'unable to obtain exclusive access to this record or 1 records',
    fields: [],
  };
  return { status: 'refused', errors: [error] };
}
