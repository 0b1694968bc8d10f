/** Lines of JSON that go in one request, each but the last with a line feed behind it. */
export interface Batch {
  /** The place of its first line among all that are sent. */
  readonly first: number;
  readonly count: number;
  readonly bytes: Buffer;
}

const LINE_FEED = 10;

/** Cuts portions of lines into batches of so many lines and bytes at most; a longer line is a batch of its own. */
export async function* batchesOf(
  portions: AsyncIterable<Uint8Array>,
  /** May become smaller on the way. */
  room: { readonly linesPerRequest: number; readonly bytesPerRequest: number },
): AsyncGenerator<Batch> {
  let first = 0;
  for await (const portion of portions) {
    const bytes = Buffer.from(portion.buffer, portion.byteOffset, portion.byteLength);
    for (let start = 0; start < bytes.length; ) {
      const batch = { first, ...firstLines(bytes.subarray(start), room) };
      yield batch;
      first += batch.count;
      start += batch.bytes.length + 1;
    }
  }
}

function firstLines(
  bytes: Buffer,
  { linesPerRequest, bytesPerRequest }: { readonly linesPerRequest: number; readonly bytesPerRequest: number },
): Pick<Batch, 'count' | 'bytes'> {
  let count = 0;
  let end = -1;
  while (end < bytes.length && count < linesPerRequest) {
    const next = endOfLine(bytes, end + 1);
    if (count > 0 && next > bytesPerRequest) break;
    end = next;
    count += 1;
  }
  return { count, bytes: bytes.subarray(0, end) };
}

function endOfLine(bytes: Buffer, from: number): number {
  const at = bytes.indexOf(LINE_FEED, from);
  return at < 0 ? bytes.length : at;
}

/** Where each line begins. */
export function startsOf({ bytes }: Batch): number[] {
  const starts: number[] = [];
  for (let start = 0; start < bytes.length; start = endOfLine(bytes, start) + 1) starts.push(start);
  return starts;
}

export function halvesOf(batch: Batch): readonly [Batch, Batch] {
  const middle = Math.ceil(batch.count / 2);
  return [linesOf(batch, 0, middle), linesOf(batch, middle, batch.count)];
}

/** Up to so many batches of one line each, spread over a batch from its first to its last. */
export function samplesOf(batch: Batch, most: number): readonly Batch[] {
  const count = Math.min(most, batch.count);
  return Array.from({ length: count }, (_, at) => {
    const place = count === 1 ? 0 : Math.round((at * (batch.count - 1)) / (count - 1));
    return linesOf(batch, place, place + 1);
  });
}

function linesOf(batch: Batch, from: number, to: number): Batch {
  const starts = startsOf(batch);
  const end = to < starts.length ? starts[to]! - 1 : batch.bytes.length;
  return { first: batch.first + from, count: to - from, bytes: batch.bytes.subarray(starts[from], end) };
}
