import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { ExportGround, ExportSource } from './export.ts';
import { openFilesExport } from './files-export.ts';
import { readManifests } from './manifest.ts';
import type { ExportStore } from './store/export-store.ts';
import { folderStore } from './store/folder-store.ts';
import { tableParts } from './table-parts.ts';

/** The tables that say who the users are. */
const OF_USERS = new Set(['users', 'user_migrations']);

/**
 * A mark that changes when the users of an export do: by the names, sizes and ages of the files that hold them, or by the
 * tags that a bucket gives. No row is read for it.
 */
export async function markUsers(source: ExportSource, ground: Pick<ExportGround, 'cacheFolder'>): Promise<string> {
  const marks = await marksOf(source, ground);
  return createHash('sha256').update(marks.toSorted().join('\n')).digest('hex').slice(0, 16);
}

async function marksOf(source: ExportSource, { cacheFolder }: Pick<ExportGround, 'cacheFolder'>) {
  switch (source.kind) {
    case 'connect':
      return partMarks(folderStore(source.folder));
    case 's3': {
      const { s3Store } = await import('./store/s3-store.ts');
      return partMarks(s3Store(source, cacheFolder));
    }
    case 'files':
      return fileMarks(source.folder);
  }
}

async function partMarks(store: ExportStore): Promise<readonly string[]> {
  const manifests = await readManifests(store);
  const ofUsers = manifests.map((manifest) => ({
    ...manifest,
    tables: manifest.tables.filter(({ name }) => OF_USERS.has(name)),
  }));
  const tables = await tableParts(store, ofUsers);
  return tables.flatMap(({ parts }) => parts.map(({ path, tag }) => `${path} ${tag}`));
}

async function fileMarks(folder: string): Promise<readonly string[]> {
  const { tables } = await openFilesExport(folder);
  const files: string[] = [];
  for (const [name, { table }] of tables) {
    if (!OF_USERS.has(name)) continue;
    const found = await table();
    if (found.kind === 'files') files.push(...found.files);
  }
  return Promise.all(
    files.map(async (file) => {
      const { size, mtimeMs } = await stat(file);
      return `${file} ${size} ${mtimeMs}`;
    }),
  );
}
