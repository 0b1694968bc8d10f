import { batchesOf } from '../heap/properties/batches.ts';
import type { HeapProperties } from '../heap/properties/open-heap.ts';

const ALL = { linesPerRequest: Number.POSITIVE_INFINITY, bytesPerRequest: Number.POSITIVE_INFINITY } as const;

/** A Heap that is told nothing: each line is taken and left, so that a dry run counts what would be sent. */
export const nothingSent: HeapProperties = {
  async send(_level, portions) {
    let taken = 0;
    for await (const { count } of batchesOf(portions, ALL)) taken += count;
    return { taken, rejected: [], left: taken === 0 ? [] : [{ from: 0, to: taken }] };
  },
  async close() {},
};
