import type { Bodies, Lines } from './bodies.ts';

/** Lines of JSON that go in one request. */
export interface Batch extends Lines {
  /** The place of its first line among all that are sent. */
  readonly first: number;
  readonly count: number;
}

/** What batches are made in. */
export interface BatchGround {
  readonly bodies: Bodies;
  /** What stands around the lines of a body. */
  readonly around: readonly [before: string, after: string];
  /** How much a request may hold; it may become less on the way. */
  readonly room: { readonly linesPerRequest: number; readonly bytesPerRequest: number };
}

const LINE_FEED = 10;

/**
 * Puts lines into batches of so many lines and bytes at most; a longer line is a batch of its own. A portion is read before the next
 * one is asked for, and not needed any more then.
 */
export async function* batchesOf(portions: AsyncIterable<Uint8Array>, ground: BatchGround): AsyncGenerator<Batch> {
  const { bodies, around, room } = ground;
  let first = 0;
  let filling = bodies.begin(around);
  for await (const portion of portions) {
    const bytes = Buffer.from(portion.buffer, portion.byteOffset, portion.byteLength);
    for (let start = 0; start < bytes.length; ) {
      const end = endOfLine(bytes, start);
      const isFull = filling.count >= room.linesPerRequest || filling.bytes + 1 + end - start > room.bytesPerRequest;
      if (filling.count > 0 && isFull) {
        const { count } = filling;
        yield { first, count, ...filling.end() };
        first += count;
        filling = bodies.begin(around);
      }
      filling.add(bytes, start, end);
      start = end + 1;
    }
  }
  if (filling.count > 0) yield { first, count: filling.count, ...filling.end() };
}

function endOfLine(bytes: Buffer, from: number): number {
  const at = bytes.indexOf(LINE_FEED, from);
  return at < 0 ? bytes.length : at;
}

export function halvesOf(batch: Batch, ground: BatchGround): readonly [Batch, Batch] {
  const middle = Math.ceil(batch.count / 2);
  return [linesOf(batch, ground, 0, middle), linesOf(batch, ground, middle, batch.count)];
}

/** Up to so many batches of one line each, spread over a batch from its first to its last. */
export function samplesOf(batch: Batch, ground: BatchGround, most: number): readonly Batch[] {
  const count = Math.min(most, batch.count);
  return Array.from({ length: count }, (_, at) => {
    const place = count === 1 ? 0 : Math.round((at * (batch.count - 1)) / (count - 1));
    return linesOf(batch, ground, place, place + 1);
  });
}

function linesOf({ first, body, starts }: Batch, { bodies, around }: BatchGround, from: number, to: number): Batch {
  const filling = bodies.begin(around);
  for (let at = from; at < to; at++) filling.add(body, starts[at]!, starts[at + 1]! - 1);
  return { first: first + from, count: to - from, ...filling.end() };
}
