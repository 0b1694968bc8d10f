import type { Dispatcher } from 'undici';
import type { Clock } from '../../base/clock.ts';
import type { NamedError } from '../../base/errors.ts';
import { type Answer, type Meaning, meaningOf, type Said } from './answer.ts';
import type { Batch } from './batches.ts';
import type { Bodies } from './bodies.ts';
import type { Owner } from './delivery.ts';
import { placesOf } from './identity-pace.ts';
import type { SendLimits } from './limits.ts';
import type { Pace } from './pace.ts';
import { type HeapPlace, post } from './post.ts';
import { retryAfterMs } from './retry-after.ts';
import { askedToWait, downFor, foreignAnswer } from './trouble.ts';

/** What lasts from one stream of lines to the next. */
export interface HeapLine {
  readonly place: HeapPlace;
  readonly limits: SendLimits;
  readonly dispatcher: Dispatcher;
  readonly bodies: Bodies;
  readonly pace: Pace;
  readonly clock: Clock;
  /** Whether Heap unpacks bodies. Its documentation does not say, so it is tried once. */
  packing: 'untried' | 'works' | 'off';
  /** Those of whom Heap has accepted something: app id and names are right. */
  readonly proven: Set<Owner>;
  readonly linesPerRequest: number;
  /** Smaller than the limit once Heap has found a body too large. */
  bytesPerRequest: number;
}

export interface Attempts {
  readonly owner: Owner;
  /** How often a busy Heap is asked. */
  readonly most: number;
  readonly signal?: AbortSignal | undefined;
  /** Whether it is known by now that Heap is down. */
  givenUp(): boolean;
}

export type Outcome =
  | { readonly kind: 'accepted' }
  /** Something in it is off, or it is too large. */
  | { readonly kind: 'refused'; readonly said: Answer }
  /** The server breaks down over it, however often it is asked: an outage, or something in the batch. */
  | { readonly kind: 'broken'; readonly said: Answer }
  | { readonly kind: 'down'; readonly why: NamedError }
  | { readonly kind: 'given-up' };

/** Below this a body is sent as it is. */
const WORTH_PACKING = 1024;

/** Sends a batch until Heap says yes or no, or has been busy too often. */
export async function attemptBatch(line: HeapLine, batch: Batch, attempts: Attempts): Promise<Outcome> {
  const { place, limits, pace, dispatcher } = line;
  const { owner, signal } = attempts;
  const { body } = batch;
  const places = placesOf(batch);
  let plain = false;
  for (let failures = 0; ; ) {
    const packed = line.packing !== 'off' && !plain && body.length >= WORTH_PACKING;
    const askedAt = await pace.turn(places, signal);
    const said = await post({ dispatcher, place, owner, body, packed, signal });
    const meaning = meaningOf(said);

    if (packed && line.packing === 'untried' && mayBePacking(said, meaning)) {
      plain = true;
      continue;
    }
    if (meaning === 'accepted') {
      pace.wentWell();
      line.bodies.giveBack(body);
      line.proven.add(owner);
      if (packed) line.packing = 'works';
      else if (plain && line.packing === 'untried') line.packing = 'off';
      return { kind: 'accepted' };
    }
    if (said.kind === 'answer' && (meaning === 'refused' || meaning === 'too-large')) {
      pace.wentWell();
      if (meaning === 'too-large' && batch.count > 1) shrink(line, body.length);
      return { kind: 'refused', said };
    }
    if (meaning !== 'busy') return { kind: 'down', why: foreignAnswer(place, said) };

    failures += 1;
    const asked = waitAskedFor(said, line.clock.now());
    if (asked !== undefined && asked > limits.longestWaitMs) {
      return { kind: 'down', why: askedToWait(place, said, asked) };
    }
    if (failures >= attempts.most) {
      if (said.kind === 'answer' && said.status === 500) return { kind: 'broken', said };
      return { kind: 'down', why: downFor(place, said, failures) };
    }
    if (attempts.givenUp()) return { kind: 'given-up' };
    pace.holdBack(askedAt, asked);
  }
}

/** As long as no packed body was accepted, these may be said to the packing. */
function mayBePacking(said: Said, meaning: Meaning): boolean {
  if (meaning === 'refused' || meaning === 'cannot-unpack' || meaning === 'foreign') return true;
  return said.kind === 'answer' && said.status === 500;
}

function waitAskedFor(said: Said, now: Date): number | undefined {
  if (said.kind === 'silence') return undefined;
  const value = said.headers['retry-after'];
  return retryAfterMs(Array.isArray(value) ? value[0] : value, now);
}

function shrink(line: HeapLine, bytes: number): void {
  line.bytesPerRequest = Math.min(line.bytesPerRequest, Math.ceil(bytes / 2));
}
