import { crc32, inflateRawSync } from 'node:zlib';

/** A file of a zip, still packed. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes when unpacked, as the zip's directory claims. */
  readonly size: number;
  /** Throws NotAZip when the content is not what the directory claims; never makes more bytes than that. */
  unpack(): Uint8Array;
}

/** Bytes that are no zip, or a broken one. */
export class NotAZip extends Error {
  override readonly name = 'NotAZip';
}

/** The parts of a zip by their first four bytes. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
const signatures = { end: 0x06054b50, entry: 0x02014b50, file: 0x04034b50 } as const;
const sizes = { end: 22, entry: 46, file: 30 } as const;
const longestComment = 0xffff;

/** Reads the directory of a zip; nothing is unpacked yet. Encrypted and 64-bit zips are refused. */
export function zipEntries(zip: Uint8Array): readonly ZipEntry[] {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = endOf(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  const entries: ZipEntry[] = [];
  for (let place = 0; place < count; place++) {
    if (at + sizes.entry > zip.byteLength || view.getUint32(at, true) !== signatures.entry)
      throw new NotAZip('No directory');
    const nameLength = view.getUint16(at + 28, true);
    entries.push(entryAt(zip, view, at, nameLength));
    at += sizes.entry + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

function endOf(view: DataView): number {
  const last = view.byteLength - sizes.end;
  for (let at = last; at >= Math.max(0, last - longestComment); at--) {
    if (view.getUint32(at, true) === signatures.end) return at;
  }
  throw new NotAZip('No end of directory');
}

function entryAt(zip: Uint8Array, view: DataView, at: number, nameLength: number): ZipEntry {
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const sum = view.getUint32(at + 16, true);
  const packedSize = view.getUint32(at + 20, true);
  const size = view.getUint32(at + 24, true);
  const start = view.getUint32(at + 42, true);
  if ((flags & 1) !== 0 || (method !== 0 && method !== 8)) throw new NotAZip('Encrypted, or packed in another way');
  const utf8 = (flags & 0x800) !== 0;
  const name = new TextDecoder(utf8 ? 'utf-8' : 'latin1').decode(
    zip.subarray(at + sizes.entry, at + sizes.entry + nameLength),
  );
  return {
    name,
    size,
    unpack() {
      if (start + sizes.file > zip.byteLength || view.getUint32(start, true) !== signatures.file)
        throw new NotAZip(name);
      const data = start + sizes.file + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
      const packed = zip.subarray(data, data + packedSize);
      const bytes = method === 0 ? packed : inflate(packed, size, name);
      if (bytes.byteLength !== size || crc32(bytes) !== sum) throw new NotAZip(name);
      return bytes;
    },
  };
}

/** No stream of this packing makes more of a byte. https://zlib.net/zlib_tech.html */
const mostOfAByte = 1032;

function inflate(packed: Uint8Array, size: number, name: string): Uint8Array {
  // A claim beyond it would have room made that nothing could fill.
  if (size > packed.byteLength * mostOfAByte) throw new NotAZip(name);
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size), chunkSize: Math.max(64, size) });
  } catch (error) {
    throw new NotAZip(name, { cause: error });
  }
}
