import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

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
  return `${file}.${process.pid}-${randomBytes(4).toString('hex')}.unfinished`;
}

/** The process that writes a file of that name; `undefined` for finished ones. */
export function writerOf(name: string): number | undefined {
  const pid = /\.(\d+)-[0-9a-f]{8}\.unfinished$/.exec(name)?.[1];
  return pid === undefined ? undefined : Number(pid);
}
