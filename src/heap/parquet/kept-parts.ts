import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { PartFile } from '../part-file.ts';
import { shortHash } from './cache-folder.ts';
import { isLeftUnfinished } from './write-whole.ts';

/** Parts that were read once, as Parquet; the name says which part it is, and which checksum its content has. */
export interface KeptParts {
  /** The file of a part, if it is there and whole. */
  find(part: PartFile): Promise<string | undefined>;
  /** The file that a part is to be kept as. */
  fileOf(part: PartFile, checksum: number): string;
  /** Removes what does not belong to these files: superseded dumps, damaged files, remains of killed processes. */
  tidy(files: readonly string[]): Promise<void>;
}

export async function openKeptParts(folder: string): Promise<KeptParts> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = await readdir(folder);
  return {
    async find(part) {
      for (const name of names.filter((one) => one.startsWith(`${stemOf(part)}.`))) {
        const checksum = parquetName.exec(name)?.[1];
        const file = join(folder, name);
        if (checksum !== undefined && checksum === hex(await checksumOf(file))) return file;
      }
      return undefined;
    },
    fileOf: (part, checksum) => join(folder, `${stemOf(part)}.${hex(checksum)}.parquet`),
    async tidy(files) {
      const belongs = new Set(files);
      const gone = names.filter((name) => parquetName.test(name) && !belongs.has(join(folder, name)));
      const remains = names.filter(isLeftUnfinished);
      await Promise.all([...gone, ...remains].map((name) => rm(join(folder, name), { force: true })));
    },
  };
}

const parquetName = /\.([0-9a-f]{8})\.parquet$/;

function stemOf(part: PartFile): string {
  return `${part.dump}.${part.part}.${shortHash(part.named, part.tag)}`;
}

function hex(checksum: number): string {
  return checksum.toString(16).padStart(8, '0');
}

/** Reading a file through takes a second per gigabyte, and is less than reading it wrong. */
export async function checksumOf(file: string): Promise<number> {
  let checksum = 0;
  for await (const bytes of createReadStream(file, { highWaterMark: 1024 * 1024 })) checksum = crc32(bytes, checksum);
  return checksum;
}
