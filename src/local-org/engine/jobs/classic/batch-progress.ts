import { readFileSync } from 'node:fs';
import type { RowOutcome } from '../../types.ts';
import { GrowingFile } from '../csv/growing-file.ts';
import type { Batch } from '../job.ts';

type Change = Pick<Batch, 'processed' | 'failed'> & { readonly outcomeBytes: number };

/** What became of the rows of a batch so far, kept so that a killed process leaves a batch that can be gone on with. */
export class BatchProgress {
  readonly outcomes: RowOutcome[];
  readonly #file: GrowingFile;
  readonly #change: (change: Change) => void;

  constructor(path: string, { outcomeBytes = 0 }: Batch, change: (change: Change) => void) {
    this.#file = new GrowingFile(path, outcomeBytes);
    this.#change = change;
    const lines = outcomeBytes === 0 ? [] : readFileSync(path, 'utf8').trimEnd().split('\n');
    this.outcomes = lines.map((line) => JSON.parse(line) as RowOutcome);
  }

  get failed(): number {
    return this.outcomes.filter(({ status }) => status === 'refused').length;
  }

  /** More rows are done. Called within the transaction that wrote them. */
  add(outcomes: readonly RowOutcome[]): void {
    this.outcomes.push(...outcomes);
    this.#file.append(outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`).join(''));
    this.#change({ processed: this.outcomes.length, failed: this.failed, outcomeBytes: this.#file.bytes });
  }

  close(): void {
    this.#file.close();
  }
}
