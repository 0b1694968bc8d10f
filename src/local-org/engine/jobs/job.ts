/** https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/bulk_api_2_job_states.htm */
type JobState = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';

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

interface JobBase {
  /** 18 characters, `750…`. */
  readonly id: string;
  readonly createdById: string;
  readonly createdDate: string;
  readonly systemModstamp: string;
  readonly apiVersion: string;
  readonly state: JobState;
  readonly object: string;
  readonly lineEnding: LineEndingName;
  readonly columnDelimiter: DelimiterName;
  readonly processed: number;
  readonly milliseconds: number;
  /** Why the whole job failed. */
  readonly errorMessage?: string;
}

export interface IngestJob extends JobBase {
  readonly kind: 'ingest';
  readonly operation: 'insert' | 'update' | 'upsert' | 'delete';
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

export interface QueryJob extends JobBase {
  readonly kind: 'query';
  readonly operation: 'query' | 'queryAll';
  readonly query: string;
  /** Where each thousandth row begins in the result file. */
  readonly offsets: readonly number[];
  readonly headerBytes: number;
  readonly bytes: number;
}

export type Job = IngestJob | QueryJob;

export function isOver({ state }: Job): boolean {
  return state === 'JobComplete' || state === 'Failed' || state === 'Aborted';
}
