import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import type { BucketPlace } from '../export.ts';
import { shortHash } from '../parquet/cache-folder.ts';
import { isLeftUnfinished, unfinishedName } from '../parquet/write-whole.ts';
import { badPart, type PartFile } from '../part-file.ts';
import type { LocalFile } from './export-store.ts';
import { codeOf, isOfNetwork } from './s3-trouble.ts';

export interface Download {
  readonly place: BucketPlace;
  readonly part: PartFile;
  readonly key: string;
  readonly folder: string;
  readonly onBytes: (bytes: number) => void;
}

/** What is here of an object so far. The name of the file says which object it is: a killed process leaves nothing else. */
interface Begun {
  readonly path: string;
  readonly etag: string;
  /** Whether the ETag is the MD5 checksum of the content. */
  readonly proof: 'md5' | 'none';
  readonly total: number;
  readonly have: number;
}

/** So often a connection may break without bringing a byte. */
const tries = 5;

/**
 * Brings an object here, streamed. What a broken connection or a killed process left is taken up where it ended, as long
 * as the object is still the same; size and, where the ETag tells it, the MD5 checksum must be right in the end.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export async function downloadPart(client: S3Client, download: Download): Promise<LocalFile> {
  await mkdir(download.folder, { recursive: true, mode: 0o700 });
  let begun = await takeUp(download);
  for (let left = tries; begun === undefined || begun.have < begun.total; ) {
    const before: number = begun?.have ?? 0;
    const went = await bringMore(client, download, begun);
    begun = went.begun;
    if ((begun?.have ?? 0) > before) left = tries;
    else if (--left === 0) throw went.broken ?? badPart(download.part, 'the store sends less of it than it says');
    if (went.broken !== undefined) await wait(100 * 2 ** (tries - left));
  }
  await check(download, begun);
  const { path } = begun;
  return { path, release: () => rm(path, { force: true }) };
}

interface Went {
  readonly begun: Begun | undefined;
  /** What broke the connection, if it broke. */
  readonly broken?: unknown;
}

/** One request, for all or for what is still missing. Throws what another try would not mend. */
async function bringMore(client: S3Client, download: Download, from: Begun | undefined): Promise<Went> {
  // Of which nothing has come there is nothing to go on with: it may be another object by now.
  let begun = from?.have === 0 ? undefined : from;
  if (from?.have === 0) await rm(from.path, { force: true });
  try {
    const answer = await client.send(new GetObjectCommand(requestOf(download, begun)));
    begun ??= begin(download, answer);
    await append(begun, bodyOf(answer), download.onBytes);
    return { begun: await measured(begun) };
  } catch (broken) {
    if (begun === undefined) throw broken;
    // It was written anew while we were reading it.
    if (codeOf(broken) === 'PreconditionFailed' || codeOf(broken) === 'InvalidRange') {
      await rm(begun.path, { force: true });
      return { begun: undefined, broken };
    }
    if (!isOfNetwork(broken)) throw broken;
    return { begun: await measured(begun), broken };
  }
}

function requestOf({ place, key }: Download, begun: Begun | undefined) {
  const object = { Bucket: place.bucket, Key: key };
  return begun === undefined ? object : { ...object, Range: `bytes=${begun.have}-`, IfMatch: `"${begun.etag}"` };
}

function begin({ place, part, folder }: Download, answer: GetObjectCommandOutput): Begun {
  const etag = (answer.ETag ?? '').replaceAll('"', '');
  if (!/^[\w-]+$/.test(etag) || answer.ContentLength === undefined) {
    throw badPart(part, 'the store does not tell its size and ETag');
  }
  const facts = { etag, proof: proofOf(etag, place, answer), total: answer.ContentLength } as const;
  return { path: pathOf(folder, part, facts), ...facts, have: 0 };
}

/**
 * The ETag is the MD5 of an object that was written in one piece and is not encrypted with a key of its own. Amazon says
 * so of its own encryption too; other stores do not. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html
 */
function proofOf(
  etag: string,
  { endpoint }: BucketPlace,
  { ServerSideEncryption: encryption }: GetObjectCommandOutput,
): Begun['proof'] {
  const plain = encryption === undefined || (encryption === 'AES256' && endpoint === undefined);
  return plain && /^[0-9a-f]{32}$/.test(etag) ? 'md5' : 'none';
}

function pathOf(folder: string, part: PartFile, { etag, proof, total }: Omit<Begun, 'path' | 'have'>): string {
  return unfinishedName(join(folder, `${stemOf(part)}.${etag}.${proof}.${total}`));
}

function stemOf(part: PartFile): string {
  return `download.${shortHash(part.named, part.tag)}`;
}

/** What a process left that is gone; the longest, should there be several. */
async function takeUp({ part, folder }: Download): Promise<Begun | undefined> {
  const form = new RegExp(`^${stemOf(part)}\\.([\\w-]+)\\.(md5|none)\\.(\\d+)\\.[^.]+\\.unfinished$`);
  const left = await Promise.all(
    (await readdir(folder)).map(async (name) => {
      const [, etag, proof, total] = form.exec(name) ?? [];
      if (etag === undefined || !isLeftUnfinished(name)) return [];
      const begun = { path: join(folder, name), etag, total: Number(total), have: 0 };
      return [await measured({ ...begun, proof: proof === 'md5' ? 'md5' : 'none' })];
    }),
  );
  const longest = left.flat().sort((a, b) => b.have - a.have)[0];
  if (longest === undefined || longest.have > longest.total) return undefined;
  const path = pathOf(folder, part, longest);
  // Another process may have taken it up before us.
  const taken = await rename(longest.path, path).then(
    () => true,
    () => false,
  );
  return taken ? { ...longest, path } : undefined;
}

async function measured(begun: Begun): Promise<Begun> {
  const { size } = await stat(begun.path).catch(() => ({ size: 0 }));
  return { ...begun, have: size };
}

function bodyOf({ Body }: GetObjectCommandOutput): Readable {
  if (!(Body instanceof Readable)) throw new Error('The body of an object is no stream.');
  return Body;
}

/** Chunk by chunk, so that all that was written is there when the connection breaks, and nothing comes after. */
async function append(begun: Begun, body: AsyncIterable<Buffer>, onBytes: (bytes: number) => void): Promise<void> {
  const file = await open(begun.path, 'a');
  try {
    let bytes = begun.have;
    for await (const chunk of body) {
      await file.writeFile(chunk);
      bytes += chunk.length;
      onBytes(bytes);
    }
  } finally {
    await file.close();
  }
}

async function check({ part }: Download, { path, etag, proof, have, total }: Begun): Promise<void> {
  const right = have === total && (proof === 'none' || (await md5Of(path)) === etag);
  if (right) return;
  await rm(path, { force: true });
  throw badPart(part, `what came (${have} of ${total} bytes) is not what its ETag ${etag} says`);
}

async function md5Of(file: string): Promise<string> {
  const hash = createHash('md5');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
