import { randomBytes } from 'node:crypto';
import { readFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import avro from 'avsc';
import { expect, test } from 'vitest';
import type { AvroCodec } from '../../scripts/sample/write-avro.ts';
import {
  addDump,
  long,
  openConnect,
  partFile,
  rowsOf,
  temporaryFolder,
  text,
  trouble,
  write,
} from './export-folder.ts';

const columns = [
  long('event_id'),
  text('path'),
  { name: 'amount', type: 'double' },
  { name: 'trial', type: 'boolean' },
];
const many = Array.from({ length: 20_000 }, (_, at) => ({
  event_id: 4_000_000_000_000 + at,
  path: at % 10 === 0 ? null : `/page/${at % 97}/é🚀`,
  amount: at / 8,
  trial: at % 2 === 0,
}));

async function exportOf(rows = many, codec: AvroCodec = 'snappy'): Promise<{ folder: string; file: string }> {
  const folder = await temporaryFolder();
  await addDump(folder, 12, { signup: { columns, parts: { 0: rows }, options: { codec, blockSize: 10_000 } } });
  return { folder, file: partFile(12, 'signup', 0) };
}

async function read(folder: string) {
  const source = await openConnect(folder);
  return rowsOf(source.tables.get('signup')!.table());
}

test.each(['snappy', 'deflate', 'null'] as const)('a part packed with %s is read whole', async (codec) => {
  const { folder } = await exportOf(many, codec);
  expect(await read(folder)).toEqual(many);
});

test('what we read is what the Avro library reads', async () => {
  const { folder, file } = await exportOf(many, 'deflate');
  const theirs: unknown[] = [];
  for await (const record of avro.createFileDecoder(join(folder, file))) theirs.push({ ...record });
  expect(await read(folder)).toEqual(theirs);
});

/** A part with one record of one field, coded by hand, for the library's writer takes no bigint. */
function handWritten(field: object, digits: Buffer): Buffer {
  const schema = { type: 'record', name: 'row', fields: [field] };
  const sync = randomBytes(16);
  const header = avro.Type.forSchema({
    type: 'record',
    name: 'Header',
    fields: [
      { name: 'magic', type: { type: 'fixed', name: 'Magic', size: 4 } },
      { name: 'meta', type: { type: 'map', values: 'bytes' } },
      { name: 'sync', type: { type: 'fixed', name: 'Sync', size: 16 } },
    ],
  }).toBuffer({
    magic: Buffer.from('Obj\x01', 'latin1'),
    meta: { 'avro.schema': Buffer.from(JSON.stringify(schema)) },
    sync,
  });
  // One record, and the number of bytes, in zigzag coding.
  return Buffer.concat([header, Buffer.of(2, digits.length * 2), digits, sync]);
}

function zigzag(value: bigint): Buffer {
  const bytes: number[] = [];
  for (let rest = value * 2n; ; rest >>= 7n) {
    if (rest < 0x80n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}

test('longs beyond 2^53 keep all their digits', async () => {
  const { folder, file } = await exportOf([]);
  await write(folder, file, handWritten({ name: 'event_id', type: 'long' }, zigzag(2n ** 62n + 1n)));
  expect(await read(folder)).toMatchObject([{ event_id: 2n ** 62n + 1n }]);
});

test('nanoseconds, which no number holds, are a moment', async () => {
  const { folder, file } = await exportOf([]);
  const moment = Date.UTC(2026, 5, 30, 12);
  const nanoseconds = zigzag(BigInt(moment) * 1_000_000n + 1n);
  const type = { type: 'long', logicalType: 'timestamp-nanos' };
  await write(folder, file, handWritten({ name: 'renewed', type }, nanoseconds));
  expect(await read(folder)).toMatchObject([{ renewed: new Date(moment) }]);
  await write(folder, file, handWritten({ name: 'time', type: 'long' }, nanoseconds));
  expect(await read(folder)).toMatchObject([{ time: new Date(moment) }]);
});

test('a number of records that the block does not have is damage, not an endless read', async () => {
  const { folder, file } = await exportOf([]);
  const whole = handWritten({ name: 'event_id', type: 'long' }, zigzag(5n));
  const count = whole.length - 16 - 1 - 2;
  whole[count] = 126;
  await write(folder, file, whole);
  expect((await trouble(read(folder))).message).toContain('is damaged');
});

test('unions, bytes, enums, arrays and wrapped numbers become cells', async () => {
  const folder = await temporaryFolder();
  const odd = [
    { name: 'either', type: ['null', 'long', 'double', 'string'] },
    { name: 'raw', type: ['null', 'bytes'] },
    { name: 'kind', type: { type: 'enum', name: 'Kind', symbols: ['A', 'B'] } },
    { name: 'tags', type: { type: 'array', items: 'string' } },
    { name: 'count', type: ['null', 'int', 'long'] },
  ];
  const row = { either: { double: 2.5 }, raw: Buffer.from('é'), kind: 'B', tags: ['x', 'y'], count: { long: 7 } };
  await addDump(folder, 12, { signup: { columns: odd, parts: { 0: [row] } } });
  expect(await read(folder)).toEqual([{ either: '2.5', raw: 'é', kind: 'B', tags: '["x","y"]', count: 7 }]);
});

test('names with letters beyond ASCII, which Java writes, are read', async () => {
  const folder = await temporaryFolder();
  const file = partFile(12, 'signup', 0);
  await addDump(folder, 12, {
    signup: {
      columns: [long('event_id'), text('Groesse'), text('path')],
      parts: { 0: [{ event_id: 1, Groesse: 'L', path: '/' }] },
    },
  });
  // As many bytes, so that the header stays as long as it says.
  const part = (await readFile(join(folder, file), 'latin1')).replace(
    'Groesse',
    Buffer.from('Größe').toString('latin1'),
  );
  await write(folder, file, Buffer.from(part, 'latin1'));
  expect(await rowsOf((await openConnect(folder)).tables.get('signup')!.table(['event_id', 'Größe']))).toEqual([
    { event_id: 1, Größe: 'L' },
  ]);
  expect(await rowsOf((await openConnect(folder)).tables.get('signup')!.table(['path']))).toEqual([{ path: '/' }]);
});

test('an absent part is named, with the dump that promised it', async () => {
  const { folder, file } = await exportOf();
  await rm(join(folder, file));
  const error = await trouble(openConnect(folder));
  expect(error).toMatchObject({ trouble: 'source', facts: { table: 'signup', dump: 12 } });
  expect(error.message).toBe(
    `${join(folder, file)}: there is no such file. Dump 12 names it as a part of table signup.`,
  );
  expect(error.actions[0]).toBe(`Copy s3://heap-rs3-test/${file} from the bucket again.`);
});

test.each([
  ['in its header', 40, 'the file breaks off in its header, after 40 bytes'],
  ['in a block', 30_000, 'the file breaks off in the middle of a block, after 30000 bytes'],
])('a part that breaks off %s is told from a whole one', async (_, length, reason) => {
  const { folder, file } = await exportOf();
  await truncate(join(folder, file), length);
  const error = await trouble(read(folder));
  expect(error.trouble).toBe('source');
  expect(error.message).toContain(reason);
  expect(error.message).toContain('Dump 12 names it as a part of table signup.');
});

test.each([
  ['is empty', '', 'the file is empty'],
  ['is text', 'user_id,email\n1,a@x.example\n', 'this is no Avro file'],
  ['is Parquet', 'PAR1\0\0', 'this is no Avro file'],
])('a part that %s is no Avro file', async (_, content, reason) => {
  const { folder, file } = await exportOf();
  await write(folder, file, content);
  const error = await trouble(openConnect(folder));
  expect(error).toMatchObject({ trouble: 'source' });
  expect(error.message).toContain(reason);
});

test('a flipped bit is found by the checksum, with the place of the block', async () => {
  const { folder, file } = await exportOf();
  const bytes = await readFile(join(folder, file));
  const end = bytes.lastIndexOf('heap-rs3-sample!');
  // The last four bytes before the end mark are the checksum.
  bytes[end - 1]! ^= 1;
  await write(folder, file, bytes);
  const error = await trouble(read(folder));
  expect(error.message).toMatch(/its block at byte \d+ is damaged \(the checksum of a block is wrong\)/);
});

test('a codec that is not known is named beside those that are', async () => {
  const { folder, file } = await exportOf();
  const bytes = await readFile(join(folder, file));
  bytes.write('sneppy', bytes.indexOf('snappy'));
  await write(folder, file, bytes);
  const error = await trouble(openConnect(folder));
  expect(error.message).toContain('packed with the codec "sneppy"; those that can be read are null, deflate, snappy');
});

test('a time that is none is told with its column and value', async () => {
  const folder = await temporaryFolder();
  await addDump(folder, 3, { signup: { columns: [text('time')], parts: { 0: [{ time: 'soon' }] } } });
  const error = await trouble(read(folder));
  expect(error.message).toContain('column time: "soon" is no time');
});
