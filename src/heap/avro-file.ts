import { type FileHandle, open } from 'node:fs/promises';
import avro, { type Type } from 'avsc';
import { avroCodecs } from './avro-codecs.ts';
import { type AvroObject, fastType, type ReadField, readFields } from './avro-type.ts';
import { badPart, type PartFile } from './part-file.ts';

/** What the start of an Avro file tells of the rest. */
export interface AvroHeader {
  /** Its fields bear the keys of `fields`. */
  readonly schema: AvroObject;
  readonly fields: readonly ReadField[];
  readonly codec: string;
  readonly sync: Buffer;
  /** Where the blocks begin. */
  readonly end: number;
}

/** The records of a block, still in Avro's coding. */
export interface AvroBlock {
  readonly count: number;
  readonly data: Uint8Array;
  /** Where the block begins, for messages. */
  readonly at: number;
}

/** Reads the header of a part from its first bytes, as many as it takes. */
export async function avroHeader(part: PartFile, startOf: (length: number) => Promise<Buffer>): Promise<AvroHeader> {
  for (let length = 16_384; ; length *= 8) {
    const start = await startOf(length);
    if (start.length === 0) throw badPart(part, 'the file is empty');
    if (!start.subarray(0, 4).equals(magic.subarray(0, start.length))) throw badPart(part, 'this is no Avro file');
    const { value, offset } = decodeHeader(part, start);
    if (offset >= 0) return headerOf(part, value, offset);
    if (start.length < length) throw badPart(part, `the file breaks off in its header, after ${start.length} bytes`);
  }
}

/** Reads a part from its copy on this machine: the header, then the blocks one after another, unpacked. */
export async function withAvro<T>(
  part: PartFile,
  path: string,
  read: (header: AvroHeader, blocks: AsyncIterable<AvroBlock>) => Promise<T>,
): Promise<T> {
  const file = await openPart(part, path);
  try {
    const header = await avroHeader(part, (length) => bytesAt(file, 0, length));
    return await read(header, unpackedBlocks(part, file, header));
  } finally {
    await file.close();
  }
}

async function* unpackedBlocks(part: PartFile, file: FileHandle, header: AvroHeader): AsyncGenerator<AvroBlock> {
  const unpack = avroCodecs.get(header.codec)!;
  for await (const block of packedBlocks(part, file, header)) yield { ...block, data: unpacked(part, block, unpack) };
}

function unpacked(part: PartFile, block: PackedBlock, unpack: (data: Buffer) => Uint8Array): Uint8Array {
  try {
    return unpack(block.data);
  } catch (cause) {
    throw damagedBlock(part, block.at, cause);
  }
}

/** A block that cannot be read, for the reason that its reader gave. */
export function damagedBlock(part: PartFile, at: number, cause: unknown): Error {
  return badPart(part, `its block at byte ${at} is damaged (${reasonOf(cause)})`, cause);
}

async function openPart(part: PartFile, path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    const absent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw badPart(part, absent ? 'there is no such file' : `the file cannot be opened (${reasonOf(cause)})`, cause);
  }
}

/** https://avro.apache.org/docs/1.12.0/specification/#object-container-files */
const headerType = avro.Type.forSchema({
  type: 'record',
  name: 'Header',
  fields: [
    { name: 'magic', type: { type: 'fixed', name: 'Magic', size: 4 } },
    { name: 'meta', type: { type: 'map', values: 'bytes' } },
    { name: 'sync', type: { type: 'fixed', name: 'Sync', size: 16 } },
  ],
});
const magic = Buffer.from('Obj\x01', 'latin1');

function decodeHeader(part: PartFile, start: Buffer): ReturnType<Type['decode']> {
  try {
    return headerType.decode(start);
  } catch (cause) {
    throw badPart(part, `its header is damaged (${reasonOf(cause)})`, cause);
  }
}

function headerOf(
  part: PartFile,
  value: { readonly meta: Readonly<Record<string, Buffer>>; readonly sync: Buffer },
  end: number,
): AvroHeader {
  const codec = value.meta['avro.codec']?.toString('utf8') || 'null';
  if (!avroCodecs.has(codec)) {
    const known = [...avroCodecs.keys()].join(', ');
    throw badPart(part, `it is packed with the codec "${codec}"; those that can be read are ${known}`);
  }
  try {
    const written: AvroObject = JSON.parse(value.meta['avro.schema']?.toString('utf8') ?? '');
    if (!Array.isArray(written.fields)) throw new Error('the schema is not a record');
    const fields = readFields(written.fields);
    const schema = { ...written, fields: fields.map(({ key, type }) => ({ name: key, type })) };
    fastType(schema);
    return { schema, fields, codec, sync: Buffer.from(value.sync), end };
  } catch (cause) {
    throw badPart(part, `its schema cannot be read (${reasonOf(cause)})`, cause);
  }
}

interface PackedBlock extends AvroBlock {
  readonly data: Buffer;
}

async function* packedBlocks(part: PartFile, file: FileHandle, header: AvroHeader): AsyncGenerator<PackedBlock> {
  const { size } = await file.stat();
  for (let at = header.end; at < size; ) {
    const lead = await bytesAt(file, at, 20);
    const count = readLong(lead, 0);
    const length = count && readLong(lead, count.next);
    if (count === undefined || length === undefined) throw brokenOff(part, size);
    if (count.value < 0 || length.value < 0) throw damagedBlock(part, at, 'no block begins there');
    const start = at + length.next;
    const end = start + length.value + header.sync.length;
    if (end > size) throw brokenOff(part, size);
    const bytes = await bytesAt(file, start, end - start);
    if (!bytes.subarray(length.value).equals(header.sync)) throw damagedBlock(part, at, 'its end mark is wrong');
    if (count.value > 0) yield { at, count: count.value, data: bytes.subarray(0, length.value) };
    at = end;
  }
}

function brokenOff(part: PartFile, size: number): Error {
  return badPart(part, `the file breaks off in the middle of a block, after ${size} bytes`);
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** A zigzag number of variable length; `undefined` when the bytes end before it does. */
function readLong(bytes: Buffer, from: number): { readonly value: number; readonly next: number } | undefined {
  let value = 0n;
  for (let at = from, shift = 0n; at < bytes.length && shift < 70n; at++, shift += 7n) {
    const byte = BigInt(bytes[at]!);
    value |= (byte & 0x7fn) << shift;
    if (byte < 0x80n) return { value: Number((value >> 1n) ^ -(value & 1n)), next: at + 1 };
  }
  return undefined;
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
