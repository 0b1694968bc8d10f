import type { Event, EventTable, Session } from './activity.ts';
import type { HeapUser } from './people.ts';
import type { AvroColumn } from './write-avro.ts';

export type Row = Readonly<Record<string, unknown>>;

/** The same moment in the forms that exports have it in. */
export const timeForms = {
  microseconds: (time: number) => time * 1000,
  milliseconds: (time: number) => time,
  text: (time: number) => new Date(time).toISOString().replace('T', ' ').replace('Z', ''),
} as const;
export type TimeForm = keyof typeof timeForms;

const avroTypeOf: Readonly<Record<TimeForm, string>> = { microseconds: 'long', milliseconds: 'long', text: 'string' };

const texts = (...names: string[]): AvroColumn[] => names.map((name) => ({ name, type: 'string' }));
const longs = (...names: string[]): AvroColumn[] => names.map((name) => ({ name, type: 'long' }));

export const userColumns: readonly AvroColumn[] = [
  ...longs('user_id'),
  ...texts('identity', 'handle', 'email'),
  ...longs('joindate', 'last_modified'),
  ...texts('plan', 'salesforce_account_id'),
];

/** A property that came into being on the sample's last day. */
export const lateUserColumns: readonly AvroColumn[] = [...userColumns, ...texts('seat_type')];

export const migrationColumns: readonly AvroColumn[] = longs('from_user_id', 'to_user_id', 'time');

export function sessionColumns(form: TimeForm): AvroColumn[] {
  return [
    ...longs('event_id', 'user_id', 'session_id'),
    { name: 'time', type: avroTypeOf[form] },
    ...texts('library', 'platform', 'device_type', 'country', 'browser', 'landing_page', 'utm_source'),
  ];
}

const own: Readonly<Record<EventTable, readonly AvroColumn[]>> = {
  pageviews: texts('domain', 'path', 'title'),
  dashboard_viewed: [...texts('dashboard'), ...longs('load_ms')],
  report_exported: [...texts('format'), ...longs('rows')],
  checkout_completed: [{ name: 'amount', type: 'double' }, ...texts('currency')],
  teammate_invited: texts('role'),
};

export function eventColumns(table: EventTable, form: TimeForm): AvroColumn[] {
  return [
    ...longs('event_id', 'user_id', 'session_id'),
    { name: 'time', type: avroTypeOf[form] },
    ...texts('type', 'library', 'platform'),
    ...own[table],
  ];
}

/** Whose row it is: the id that Heap saw then, or the one that it has become since. */
export type Owner = (session: Session) => number;
export const asSeen: Owner = (session) => session.seenAs;
export const asNow: Owner = (session) => session.user.id;

export function sessionRow(session: Session, owner: Owner, form: TimeForm): Row {
  return {
    ...shared(session, owner),
    event_id: session.id,
    time: timeForms[form](session.time),
    device_type: deviceOf(session.user),
    country: 'United States',
    browser: browserOf(session.user),
    landing_page: 'https://app.example/home',
    utm_source: session.id % 5 === 0 ? 'newsletter' : null,
  };
}

export function eventRow({ id, session, table, time, properties }: Event, owner: Owner, form: TimeForm): Row {
  const page = table === 'pageviews' ? { domain: 'app.example', title: `App ${properties['path']}` } : {};
  return {
    ...shared(session, owner),
    event_id: id,
    time: timeForms[form](time),
    type: table === 'pageviews' ? 'pageview' : 'custom',
    ...properties,
    ...page,
  };
}

function shared(session: Session, owner: Owner): Row {
  return { user_id: owner(session), session_id: session.id, library: 'web', platform: 'Web' };
}

function deviceOf(user: HeapUser): string {
  return user.id % 7 === 0 ? 'Mobile' : 'Desktop';
}

function browserOf(user: HeapUser): string {
  return user.id % 3 === 0 ? 'Firefox' : 'Chrome';
}
