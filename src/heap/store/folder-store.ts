import { type FileHandle, open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Mistake } from '../../base/errors.ts';
import { badPart, type PartFile } from '../part-file.ts';
import type { ExportStore, NamedPart, StoredFile } from './export-store.ts';
import { keysOf } from './part-key.ts';

/** A folder with a copy of a bucket of Heap Connect: `manifests/`, and a `sync_<dump>/` for each dump. */
export function folderStore(folder: string): ExportStore {
  return {
    place: folder,
    nameOf: (key) => join(folder, key),
    list: (inner) => filesIn(folder, inner),
    text: ({ key }) => readFile(join(folder, key), 'utf8'),
    find: (part) => find(folder, part),
    start: (part, length) => startOf(part, length),
    bring: async (part) => ({ path: part.path, release: async () => {} }),
  };
}

async function filesIn(folder: string, inner: string): Promise<readonly StoredFile[]> {
  const names = await readdir(join(folder, inner)).catch(async (error: NodeJS.ErrnoException) => {
    const isThere = await stat(folder).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isThere || error.code !== 'ENOENT') throw unreadable(isThere ? join(folder, inner) : folder, isThere, error);
    return [];
  });
  return Promise.all(
    names.map(async (name) => {
      const { size, mtimeMs, mtime } = await stat(join(folder, inner, name));
      return { name, key: `${inner}/${name}`, tag: `${size}-${mtimeMs}`, written: mtime };
    }),
  );
}

/** By its whole path in the bucket, or from its `sync_<number>/` on: a bucket may be copied from a folder inside it. */
async function find(folder: string, { manifestTag: _, ...part }: NamedPart): Promise<PartFile> {
  const { keys, leadsOut } = keysOf(part);
  const missing = (key: string): PartFile => ({ ...part, path: join(folder, key), tag: '', remote: false, bytes: 0 });
  if (leadsOut) throw badPart(missing(keys[0]!), 'the name leads out of the export');
  for (const key of keys) {
    const path = join(folder, key);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile())
      return { ...part, path, tag: `${found.size}-${found.mtimeMs}`, remote: false, bytes: found.size };
  }
  throw badPart(missing(keys.at(-1)!), 'there is no such file');
}

async function startOf(part: PartFile, length: number): Promise<Buffer> {
  const file = await openFile(part);
  try {
    const buffer = Buffer.allocUnsafe(length);
    const { bytesRead } = await file.read(buffer, 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function openFile(part: PartFile): Promise<FileHandle> {
  try {
    return await open(part.path, 'r');
  } catch (cause) {
    throw badPart(part, `the file cannot be opened (${cause instanceof Error ? cause.message : String(cause)})`, cause);
  }
}

function unreadable(folder: string, isThere: boolean, cause: NodeJS.ErrnoException): Mistake {
  return new Mistake({
    trouble: 'source',
    message: isThere ? `${folder} cannot be read (${cause.code}).` : `There is no folder ${folder}.`,
    actions: [
      isThere
        ? 'Let the user that runs this read it.'
        : 'Point source.connect at the folder with a copy of the bucket, or at s3://bucket/prefix. A path starts at the folder of heap.config.yaml.',
    ],
    facts: { folder, code: cause.code },
    cause,
  });
}
