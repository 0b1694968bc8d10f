// The local Heap of a state folder, in a process of its own; tells what it holds when asked, and lives until its parent goes.

import { LOCAL_APP } from '../../src/context/local-app.ts';
import { localHeapFolder } from '../../src/context/local-heap.ts';
import { startLocalHeap } from '../../src/local-heap/index.ts';

const heap = await startLocalHeap({ folder: localHeapFolder(process.argv[2] ?? '') });
process.on('message', () => process.send?.(heap.digest(LOCAL_APP)));
process.on('disconnect', () => void heap.close().then(() => process.exit(0)));
process.stdout.write(`${JSON.stringify({ url: heap.url, token: '' })}\n`);
