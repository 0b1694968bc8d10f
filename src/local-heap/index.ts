export type { Dump } from './export/write-dump.ts';
export type { HeapOptions, LocalHeap } from './local-heap.ts';
export { startLocalHeap } from './local-heap.ts';
export { digestOf } from './look/digest.ts';
export type { Seed, SeedMigration, SeedUser } from './seed.ts';
