const LF = 10;

/** A job as its client asks for it. */
interface JobSpec {
  readonly object: string;
  readonly operation: string;
  readonly externalIdFieldName?: string;
}

export interface JobManners {
  /** Rows that are taken in a second; 0 for as fast as the line. */
  readonly rowsPerSecond: number;
  readonly verdict: Verdict;
}

/** What a null org does with rows: it says of each that it was changed, or that a validation rule refused it. */
export type Verdict = 'accept' | 'refuse';

const ANSWERS: Readonly<Record<Verdict, string>> = {
  accept: '"a00000000000000AAA","false",',
  refuse: '"","FIELD_CUSTOM_VALIDATION_EXCEPTION:Usage may not be written while the books are closed.:Metric_1__c --",',
};

/** A bulk job that looks at no row, and gives all of them back with one verdict. Rows hold no line breaks of their own. */
export class NullJob {
  readonly id: string;
  /** The bytes as they came. */
  readonly upload: Buffer[] = [];
  rows = 0;
  requests = 1;
  readonly object: string;
  readonly #spec: JobSpec;
  readonly #rowsPerSecond: number;
  readonly #verdict: Verdict;
  /** The rows behind what was said of each, made while they come. */
  readonly #answered: Buffer[] = [];
  #header = '';
  #rest: Buffer = Buffer.alloc(0);
  #closedAt: number | undefined;

  constructor(id: string, spec: JobSpec, { rowsPerSecond, verdict }: JobManners) {
    this.id = id;
    this.object = spec.object;
    this.#spec = spec;
    this.#rowsPerSecond = rowsPerSecond;
    this.#verdict = verdict;
  }

  take(chunk: Buffer): void {
    this.upload.push(chunk);
    const lines = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const end = lines.lastIndexOf(LF) + 1;
    this.#rest = lines.subarray(end);
    this.#answer(lines.subarray(0, end));
  }

  close(): void {
    if (this.#rest.length > 0) this.#answer(Buffer.concat([this.#rest, Buffer.from('\n')]));
    this.#rest = Buffer.alloc(0);
    this.#closedAt = performance.now();
  }

  info(): Readonly<Record<string, unknown>> {
    const done = this.#done();
    const state = this.#closedAt === undefined ? 'Open' : done < this.rows ? 'InProgress' : 'JobComplete';
    return {
      id: this.id,
      ...this.#spec,
      state,
      createdDate: '2026-06-30T07:00:00.000+0000',
      systemModstamp: '2026-06-30T07:00:00.000+0000',
      createdById: '005000000000001AAA',
      concurrencyMode: 'Parallel',
      contentType: 'CSV',
      apiVersion: 67,
      lineEnding: 'LF',
      columnDelimiter: 'COMMA',
      contentUrl: `services/data/v67.0/jobs/ingest/${this.id}/batches`,
      jobType: 'V2Ingest',
      retries: 0,
      totalProcessingTime: 1,
      apiActiveProcessingTime: 1,
      apexProcessingTime: 0,
      ...(this.#closedAt === undefined
        ? {}
        : { numberRecordsProcessed: done, numberRecordsFailed: this.#verdict === 'refuse' ? done : 0 }),
    };
  }

  /** One of the three result files, piece by piece. */
  results(what: string): readonly (Buffer | string)[] {
    const rows = (verdict: Verdict) => (this.#verdict === verdict ? this.#answered : []);
    if (what === 'successfulResults') return [`"sf__Id","sf__Created",${this.#header}\n`, ...rows('accept')];
    if (what === 'failedResults') return [`"sf__Id","sf__Error",${this.#header}\n`, ...rows('refuse')];
    return [`${this.#header}\n`];
  }

  #done(): number {
    if (this.#rowsPerSecond === 0) return this.rows;
    const seconds = (performance.now() - (this.#closedAt ?? performance.now())) / 1000;
    return Math.min(this.rows, Math.floor(seconds * this.#rowsPerSecond));
  }

  /** Each whole line goes back behind the Id and what became of it. */
  #answer(lines: Buffer): void {
    let at = 0;
    if (this.#header === '') {
      at = lines.indexOf(LF) + 1;
      if (at === 0) return;
      this.#header = lines.toString('utf8', 0, at).trimEnd();
    }
    const prefix = Buffer.from(ANSWERS[this.#verdict]);
    const out = Buffer.allocUnsafe(lines.length * 2 + prefix.length);
    let written = 0;
    let pieces = out;
    while (at < lines.length) {
      const end = lines.indexOf(LF, at) + 1;
      const needed = prefix.length + end - at;
      if (written + needed > pieces.length) {
        this.#answered.push(pieces.subarray(0, written));
        pieces = Buffer.allocUnsafe(Math.max(needed, lines.length));
        written = 0;
      }
      written += prefix.copy(pieces, written);
      written += lines.copy(pieces, written, at, end);
      this.rows += 1;
      at = end;
    }
    this.#answered.push(pieces.subarray(0, written));
  }
}
