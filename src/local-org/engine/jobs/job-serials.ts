import { idOf } from '../ids.ts';
import type { Engine } from '../types.ts';
import { serialDocument } from './job-documents.ts';
import { serialOf } from './serial-of.ts';

/** The first that a new org gives to a job or a batch. */
const firstSerial = 1_000_001;

/** The running numbers of an org's jobs or batches. None is given twice, though its job be long gone: clients remember it. */
export class JobSerials {
  readonly #engine: () => Engine;
  readonly #keyPrefix: string;
  #next: number;

  /** `known` are the Ids that the org still has. */
  constructor(engine: () => Engine, keyPrefix: string, known: Iterable<string>) {
    this.#engine = engine;
    this.#keyPrefix = keyPrefix;
    this.#next = engine().documents.get<number>(serialDocument, keyPrefix) ?? firstSerial;
    for (const id of known) this.#next = Math.max(this.#next, serialOf(id) + 1);
  }

  nextId(): string {
    const id = idOf(this.#keyPrefix, this.#next++);
    this.keep();
    return id;
  }

  /** Writes down where the numbers are, also after the org was put back to an earlier state. */
  keep(): void {
    this.#engine().documents.put(serialDocument, this.#keyPrefix, this.#next);
  }
}
