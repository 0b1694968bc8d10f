import { openConnectExport } from './connect-export.ts';
import type { ExportGround, ExportSource, HeapExport } from './export.ts';
import { openFilesExport } from './files-export.ts';
import { folderStore } from './store/folder-store.ts';

/** Opens an export and checks what can be checked without reading its rows. */
export async function openExport(source: ExportSource, ground: ExportGround): Promise<HeapExport> {
  switch (source.kind) {
    case 'connect':
      return openConnectExport(folderStore(source.folder), ground);
    case 's3': {
      // The SDK takes a quarter of a second to load.
      const { s3Store } = await import('./store/s3-store.ts');
      return openConnectExport(s3Store(source, ground.cacheFolder), ground);
    }
    case 'files':
      return openFilesExport(source.folder);
  }
}
