/** https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/bulk_api_2_job_states.htm */
type JobState = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';

/** https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_reference_jobinfo.htm */
type ClassicState = 'Open' | 'Closed' | 'Aborted' | 'Failed';

export const delimiters = {
  BACKQUOTE: '`',
  CARET: '^',
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  TAB: '\t',
} as const;

type DelimiterName = keyof typeof delimiters;

export const lineEndings = { LF: '\n', CRLF: '\r\n' } as const;

export type LineEndingName = keyof typeof lineEndings;

export type IngestOperation = 'insert' | 'update' | 'upsert' | 'delete' | 'hardDelete';

interface JobBase {
  /** 18 characters, `750…`. */
  readonly id: string;
  readonly createdById: string;
  readonly createdDate: string;
  readonly systemModstamp: string;
  readonly apiVersion: string;
  readonly object: string;
}

interface Job2Base extends JobBase {
  readonly state: JobState;
  readonly lineEnding: LineEndingName;
  readonly columnDelimiter: DelimiterName;
  readonly processed: number;
  readonly milliseconds: number;
  /** Why the whole job failed. */
  readonly errorMessage?: string;
}

export interface IngestJob extends Job2Base {
  readonly kind: 'ingest';
  readonly operation: IngestOperation;
  readonly externalIdFieldName?: string;
  /** Bytes that came; none until the one upload is whole. */
  readonly uploaded?: number;
  /** What the upload broke, told when the job is closed. */
  readonly uploadTrouble?: string;
  readonly failed: number;
  /** Bytes of the result files that belong to the rows processed so far; what follows them was never committed. */
  readonly successBytes: number;
  readonly failureBytes: number;
}

export interface QueryJob extends Job2Base {
  readonly kind: 'query';
  readonly operation: 'query' | 'queryAll';
  readonly query: string;
  /** Where each thousandth row begins in the result file. */
  readonly offsets: readonly number[];
  readonly headerBytes: number;
  readonly bytes: number;
}

/** A job of Bulk API 1.0: its work lies in its batches. */
export interface ClassicJob extends JobBase {
  readonly kind: 'classic';
  readonly operation: IngestOperation | 'query' | 'queryAll';
  readonly state: ClassicState;
  readonly externalIdFieldName?: string;
  readonly concurrencyMode: 'Parallel' | 'Serial';
  readonly contentType: 'CSV' | 'XML' | 'JSON';
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_reference_batchinfo.htm */
export interface Batch {
  /** 18 characters, `751…`. */
  readonly id: string;
  readonly jobId: string;
  readonly state: 'Queued' | 'InProgress' | 'Completed' | 'Failed' | 'NotProcessed';
  /** Why the whole batch failed. */
  readonly stateMessage?: string;
  readonly createdDate: string;
  readonly systemModstamp: string;
  readonly processed: number;
  readonly failed: number;
  readonly milliseconds: number;
  /** Bytes of the file of outcomes that belong to the rows processed so far. */
  readonly outcomeBytes?: number;
  /** Where a query's rows are found, `752…`. */
  readonly resultId?: string;
}

export type Job = IngestJob | QueryJob | ClassicJob;

/** A job whose rows the job itself brings along, or finds by its query. */
export type Job2 = IngestJob | QueryJob;

export function isOver({ state }: Job): boolean {
  return state === 'JobComplete' || state === 'Failed' || state === 'Aborted' || state === 'Closed';
}
