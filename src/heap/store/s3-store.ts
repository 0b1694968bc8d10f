import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { BucketPlace } from '../export.ts';
import { cacheFolderOf, shortHash } from '../parquet/cache-folder.ts';
import { writeWhole } from '../parquet/write-whole.ts';
import { badPart, type PartFile } from '../part-file.ts';
import { downloadPart } from './download-part.ts';
import type { ExportStore, NamedPart, StoredFile } from './export-store.ts';
import { openS3 } from './open-s3.ts';
import { keysOf } from './part-key.ts';
import { readBody } from './read-body.ts';
import { codeOf, placeOf, s3Trouble } from './s3-trouble.ts';

/**
 * A bucket that Heap Connect writes into. Small files are kept by their ETag, so that a run lists the manifests, reads
 * the new ones, and asks for nothing that it has had.
 */
export function s3Store(place: BucketPlace, cacheFolder: string): ExportStore {
  const name = placeOf(place);
  const prefix = place.prefix === '' ? '' : `${place.prefix}/`;
  const texts = join(cacheFolderOf(cacheFolder, name), 'texts');
  let opened: Promise<S3Client> | undefined;
  const connected = () => {
    opened ??= openS3(place);
    return opened;
  };

  /** One request; whatever goes wrong is told in the words of the table of refusals. */
  async function ask<T>(what: string, request: (client: S3Client) => Promise<T>): Promise<T> {
    const client = await connected();
    try {
      return await request(client);
    } catch (error) {
      throw s3Trouble(error, place, what);
    }
  }

  async function list(folder: string): Promise<readonly StoredFile[]> {
    return ask(`the list of ${name}/${folder}/`, async (client) => {
      const files: StoredFile[] = [];
      const input = { Bucket: place.bucket, Prefix: `${prefix}${folder}/`, Delimiter: '/' };
      for await (const page of paginateListObjectsV2({ client }, input)) {
        for (const { Key = '', ETag = '', LastModified } of page.Contents ?? []) {
          const file = Key.slice(prefix.length);
          files.push({ name: file.slice(folder.length + 1), key: file, tag: ETag, written: LastModified });
        }
      }
      return files;
    });
  }

  async function text({ key, tag }: Pick<StoredFile, 'key' | 'tag'>): Promise<string> {
    const file = join(texts, shortHash(key, tag));
    const kept = await readChecked(file);
    if (kept !== undefined) return kept;
    const object = { Bucket: place.bucket, Key: `${prefix}${key}` };
    const content = await ask(
      `${name}/${key}`,
      async (client) => (await readBody(client, object, (body) => body.transformToString('utf8'))) ?? '',
    );
    await writeWhole(file, `${crc32(content)}\n${content}`);
    return content;
  }

  async function start(part: PartFile, length: number): Promise<Buffer> {
    return ask(part.path, async (client) => {
      try {
        const range = { Bucket: place.bucket, Key: keyIn(part), Range: `bytes=0-${length - 1}` };
        return Buffer.from((await readBody(client, range, (body) => body.transformToByteArray())) ?? []);
      } catch (error) {
        // No range of an empty object can be had.
        if (codeOf(error) === 'InvalidRange') return Buffer.alloc(0);
        throw missingPart(part, error);
      }
    });
  }

  return {
    place: name,
    nameOf: (key) => `${name}/${key}`,
    list,
    text,
    find: async (part) => find(place, prefix, part),
    start,
    bring: (part, folder, onBytes) =>
      ask(part.path, async (client) => {
        try {
          return await downloadPart(client, { place, part, key: keyIn(part), folder, onBytes });
        } catch (error) {
          throw missingPart(part, error);
        }
      }),
  };
}

function missingPart(part: PartFile, error: unknown): unknown {
  return codeOf(error) === 'NoSuchKey' ? badPart(part, 'there is no such object') : error;
}

function keyIn({ path }: PartFile): string {
  return path.slice(path.indexOf('/', 's3://'.length) + 1);
}

/** A manifest of this bucket names its parts in full; in a copy of the bucket they lie below the prefix. */
function find(place: BucketPlace, prefix: string, { manifestTag, ...part }: NamedPart): PartFile {
  const { keys, leadsOut } = keysOf(part);
  const isHere = part.named.startsWith(`s3://${place.bucket}/`);
  const key = isHere ? keys[0]! : `${prefix}${keys.at(-1)!}`;
  const found: PartFile = {
    ...part,
    path: `s3://${place.bucket}/${key}`,
    tag: manifestTag,
    remote: true,
    bytes: undefined,
  };
  if (leadsOut) throw badPart(found, 'the name leads out of the export');
  return found;
}

/** A kept text, if it is there and is what was written. */
async function readChecked(file: string): Promise<string | undefined> {
  const kept = await readFile(file, 'utf8').catch(() => '');
  const end = kept.indexOf('\n');
  const content = kept.slice(end + 1);
  return end > 0 && kept.slice(0, end) === String(crc32(content)) ? content : undefined;
}
