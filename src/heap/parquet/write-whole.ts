import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isLeft, MARK, ourMark } from '../../base/writer.ts';

/** Writes a small file so that it is there whole or not at all. */
export async function writeWhole(file: string, content: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const unfinished = unfinishedName(file);
  try {
    await writeFile(unfinished, content);
    await rename(unfinished, file);
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** A name beside a file that no other process takes, with the process that writes it. */
export function unfinishedName(file: string): string {
  return `${file}.${ourMark}-${randomBytes(4).toString('hex')}.unfinished`;
}

const unfinishedMark = new RegExp(`\\.(${MARK})-[0-9a-f]{8}\\.unfinished$`);

/** Whether a file of that name is one that a process began and that no process goes on with. */
export function isLeftUnfinished(name: string): boolean {
  const mark = unfinishedMark.exec(name)?.[1];
  return mark !== undefined && isLeft(mark);
}
