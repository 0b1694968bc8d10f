import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Document, parseDocument } from 'yaml';

const folder = join(import.meta.dirname, '../../config');

/** Works with the example's configuration in which an org goes with the local Heap, as one that lives for a day must. */
export async function withConfig<T>(alias: string, work: (file: string) => Promise<T>): Promise<T> {
  const place = await mkdtemp(join(tmpdir(), 'heap-scratch-'));
  try {
    const file = join(place, 'heap.config.yaml');
    const config: Document = parseDocument(await readFile(join(folder, 'heap.config.yaml'), 'utf8'));
    config.setIn(['source', 'connect'], resolve(folder, String(config.getIn(['source', 'connect']))));
    config.setIn(['environments', 'scratch'], { org: alias, heap: 'local' });
    await writeFile(file, config.toString());
    return await work(file);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
