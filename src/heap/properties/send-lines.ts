import type { NamedError } from '../../base/errors.ts';
import { inParallel } from '../../base/in-parallel.ts';
import type { Answer } from './answer.ts';
import { attemptBatch, type HeapLine, type Outcome } from './attempt-batch.ts';
import { type Batch, type BatchGround, batchesOf, halvesOf, samplesOf } from './batches.ts';
import type { Delivery, LineRange, Owner, RejectedLine } from './delivery.ts';
import { aroundLines } from './post.ts';
import { downFor, refusesAll } from './trouble.ts';

export interface SendRequest {
  readonly owner: Owner;
  readonly portions: AsyncIterable<Uint8Array>;
  /** Told how many lines were accepted or refused so far. */
  readonly onSettled?: ((lines: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Lines that are tried alone before it is said that Heap takes none of them. */
const SAMPLES = 5;
/** Attempts at a part of a batch that the server breaks down over, and the most lines of a run that are given up so. */
const BROKEN = { attempts: 2, lines: 20 };

/** Sends all lines, several requests at a time; a batch that is refused is halved until the refused lines are alone. */
export function sendLines(line: HeapLine, request: SendRequest): Promise<Delivery> {
  return new Sending(line, request).run();
}

class Sending {
  readonly #line: HeapLine;
  readonly #request: SendRequest;
  readonly #batches: BatchGround;
  readonly #rejected: RejectedLine[] = [];
  readonly #left: LineRange[] = [];
  #taken = 0;
  #settled = 0;
  #broken = 0;
  #stopped: NamedError | undefined;

  constructor(line: HeapLine, request: SendRequest) {
    this.#line = line;
    this.#request = request;
    this.#batches = { bodies: line.bodies, around: aroundLines(line.place, request.owner), room: line };
  }

  async run(): Promise<Delivery> {
    const { owner, portions } = this.#request;
    const { proven, limits } = this.#line;
    const batches = batchesOf(portions, this.#batches);
    const worker = async (until: () => boolean) => {
      while (this.#stopped === undefined && !until()) {
        const next = await batches.next();
        if (next.done === true) return;
        this.#taken = Math.max(this.#taken, next.value.first + next.value.count);
        await this.#settle(next.value, limits.attempts);
      }
    };
    try {
      // Until something is accepted one goes ahead alone, so that a wrong app id costs a handful of requests.
      await worker(() => proven.has(owner));
      const workers = Array.from({ length: limits.requestsInFlight }, () => () => false);
      await inParallel(workers, workers.length, worker);
    } finally {
      await batches.return(undefined);
    }
    return {
      taken: this.#taken,
      rejected: this.#rejected.sort((one, other) => one.line - other.line),
      left: this.#left.sort((one, other) => one.from - other.from),
      ...(this.#stopped === undefined ? {} : { stopped: this.#stopped }),
    };
  }

  async #settle(batch: Batch, attempts: number): Promise<void> {
    const { first, count } = batch;
    const outcome = await this.#attempt(batch, attempts);
    if (outcome.kind === 'given-up') {
      this.#left.push({ from: first, to: first + count });
      return;
    }
    if (outcome.kind !== 'accepted' && count > 1) {
      for (const half of halvesOf(batch, this.#batches)) {
        await this.#settle(half, outcome.kind === 'broken' ? BROKEN.attempts : attempts);
      }
      return;
    }
    if (outcome.kind !== 'accepted') {
      const { status, text } = outcome.said;
      this.#rejected.push({ line: first, status, message: text === '' ? `HTTP ${status}` : text });
    }
    this.#settled += count;
    this.#request.onSettled?.(this.#settled);
  }

  /** An attempt, and what its outcome means for all that is sent. */
  async #attempt(batch: Batch, attempts: number): Promise<Exclude<Outcome, { kind: 'down' }>> {
    if (this.#stopped !== undefined) return { kind: 'given-up' };
    const { limits, place, proven } = this.#line;
    const outcome = await this.#once(batch, attempts);
    switch (outcome.kind) {
      case 'down':
        return this.#stop(outcome.why);
      case 'refused': {
        const isEverybody = outcome.said.status === 400 && !proven.has(this.#request.owner);
        if (!isEverybody || batch.count < SAMPLES || (await this.#takesSome(batch, limits.attempts))) return outcome;
        throw refusesAll(place, this.#request.owner, outcome.said, SAMPLES);
      }
      case 'broken':
        return (await this.#isOfBatch(batch, attempts)) ? outcome : this.#stop(this.#outage(outcome.said, attempts));
      default:
        return outcome;
    }
  }

  /** Some servers break down over the values of one user. Where others go through alone, the batch is what is broken. */
  async #isOfBatch(batch: Batch, attempts: number): Promise<boolean> {
    const isPart = attempts < this.#line.limits.attempts;
    if (batch.count > 1) return isPart || (await this.#takesSome(batch, 1));
    this.#broken += 1;
    return isPart && this.#broken <= BROKEN.lines;
  }

  /** Whether any of a batch's lines goes through alone. */
  async #takesSome(batch: Batch, attempts: number): Promise<boolean> {
    for (const sample of samplesOf(batch, this.#batches, SAMPLES)) {
      const outcome = await this.#once(sample, attempts);
      if (outcome.kind === 'accepted') return true;
      // Later lines tell whether it is down for all.
      if (outcome.kind === 'down' || outcome.kind === 'given-up') return true;
    }
    return false;
  }

  #once(batch: Batch, most: number): Promise<Outcome> {
    const { owner, signal } = this.#request;
    return attemptBatch(this.#line, batch, { owner, most, signal, givenUp: () => this.#stopped !== undefined });
  }

  #outage(said: Answer, attempts: number): NamedError {
    return downFor(this.#line.place, said, attempts);
  }

  #stop(why: NamedError): { readonly kind: 'given-up' } {
    this.#stopped ??= why;
    return { kind: 'given-up' };
  }
}
