import { chmod, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';

/** Gives a file another text: whole or not at all, with the rights that it had, and behind a link where it is one. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const file = await realpath(path);
  const { mode } = await stat(file);
  const fresh = `${file}.${process.pid}.new`;
  try {
    await writeFile(fresh, text, { flag: 'wx' });
    await chmod(fresh, mode);
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}
