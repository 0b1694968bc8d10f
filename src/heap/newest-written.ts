import { stat } from 'node:fs/promises';
import type { ExportGround, ExportSource } from './export.ts';
import { openFilesExport } from './files-export.ts';
import type { ExportStore } from './store/export-store.ts';
import { folderStore } from './store/folder-store.ts';

/** What of an export was written last, and when. */
export interface NewestWritten {
  /** `manifests/sync_12.json`, or a file's name. */
  readonly name: string;
  readonly written: Date;
}

/**
 * The newest dump's manifest, which Heap Connect writes last; of plain files the newest. Undefined where the store does
 * not tell. No row is read.
 */
export async function newestWritten(
  source: ExportSource,
  { cacheFolder }: Pick<ExportGround, 'cacheFolder'>,
): Promise<NewestWritten | undefined> {
  switch (source.kind) {
    case 'connect':
      return newestManifest(folderStore(source.folder));
    case 's3': {
      const { s3Store } = await import('./store/s3-store.ts');
      return newestManifest(s3Store(source, cacheFolder));
    }
    case 'files':
      return newestFile(source.folder);
  }
}

async function newestManifest(store: ExportStore): Promise<NewestWritten | undefined> {
  const manifests = await store.list('manifests');
  return newestOf(manifests.flatMap(({ key, written }) => (written ? [{ name: key, written }] : [])));
}

async function newestFile(folder: string): Promise<NewestWritten | undefined> {
  const { tables } = await openFilesExport(folder);
  const found: NewestWritten[] = [];
  for (const { table } of tables.values()) {
    const { kind, ...rest } = await table();
    if (kind !== 'files' || !('files' in rest)) continue;
    for (const file of rest.files) found.push({ name: file, written: (await stat(file)).mtime });
  }
  return newestOf(found);
}

function newestOf(all: readonly NewestWritten[]): NewestWritten | undefined {
  return all.reduce<NewestWritten | undefined>(
    (newest, one) => (newest === undefined || one.written > newest.written ? one : newest),
    undefined,
  );
}
