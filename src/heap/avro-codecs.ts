import { crc32, inflateRawSync, zstdDecompressSync } from 'node:zlib';
import snappy from 'snappyjs';

/** No block of an export comes near this; a damaged length must not take all memory. */
const mostBytes = 512 * 1024 * 1024;

/**
 * How a block of an Avro file is unpacked, by the name its header gives.
 * https://avro.apache.org/docs/1.12.0/specification/#required-codecs
 */
export const avroCodecs: ReadonlyMap<string, (block: Buffer) => Uint8Array> = new Map([
  ['null', (block) => block],
  ['deflate', (block) => inflateRawSync(block, { maxOutputLength: mostBytes })],
  ['snappy', unsnap],
  ['zstandard', (block) => zstdDecompressSync(block, { maxOutputLength: mostBytes })],
]);

/** Snappy blocks end in the big-endian CRC32 of what they unpack to. */
function unsnap(block: Buffer): Uint8Array {
  const data = snappy.uncompress(block.subarray(0, -4), mostBytes);
  if (crc32(data) !== block.readUInt32BE(block.length - 4)) throw new Error('the checksum of a block is wrong');
  return data;
}
