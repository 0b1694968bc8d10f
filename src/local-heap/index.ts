export type { Dump } from './export/write-dump.ts';
export { findLocalHeap } from './heap-folder.ts';
export type { HeapOptions, LocalHeap } from './local-heap.ts';
export { startLocalHeap } from './local-heap.ts';
export { type DigestedUser, digestOf } from './look/digest.ts';
export type { Seed, SeedMigration, SeedUser } from './seed.ts';
