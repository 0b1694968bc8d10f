import { finished, type Readable } from 'node:stream';

/**
 * Has each chunk of a stream taken as it comes, in the turn in which it comes. By an iterator each would wait for a turn of its own
 * and take a third more time. Rejects with what broke the stream, or what `take` threw.
 */
export function eachChunk(from: Readable, take: (chunk: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    finished(from, (error) => (error ? reject(error) : resolve()));
    from.on('data', (chunk: Buffer) => {
      try {
        take(chunk);
      } catch (error) {
        from.destroy(error as Error);
      }
    });
  });
}
