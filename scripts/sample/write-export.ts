import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Activity, type EventTable, eventTables } from './activity.ts';
import { june } from './calendar.ts';
import {
  asNow,
  asSeen,
  eventColumns,
  eventRow,
  lateUserColumns,
  migrationColumns,
  type Owner,
  type Row,
  sessionColumns,
  sessionRow,
  type TimeForm,
  userColumns,
} from './export-tables.ts';
import type { HeapUser } from './people.ts';
import { type Random, randomFrom } from './random.ts';
import { changedUsers, lateUsers, migrations, oldestUsers, withdrawnMigration } from './user-rows.ts';
import { type AvroColumn, writeAvro } from './write-avro.ts';

/** A table of a dump before it is written; the parts are numbered as given. */
interface SentTable {
  readonly name: string;
  readonly incremental: boolean;
  readonly columns: readonly AvroColumn[];
  readonly parts: readonly { readonly number: number; readonly rows: readonly Row[] }[];
  /** Columns that the manifest still names though no part has them. */
  readonly archived?: readonly string[];
}

interface Dump {
  readonly id: number;
  readonly tables: readonly SentTable[];
}

const bucket = 's3://heap-rs3-sample';

/** The sample as three dumps of Heap Connect: all up to 20 June, then up to the 29th, then the 30th. */
export async function writeExport(
  folder: string,
  users: readonly HeapUser[],
  activity: Activity,
): Promise<{ readonly dump: number; readonly rows: Readonly<Record<string, number>> }[]> {
  const random = randomFrom(20_260_630);
  const dumps = [oldestDump(users, activity), secondDump(users, activity), lastDump(users, activity)];
  for (const dump of dumps) await writeDump(folder, dump, random);
  return dumps.map(({ id, tables }) => ({
    dump: id,
    rows: Object.fromEntries(tables.map(({ name, parts }) => [name, parts.flatMap(({ rows }) => rows).length])),
  }));
}

/** As strings, 998 comes after 1002 and 1003. */
function oldestDump(users: readonly HeapUser[], activity: Activity): Dump {
  const sent = slice(activity, (day) => day <= june(20), asSeen, 'milliseconds');
  return {
    id: 998,
    tables: [
      {
        name: 'users',
        incremental: false,
        columns: userColumns,
        parts: halves(oldestUsers(users)),
        archived: ['old_plan'],
      },
      whole('user_migrations', migrationColumns, [...migrations(users, june(20)), withdrawnMigration(users)]),
      { ...sent.sessions, incremental: false },
      { ...sent.pageviews, incremental: false, parts: halves(sent.pageviews.parts[0]!.rows) },
      { ...sent.dashboard_viewed, incremental: false, parts: halves(sent.dashboard_viewed.parts[0]!.rows) },
      { ...sent.report_exported, incremental: false },
      // By the definition it had then, the event also matched some dashboards; the full dump after this drops them.
      whole('teammate_invited', eventColumns('teammate_invited', 'milliseconds'), [
        ...sent.teammate_invited.parts[0]!.rows,
        ...sent.dashboard_viewed.parts[0]!.rows.slice(0, 200).map((row) => ({ ...row, role: 'viewer' })),
      ]),
      eventMetadata,
    ],
  };
}

/** Sends 20 June once more, now under the ids that the merged users have; checkout_completed is new, with its history. */
function secondDump(users: readonly HeapUser[], activity: Activity): Dump {
  const sent = slice(activity, (day) => day >= june(20) && day <= june(29), asNow, 'text');
  const all = slice(activity, (day) => day <= june(29), asNow, 'text');
  return {
    id: 1002,
    tables: [
      {
        name: 'users',
        incremental: true,
        columns: userColumns,
        parts: one(changedUsers(users)),
        archived: ['old_plan'],
      },
      whole('user_migrations', migrationColumns, migrations(users, june(29))),
      sent.sessions,
      sent.pageviews,
      sent.dashboard_viewed,
      sent.report_exported,
      { ...all.teammate_invited, incremental: false },
      { ...all.checkout_completed, incremental: false },
    ],
  };
}

/** Sends part of 29 June once more. */
function lastDump(users: readonly HeapUser[], activity: Activity): Dump {
  const sent = slice(
    activity,
    (day, id) => day === june(30) || (day === june(29) && id % 5 === 0),
    asNow,
    'milliseconds',
  );
  return {
    id: 1003,
    tables: [
      {
        name: 'users',
        incremental: true,
        columns: lateUserColumns,
        parts: one(lateUsers(users)),
        archived: ['old_plan'],
      },
      whole('user_migrations', migrationColumns, migrations(users, june(30))),
      sent.sessions,
      ...eventTables.map((table) => sent[table]),
      eventMetadata,
    ],
  };
}

/** Heap's own table: it holds no activity. */
const eventMetadata: SentTable = whole(
  '_event_metadata',
  [
    { name: 'event_table_name', type: 'string' },
    { name: 'event_name', type: 'string' },
  ],
  eventTables.map((table) => ({ event_table_name: table, event_name: displayName(table) })),
);

function slice(
  { sessions, events }: Activity,
  sentOn: (day: number, session: number) => boolean,
  owner: Owner,
  form: TimeForm,
): Readonly<Record<EventTable | 'sessions', SentTable>> {
  // Session ids are multiples of 64.
  const chosen = new Set(sessions.filter(({ day, id }) => sentOn(day, Math.floor(id / 64))));
  const tableOf = (table: EventTable): SentTable => ({
    name: table,
    incremental: true,
    columns: eventColumns(table, form),
    parts: one(
      events
        .filter((event) => event.table === table && chosen.has(event.session))
        .map((event) => eventRow(event, owner, form)),
    ),
  });
  return {
    sessions: {
      name: 'sessions',
      incremental: true,
      columns: sessionColumns(form),
      parts: one([...chosen].map((session) => sessionRow(session, owner, form))),
    },
    pageviews: tableOf('pageviews'),
    dashboard_viewed: tableOf('dashboard_viewed'),
    report_exported: tableOf('report_exported'),
    checkout_completed: tableOf('checkout_completed'),
    teammate_invited: tableOf('teammate_invited'),
  };
}

function whole(name: string, columns: readonly AvroColumn[], rows: readonly Row[]): SentTable {
  return { name, incremental: false, columns, parts: one(rows) };
}

function one(rows: readonly Row[]): SentTable['parts'] {
  return [{ number: 0, rows }];
}

/** Parts 2 and 10: as text, 10 comes first. */
function halves(rows: readonly Row[]): SentTable['parts'] {
  const middle = Math.ceil(rows.length / 2);
  return [
    { number: 2, rows: rows.slice(0, middle) },
    { number: 10, rows: rows.slice(middle) },
  ];
}

async function writeDump(folder: string, { id, tables }: Dump, random: Random): Promise<void> {
  const listed = [];
  for (const table of tables) {
    const files = [];
    for (const { number, rows } of table.parts) {
      const name = `sync_${id}/${table.name}/part-${String(number).padStart(5, '0')}-${guid(random)}-c000.avro`;
      await writeAvro(join(folder, name), table.columns, rows);
      files.push(`${bucket}/${name}`);
    }
    const columns = [...table.columns.map(({ name }) => name), ...(table.archived ?? [])];
    listed.push({ name: table.name, files, columns, incremental: table.incremental });
  }
  const definitions = `sync_${id}/property_definitions.json`;
  await writeJson(join(folder, definitions), propertyDefinitions(tables));
  await mkdir(join(folder, 'manifests'), { recursive: true });
  await writeJson(join(folder, 'manifests', `sync_${id}.json`), {
    dump_id: id,
    tables: listed,
    property_definitions: `${bucket}/${definitions}`,
  });
}

function propertyDefinitions(tables: readonly SentTable[]) {
  return tables
    .filter(({ name }) => !name.startsWith('_'))
    .flatMap((table) =>
      table.columns.map(({ name, type }) => ({ table: table.name, name, display_name: displayName(name), type })),
    );
}

function displayName(name: string): string {
  return name.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase());
}

function guid(random: Random): string {
  const hex = (digits: number) => Array.from({ length: digits }, () => random.below(16).toString(16)).join('');
  return [8, 4, 4, 4, 12].map(hex).join('-');
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 1)}\n`);
}
