import { close, open, read } from 'node:fs';
import { Readable } from 'node:stream';

const CHUNK_BYTES = 1 << 18;

/**
 * So many chunks take turns. One is on its way to the socket and one is read ahead; a new buffer for each chunk, as the
 * streams of Node make it, would leave a large upload's worth of garbage in memory.
 */
const CHUNKS = 4;

/** A file to be sent, in as much memory as four chunks take. Whoever reads it must be done with a chunk two chunks later. */
export function uploadStream(file: string): Readable {
  const chunks = Array.from({ length: CHUNKS }, () => Buffer.allocUnsafeSlow(CHUNK_BYTES));
  let [turn, handle] = [0, -1];
  return new Readable({
    highWaterMark: CHUNK_BYTES,
    construct(done) {
      open(file, 'r', (error, opened) => {
        handle = opened;
        done(error);
      });
    },
    read() {
      const chunk = chunks[turn++ % CHUNKS]!;
      read(handle, chunk, 0, CHUNK_BYTES, null, (error, bytes) => {
        if (error) this.destroy(error);
        else this.push(bytes === 0 ? null : chunk.subarray(0, bytes));
      });
    },
    destroy(error, done) {
      if (handle < 0) done(error);
      else close(handle, (closing) => done(error ?? closing));
    },
  });
}
