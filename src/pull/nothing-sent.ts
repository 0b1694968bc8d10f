import type { HeapProperties } from '../heap/properties/open-heap.ts';

const LINE_FEED = 10;

/** A Heap that is told nothing: each line is taken and left, so that a dry run counts what would be sent. */
export const nothingSent: HeapProperties = {
  async send(_level, portions) {
    let taken = 0;
    for await (const portion of portions) taken += countLines(portion);
    return { taken, rejected: [], left: taken === 0 ? [] : [{ from: 0, to: taken }] };
  },
  async close() {},
};

/** Behind the last line of a portion there is no line feed. */
function countLines(portion: Uint8Array): number {
  let count = portion.length === 0 ? 0 : 1;
  for (let at = portion.indexOf(LINE_FEED); at >= 0; at = portion.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}
