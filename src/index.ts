/** What a program may use: the local org and the local Heap, for tests of its own. */
export type { HeapOptions, LocalHeap } from './local-heap/index.ts';
export { digestOf, startLocalHeap } from './local-heap/index.ts';
export type { LocalOrg, StartOptions } from './local-org/index.ts';
export { startLocalOrg } from './local-org/index.ts';
