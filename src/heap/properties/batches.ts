/** Lines that go in one request, with the place of the first among all that are sent. */
export interface Batch {
  readonly first: number;
  readonly lines: readonly string[];
}

/** Cuts a stream of lines into batches of so many lines and bytes; a longer line is a batch of its own. */
export async function* batchesOf(
  portions: AsyncIterable<readonly string[]>,
  /** May become smaller on the way. */
  room: { readonly linesPerRequest: number; readonly bytesPerRequest: number },
): AsyncGenerator<Batch> {
  let first = 0;
  let lines: string[] = [];
  let bytes = 0;
  for await (const portion of portions) {
    for (const line of portion) {
      const size = Buffer.byteLength(line) + 1;
      if (lines.length > 0 && (lines.length >= room.linesPerRequest || bytes + size > room.bytesPerRequest)) {
        yield { first, lines };
        first += lines.length;
        lines = [];
        bytes = 0;
      }
      lines.push(line);
      bytes += size;
    }
  }
  if (lines.length > 0) yield { first, lines };
}

export function halvesOf({ first, lines }: Batch): readonly [Batch, Batch] {
  const middle = Math.ceil(lines.length / 2);
  return [
    { first, lines: lines.slice(0, middle) },
    { first: first + middle, lines: lines.slice(middle) },
  ];
}

/** Up to so many batches of one line each, spread over a batch from its first to its last. */
export function samplesOf({ first, lines }: Batch, most: number): readonly Batch[] {
  const count = Math.min(most, lines.length);
  return Array.from({ length: count }, (_, at) => {
    const place = count === 1 ? 0 : Math.round((at * (lines.length - 1)) / (count - 1));
    return { first: first + place, lines: lines.slice(place, place + 1) };
  });
}
