import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import avro from 'avsc';
import { uncompress } from 'snappyjs';

/**
 * A Heap Connect export read in plain TypeScript, for a second opinion on what the product reads: it shares no line with
 * the product's own reader, and knows no SQL.
 */
export interface PlainExport {
  readonly users: ReadonlyMap<number, PlainRow>;
  /** By table, each event once, under the user that the person is now. `time` is milliseconds since 1970. */
  readonly events: ReadonlyMap<string, readonly PlainEvent[]>;
}

export type PlainRow = Readonly<Record<string, unknown>>;
export interface PlainEvent extends PlainRow {
  readonly user_id: number;
  readonly time: number;
}

interface Dumped {
  readonly dump: number;
  readonly part: number;
  readonly row: PlainRow;
}

interface Manifest {
  readonly dump_id: number;
  readonly tables: readonly {
    readonly name: string;
    readonly files: readonly string[];
    readonly incremental: boolean;
  }[];
}

export async function readPlainExport(folder: string): Promise<PlainExport> {
  const manifests = readdirSync(join(folder, 'manifests'))
    .map((file) => JSON.parse(readFileSync(join(folder, 'manifests', file), 'utf8')) as Manifest)
    .sort((a, b) => a.dump_id - b.dump_id);
  const names = new Set(manifests.flatMap(({ tables }) => tables.map(({ name }) => name)));
  names.delete('_event_metadata');

  const tables = new Map<string, Dumped[]>();
  for (const name of names) tables.set(name, await readTable(folder, manifests, name));

  const survivor = survivors(tables.get('user_migrations') ?? []);
  const users = mergedUsers(tables.get('users') ?? [], survivor);
  const events = new Map<string, readonly PlainEvent[]>();
  for (const [name, rows] of tables) {
    if (name === 'users' || name === 'user_migrations') continue;
    events.set(name, once(rows, name === 'sessions' ? 'session_id' : 'event_id', survivor));
  }
  return { users, events };
}

async function readTable(folder: string, manifests: readonly Manifest[], name: string): Promise<Dumped[]> {
  let rows: Dumped[] = [];
  for (const { dump_id: dump, tables } of manifests) {
    const table = tables.find((one) => one.name === name);
    if (!table) continue;
    if (!table.incremental) rows = [];
    for (const address of table.files) {
      const part = Number(/part-(\d+)/.exec(address)?.[1]);
      const file = join(folder, address.slice(address.indexOf(`sync_${dump}/`)));
      for (const row of await readAvro(file)) rows.push({ dump, part, row });
    }
  }
  return rows;
}

function readAvro(file: string): Promise<PlainRow[]> {
  const rows: PlainRow[] = [];
  // The last four bytes of a block are its checksum.
  const snappy = (block: Buffer, done: (error: null, data: Buffer) => void) =>
    done(null, Buffer.from(uncompress(block.subarray(0, block.length - 4))));
  return new Promise((resolve, reject) => {
    avro
      .createFileDecoder(file, { codecs: { snappy } })
      .on('data', (row: PlainRow) => rows.push({ ...row }))
      .on('error', reject)
      .on('end', () => resolve(rows));
  });
}

/** Who a user id has become: followed to its end, or to the smallest id of a circle. */
function survivors(rows: readonly Dumped[]): (user: number) => number {
  const next = new Map(rows.map(({ row }) => [Number(row['from_user_id']), Number(row['to_user_id'])]));
  return (user) => {
    const path = [user];
    for (let at = next.get(user); at !== undefined; at = next.get(at)) {
      const place = path.indexOf(at);
      if (place >= 0) return Math.min(...path.slice(place));
      path.push(at);
    }
    return path[path.length - 1] ?? user;
  };
}

function mergedUsers(rows: readonly Dumped[], survivor: (user: number) => number): Map<number, PlainRow> {
  const newer = (a: Dumped, b: Dumped): number =>
    b.dump - a.dump || Number(b.row['last_modified']) - Number(a.row['last_modified']) || b.part - a.part;
  const newest = new Map<number, Dumped>();
  for (const one of rows) {
    const user = Number(one.row['user_id']);
    const known = newest.get(user);
    if (!known || newer(known, one) > 0) newest.set(user, one);
  }
  const users = new Map<number, Record<string, unknown>>();
  for (const { row } of [...newest.values()].sort(newer)) {
    const user = survivor(Number(row['user_id']));
    const merged = users.get(user) ?? {};
    for (const [property, value] of Object.entries(row)) {
      if (value !== null && value !== undefined) merged[property] ??= value;
    }
    users.set(user, { ...merged, user_id: user });
  }
  return users;
}

function once(rows: readonly Dumped[], key: string, survivor: (user: number) => number): PlainEvent[] {
  const seen = new Map<string, PlainEvent>();
  for (const { row } of [...rows].sort((a, b) => a.dump - b.dump || a.part - b.part)) {
    const user_id = survivor(Number(row['user_id']));
    seen.set(`${row[key]} ${user_id}`, { ...row, user_id, time: milliseconds(row['time']) });
  }
  return [...seen.values()];
}

/** Text without an offset is UTC; a number is milliseconds. */
function milliseconds(time: unknown): number {
  return typeof time === 'number' ? time : Date.parse(`${String(time).replace(' ', 'T')}Z`);
}
