import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { eachChunk } from './each-chunk.ts';

export interface GrowingFile {
  /** Puts a stream behind what is there: all of it, or nothing when it breaks off. `through` gives what is kept of a chunk. */
  add(from: Readable, through?: (chunk: Buffer) => Buffer): Promise<void>;
}

/**
 * Has a file grow, which gets its name once the work is done: a half file never looks whole. Each chunk is written as it comes, which
 * takes two thirds of the time that a stream for the file takes, and leaves no chunks waiting in memory.
 */
export async function growFile<T>(file: string, work: (growing: GrowingFile) => Promise<T>): Promise<T> {
  const part = `${file}.part`;
  const handle = openSync(part, 'w');
  let size = 0;
  const add: GrowingFile['add'] = async (from, through = (chunk) => chunk) => {
    let end = size;
    await eachChunk(from, (chunk) => {
      const kept = through(chunk);
      writeWhole(handle, kept, end);
      end += kept.length;
    });
    size = end;
  };
  let outcome: T;
  try {
    outcome = await work({ add });
    // Whatever broke off may have been longer than what came in its place.
    ftruncateSync(handle, size);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  } finally {
    closeSync(handle);
  }
  await rename(part, file);
  return outcome;
}

/** The system may write less than it is given. */
function writeWhole(handle: number, bytes: Buffer, position: number): void {
  for (let done = 0; done < bytes.length; )
    done += writeSync(handle, bytes, done, bytes.length - done, position + done);
}

/** Drops the first line of a stream, which repeats the header; names of fields hold no line breaks. */
export function withoutFirstLine(): (chunk: Buffer) => Buffer {
  let isPast = false;
  return (chunk) => {
    if (isPast) return chunk;
    const end = chunk.indexOf(10);
    isPast = end >= 0;
    return isPast ? chunk.subarray(end + 1) : chunk.subarray(0, 0);
  };
}
