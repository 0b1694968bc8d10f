import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A stream, and what it goes through on its way. */
export interface Source {
  readonly from: Readable;
  readonly through?: Transform;
}

/**
 * Writes streams one after another into a file, which gets its name when all are there: a half file never looks whole.
 * Resolves to its size in bytes.
 */
export async function saveStreams(sources: AsyncIterable<Source>, file: string): Promise<number> {
  const part = `${file}.part`;
  const sink = createWriteStream(part, { highWaterMark: 1 << 18 });
  try {
    for await (const { from, through } of sources) {
      await pipeline(through ? [from, through, sink] : [from, sink], { end: false });
    }
    await new Promise<void>((resolve, reject) => {
      sink.once('error', reject);
      sink.end(resolve);
    });
    await rename(part, file);
    return sink.bytesWritten;
  } catch (error) {
    sink.destroy();
    await rm(part, { force: true });
    throw error;
  }
}

/** Drops the first line, which repeats the header; names of fields hold no line breaks. */
export function withoutFirstLine(): Transform {
  let past = false;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      if (past) return done(null, chunk);
      const end = chunk.indexOf(10);
      past = end >= 0;
      done(null, past ? chunk.subarray(end + 1) : undefined);
    },
  });
}
