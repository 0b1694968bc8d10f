import avro, { type Type } from 'avsc';

/** An Avro schema as JSON. */
export type AvroSchema = string | readonly AvroSchema[] | AvroObject;

export interface AvroObject {
  readonly type: AvroSchema;
  readonly logicalType?: string;
  readonly fields?: readonly AvroField[];
  readonly [more: string]: unknown;
}

export interface AvroField {
  readonly name: string;
  readonly type: AvroSchema;
}

/** A field, and the name under which the library gives its values. */
export interface ReadField extends AvroField {
  readonly key: string;
}

/**
 * The fields of a record as the library can read them. Java's Avro, with which Heap writes, takes letters of all
 * alphabets in a name (`Größe`); the library only those of ASCII, so that other names are read under a stand-in.
 * https://avro.apache.org/docs/1.12.0/specification/#names
 */
export function readFields(fields: readonly AvroField[]): readonly ReadField[] {
  return fields.map(({ name, type }, at) => ({ name, type, key: ofLibrary.test(name) ? name : `_stand_in_${at}` }));
}

const ofLibrary = /^[a-z_]\w*$/i;

/** Reads values of a schema; longs that a number cannot hold throw. */
export function fastType(schema: AvroSchema): Type {
  return avro.Type.forSchema(asLibrary(schema), { omitRecordMethods: true });
}

/** Reads values of a schema; longs that a number cannot hold come as bigint. Slower. */
export function exactType(schema: AvroSchema): Type {
  return avro.Type.forSchema(asLibrary(schema), { omitRecordMethods: true, typeHook: exactLongs });
}

// The library's type for schemas is narrower than what it reads.
function asLibrary(schema: AvroSchema): Parameters<typeof Type.forSchema>[0] {
  return schema as Parameters<typeof Type.forSchema>[0];
}

/** `"long"` and `{ "type": "long", "logicalType": … }` alike. */
function exactLongs(schema: unknown): Type | undefined {
  const type = typeof schema === 'object' && schema !== null && 'type' in schema ? schema.type : schema;
  return type === 'long' ? exactLong : undefined;
}

const exactLong = avro.types.LongType.__with({
  fromBuffer(buffer: Buffer) {
    const value = buffer.readBigInt64LE();
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  },
  toBuffer(value: number | bigint) {
    const buffer = Buffer.alloc(8);
    buffer.writeBigInt64LE(BigInt(value));
    return buffer;
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === 'bigint' || Number.isSafeInteger(value),
  compare: (a: number | bigint, b: number | bigint) => (a < b ? -1 : a > b ? 1 : 0),
});
