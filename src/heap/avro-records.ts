import avro, { type Type } from 'avsc';
import { type AvroBlock, damagedBlock } from './avro-file.ts';
import { type AvroObject, type AvroSchema, exactType, fastType } from './avro-type.ts';
import type { PartFile } from './part-file.ts';

/** One record of a part, by column. */
export type AvroRecord = Readonly<Record<string, unknown>>;

/** Reads the records of a block, one block of a part after another. */
export function recordReader(part: PartFile, schema: AvroObject): (block: AvroBlock) => readonly AvroRecord[] {
  const decode = blockDecoder(schema);
  return ({ count, data, at }) => {
    try {
      return decode(count, data);
    } catch (cause) {
      throw damagedBlock(part, at, cause);
    }
  };
}

type BlockDecoder = (count: number, data: Uint8Array) => readonly AvroRecord[];

/** Records of a block, read as one array: count, records, end of array. */
function blockDecoder(schema: AvroObject): BlockDecoder {
  let read = arrayReader(fastType, schema);
  let exact = false;
  return (count, data) => {
    const array = Buffer.concat([longType.toBuffer(count), data, Buffer.of(0)]);
    if (exact) return read(array);
    try {
      return read(array);
    } catch {
      // A long beyond 2^53, or a damaged block: which of the two shows when it is read with all digits.
      exact = true;
      read = arrayReader(exactType, schema);
      return read(array);
    }
  };
}

function arrayReader(typeOf: (schema: AvroSchema) => Type, items: AvroObject): (array: Buffer) => AvroRecord[] {
  const type = typeOf({ type: 'array', items });
  return (array) => type.fromBuffer(array);
}

const longType = avro.Type.forSchema('long');
