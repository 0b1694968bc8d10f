import { startLocalHeap } from '../../src/local-heap/index.ts';

const { url } = await startLocalHeap({ folder: process.argv[2] ?? '' });
process.send?.(url);
