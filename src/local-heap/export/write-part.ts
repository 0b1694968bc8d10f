import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import avro from 'avsc';
import snappy from 'snappyjs';

export interface PartColumn {
  readonly name: string;
  /** Avro's name of the type; null is always allowed. */
  readonly type: 'string' | 'long' | 'double';
}

/**
 * Snappy, then the big-endian CRC32 of what was packed.
 * https://avro.apache.org/docs/1.12.0/specification/#required-codecs
 */
function packed(block: Buffer, done: (error: null, packed: Buffer) => void): void {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(block));
  done(null, Buffer.concat([snappy.compress(block), sum]));
}

/** Writes rows as a part of a table, as Heap Connect does: Avro, packed by Snappy. Gives their number. */
export async function writePart(
  file: string,
  columns: readonly PartColumn[],
  rows: Iterable<Readonly<Record<string, string | number | null>>>,
): Promise<number> {
  let written = 0;
  function* counted() {
    for (const row of rows) {
      written += 1;
      yield row;
    }
  }
  const schema = {
    type: 'record' as const,
    name: 'topLevelRecord',
    fields: columns.map(({ name, type }) => ({ name, type: ['null', type] })),
  };
  const encoder = new avro.streams.BlockEncoder(schema as ConstructorParameters<typeof avro.streams.BlockEncoder>[0], {
    codec: 'snappy',
    codecs: { snappy: packed },
    blockSize: 65_536,
    // A part without rows still has a header.
    writeHeader: 'always',
    syncMarker: randomBytes(16),
  });
  await pipeline(Readable.from(counted()), encoder, createWriteStream(file, { mode: 0o600 }));
  await flushed(file);
  return written;
}

async function flushed(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.sync();
  await handle.close();
}
