import avro, { type Type } from 'avsc';
import { type AvroBlock, avroBlocks, damagedBlock } from './avro-file.ts';
import { type AvroObject, type AvroSchema, exactType, fastType } from './avro-type.ts';
import type { PartFile } from './part-file.ts';

/** One record of a part, by column. */
export type AvroRecord = Readonly<Record<string, unknown>>;

/** The records of a part, block by block; of some columns only, where they are named. */
export async function* avroRecords(
  part: PartFile,
  columns?: ReadonlySet<string>,
): AsyncGenerator<readonly AvroRecord[]> {
  let decode: BlockDecoder | undefined;
  for await (const { header, block } of avroBlocks(part)) {
    decode ??= blockDecoder(header.schema, columns);
    yield decoded(part, block, decode);
  }
}

function decoded(part: PartFile, { count, data, at }: AvroBlock, decode: BlockDecoder): readonly AvroRecord[] {
  try {
    return decode(count, data);
  } catch (cause) {
    throw damagedBlock(part, at, cause);
  }
}

type BlockDecoder = (count: number, data: Uint8Array) => readonly AvroRecord[];

/** Records of a block, read as one array: count, records, end of array. */
function blockDecoder(schema: AvroObject, columns?: ReadonlySet<string>): BlockDecoder {
  const wanted = columns === undefined ? schema : projected(schema, columns);
  let read = arrayReader(fastType, schema, wanted);
  let exact = false;
  return (count, data) => {
    const array = Buffer.concat([longBytes(count), data, Buffer.of(0)]);
    if (exact) return read(array);
    try {
      return read(array);
    } catch {
      // A long beyond 2^53, or a damaged block: which of the two shows when it is read with all digits.
      exact = true;
      read = arrayReader(exactType, schema, wanted);
      return read(array);
    }
  };
}

function arrayReader(
  typeOf: (schema: AvroSchema) => Type,
  written: AvroObject,
  wanted: AvroObject,
): (array: Buffer) => AvroRecord[] {
  const writer = typeOf({ type: 'array', items: written });
  if (wanted === written) return (array) => writer.fromBuffer(array);
  const reader = typeOf({ type: 'array', items: wanted });
  const resolver = reader.createResolver(writer);
  return (array) => reader.fromBuffer(array, resolver);
}

function projected(schema: AvroObject, columns: ReadonlySet<string>): AvroObject {
  return { ...schema, fields: (schema.fields ?? []).filter(({ name }) => columns.has(name)) };
}

const longType = avro.Type.forSchema('long');

function longBytes(value: number): Buffer {
  return longType.toBuffer(value);
}
