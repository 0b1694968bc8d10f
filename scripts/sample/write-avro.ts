import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { crc32, deflateRaw } from 'node:zlib';
import avro from 'avsc';
import snappy from 'snappyjs';

export interface AvroColumn {
  readonly name: string;
  /** Avro's name of the type, or a whole schema; null is always allowed unless it is a schema. */
  readonly type: string | object;
}

export type AvroCodec = 'snappy' | 'deflate' | 'null';

export interface AvroFileOptions {
  readonly codec?: AvroCodec;
  /** Bytes before packing. */
  readonly blockSize?: number;
}

const codecs = {
  null: (block: Buffer, done: (error: null, packed: Buffer) => void) => done(null, block),
  deflate: deflateRaw,
  /** Snappy, then the big-endian CRC32 of what was packed. */
  snappy(block: Buffer, done: (error: null, packed: Buffer) => void) {
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(block));
    done(null, Buffer.concat([snappy.compress(block), sum]));
  },
};

/** Writes rows as an Avro file, as Spark does for Heap Connect; the same rows give the same bytes. */
export async function writeAvro(
  file: string,
  columns: readonly AvroColumn[],
  rows: readonly Readonly<Record<string, unknown>>[],
  { codec = 'snappy', blockSize = 65_536 }: AvroFileOptions = {},
): Promise<void> {
  const schema = {
    type: 'record' as const,
    name: 'topLevelRecord',
    fields: columns.map(({ name, type }) => ({ name, type: typeof type === 'string' ? ['null', type] : type })),
  };
  const encoder = new avro.streams.BlockEncoder(schema as ConstructorParameters<typeof avro.streams.BlockEncoder>[0], {
    codec,
    codecs,
    blockSize,
    // A part without rows still has a header.
    writeHeader: 'always',
    // Any sixteen bytes that do not occur by chance; the library would throw them anew each time.
    syncMarker: Buffer.from('heap-rs3-sample!', 'latin1'),
  });
  const names = columns.map(({ name }) => name);
  const records = rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name] ?? null])));
  const bytes = await buffer(Readable.from(records).pipe(encoder));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
}
