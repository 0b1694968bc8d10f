import type { ExportGround, ExportSource, HeapExport } from './export.ts';

/** Opens an export and checks what can be checked without reading its rows. Readers are loaded by kind: Avro and S3 take their time. */
export async function openExport(source: ExportSource, ground: ExportGround): Promise<HeapExport> {
  switch (source.kind) {
    case 'connect': {
      const { openConnectExport } = await import('./connect-export.ts');
      const { folderStore } = await import('./store/folder-store.ts');
      return openConnectExport(folderStore(source.folder), ground);
    }
    case 's3': {
      const { openConnectExport } = await import('./connect-export.ts');
      // The SDK takes a quarter of a second to load.
      const { s3Store } = await import('./store/s3-store.ts');
      return openConnectExport(s3Store(source, ground.cacheFolder), ground);
    }
    case 'files': {
      const { openFilesExport } = await import('./files-export.ts');
      return openFilesExport(source.folder);
    }
  }
}
