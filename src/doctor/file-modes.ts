import { stat } from 'node:fs/promises';
import type { FileMode, ModeFacts } from './machine/secret-lines.ts';

/** Who may read and change these files, by their modes. */
export async function fileModes(paths: readonly string[]): Promise<ModeFacts> {
  if (process.platform === 'win32') return { status: 'no-modes' };
  return { status: 'known', files: await Promise.all(paths.map(modeOf)) };
}

async function modeOf(path: string): Promise<FileMode> {
  const found = await stat(path).catch(() => undefined);
  return { path, mode: found && found.mode & 0o777, isOurs: found?.uid === process.getuid?.() };
}
