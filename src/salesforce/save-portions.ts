import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { eachChunk } from './each-chunk.ts';

/** So many bytes a portion aims at. DuckDB keeps all of a file that one reader reads, until it is done with it. */
const PORTION_BYTES = 4_000_000;

const [LF, QUOTE] = [10, 34];

/**
 * Writes a CSV that comes in chunks into files of some megabytes, each with the header and whole rows below it. Resolves to
 * their paths, in order: one at least, be there nothing to write.
 */
export async function savePortions(from: Readable, fileOf: (portion: number) => string): Promise<readonly string[]> {
  const files: string[] = [];
  const begin = (...first: readonly Buffer[]): number => {
    const file = fileOf(files.length + 1);
    files.push(file);
    const opened = openSync(file, 'w');
    for (const bytes of first) writeFileSync(opened, bytes);
    return opened;
  };
  const endOfRows = rowEnds();
  let handle = begin();
  let [header, isHeader, written] = [Buffer.alloc(0), true, 0];
  try {
    await eachChunk(from, (chunk) => {
      const end = endOfRows(chunk);
      if (isHeader) {
        const length = chunk.indexOf(LF) + 1;
        header = Buffer.concat([header, length === 0 ? chunk : chunk.subarray(0, length)]);
        isHeader = length === 0;
      }
      written += chunk.length;
      if (end === 0 || written < PORTION_BYTES) {
        writeFileSync(handle, chunk);
        return;
      }
      writeFileSync(handle, chunk.subarray(0, end));
      const next = begin(header, chunk.subarray(end));
      closeSync(handle);
      handle = next;
      written = header.length + chunk.length - end;
    });
    return files;
  } catch (error) {
    for (const file of files) rmSync(file, { force: true });
    throw error;
  } finally {
    closeSync(handle);
  }
}

/**
 * Tells of chunk after chunk where the last row in it ends; 0 where none does. Quotes within a cell are doubled, so that
 * before the end of a row there is an even number of them.
 */
function rowEnds(): (chunk: Buffer) => number {
  let isQuoted = false;
  return (chunk) => {
    let end = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === QUOTE) isQuoted = !isQuoted;
      else if (byte === LF && !isQuoted) end = at + 1;
    }
    return end;
  };
}
