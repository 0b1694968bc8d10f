import { totalmem } from 'node:os';

/**
 * DuckDB would take four fifths of the machine before it puts anything aside. Each thread needs room for hash tables of
 * its own; two threads of 250 MB count twenty metrics of 700,000 contacts as fast as with all memory.
 */
export function frugalMemory(threads: number): `${number}MB` {
  return megabytes(Math.min(Math.max(500, 250 * threads), mostMemory()));
}

/**
 * What a statement gets that has no room otherwise: some figures, as the most frequent text of each record, cannot be put
 * aside while they are counted: https://duckdb.org/docs/stable/guides/performance/how_to_tune_workloads#larger-than-memory-workloads-out-of-core-processing
 */
export function allMemory(): `${number}MB` {
  return megabytes(mostMemory());
}

/** Four fifths of what the process may take, in MB. */
function mostMemory(): number {
  return Math.floor((0.8 * Math.min(process.constrainedMemory() || totalmem(), totalmem())) / 1_000_000);
}

function megabytes(size: number): `${number}MB` {
  return `${size}MB`;
}
