import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A stream, and what becomes of its bytes on their way. */
export interface Source {
  readonly from: Readable;
  readonly through?: (bytes: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;
}

/**
 * Writes streams one after another into a file, which gets its name when all are there: a half file never looks whole.
 * Resolves to its size in bytes.
 */
export async function saveStreams(sources: AsyncIterable<Source>, file: string): Promise<number> {
  const part = `${file}.part`;
  const sink = createWriteStream(part, { highWaterMark: 1 << 18 });
  try {
    // One pipeline for all: each leaves its listeners on the sink, and Node warns of a leak from the eleventh on.
    await pipeline(bytesOf(sources), sink);
    await rename(part, file);
    return sink.bytesWritten;
  } catch (error) {
    sink.destroy();
    await rm(part, { force: true });
    throw error;
  }
}

async function* bytesOf(sources: AsyncIterable<Source>): AsyncGenerator<Buffer> {
  for await (const { from, through } of sources) yield* through === undefined ? from : through(from);
}

/** Drops the first line, which repeats the header; names of fields hold no line breaks. */
export async function* withoutFirstLine(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let past = false;
  for await (const chunk of bytes) {
    const end: number = past ? -1 : chunk.indexOf(10);
    if (past || end >= 0) yield chunk.subarray(end + 1);
    past ||= end >= 0;
  }
}
