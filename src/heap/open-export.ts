import { openConnectExport } from './connect-export.ts';
import type { ExportSource, HeapExport } from './export.ts';
import { openFilesExport } from './files-export.ts';

/** Opens an export and checks what can be checked without reading its rows. */
export async function openExport(source: ExportSource): Promise<HeapExport> {
  return source.kind === 'connect' ? openConnectExport(source.folder) : openFilesExport(source.folder);
}
