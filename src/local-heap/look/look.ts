import { Mistake } from '../../base/errors.ts';
import type { Properties } from '../rules/read-properties.ts';
import type { AccountRow } from '../store/accounts.ts';
import type { App } from '../store/apps.ts';
import type { Migration } from '../store/migrations.ts';
import type { PropertyKind } from '../store/property-book.ts';
import type { HeapStore } from '../store/store.ts';
import type { UserRow } from '../store/users.ts';

export interface AppFacts {
  readonly appId: string;
  readonly users: number;
  readonly accounts: number;
  readonly events: number;
  /** Custom properties of users. */
  readonly properties: number;
}

/** A user as Heap would show it. Times are ISO 8601, UTC. */
export interface HeapUser {
  /** Decimal. */
  readonly userId: string;
  readonly identity: string | null;
  readonly handle: string | null;
  readonly email: string | null;
  readonly joindate: string;
  readonly lastModified: string;
  /** Custom ones; `email` in lower case is none of them. */
  readonly properties: Properties;
}

export interface HeapAccount {
  readonly accountId: string;
  readonly lastModified: string;
  readonly properties: Properties;
}

export interface HeapEvent {
  readonly userId: string;
  readonly identity: string | null;
  readonly event: string;
  readonly time: string;
  readonly sessionId: string | null;
  readonly idempotencyKey: string | null;
  readonly properties: Properties;
}

export interface PropertyFacts {
  readonly of: PropertyKind;
  readonly name: string;
  /** `text` as soon as one value was a string. */
  readonly holds: 'number' | 'text';
}

/** A part of a list, in the order in which things came. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page begins; left out on the last. */
  readonly next?: number;
}

export interface PageRequest {
  readonly after?: number;
  /** 100 unless told. */
  readonly limit?: number;
}

/** The read side, which Heap itself does not have. */
export interface Look {
  apps(): readonly AppFacts[];
  user(appId: string, identity: string): HeapUser | undefined;
  userById(appId: string, userId: string): HeapUser | undefined;
  users(appId: string, page?: PageRequest): Page<HeapUser>;
  account(appId: string, accountId: string): HeapAccount | undefined;
  accounts(appId: string, page?: PageRequest): Page<HeapAccount>;
  events(appId: string, page?: PageRequest): Page<HeapEvent>;
  migrations(appId: string): readonly Migration[];
  properties(appId: string): readonly PropertyFacts[];
}

export function lookInto(store: HeapStore): Look {
  const { apps, users, accounts, events, migrations, properties } = store;
  const appOf = (appId: string): App => apps.find(appId) ?? unknownApp(appId, apps.all());
  const userOf = (app: App) => {
    const decode = properties.decoder(app.id, 'user');
    return (row: UserRow) => asHeapUser(row, decode(row.properties));
  };
  const accountOf = (app: App) => {
    const decode = properties.decoder(app.id, 'account');
    return (row: AccountRow) => asAccount(row, decode(row.properties));
  };
  return {
    apps: () =>
      apps.all().map((app) => ({
        appId: app.appId,
        users: apps.users(app),
        accounts: accounts.count(app.id),
        events: events.count(app.id),
        properties: properties.of(app.id, 'user').length,
      })),
    user(appId, identity) {
      const app = appOf(appId);
      const row = users.find(app.id, identity);
      return row && userOf(app)(row);
    },
    userById(appId, userId) {
      const app = appOf(appId);
      const row = users.findByUserId(app.id, Number(userId));
      return row && userOf(app)(row);
    },
    users(appId, page) {
      const app = appOf(appId);
      return paged(page, (after, limit) => users.page(app.id, after, limit), userOf(app));
    },
    account(appId, accountId) {
      const app = appOf(appId);
      const row = accounts.find(app.id, accountId);
      return row && accountOf(app)(row);
    },
    accounts(appId, page) {
      const app = appOf(appId);
      return paged(page, (after, limit) => accounts.page(app.id, after, limit), accountOf(app));
    },
    events(appId, page) {
      const app = appOf(appId);
      const decode = properties.decoder(app.id, 'event');
      return paged(
        page,
        (after, limit) => events.page(app.id, after, limit),
        ({ userId, name, time, sessionId, key, ...row }) => ({
          userId: String(userId),
          identity: users.findByUserId(app.id, userId)?.identity ?? null,
          event: name,
          time: iso(time),
          sessionId,
          idempotencyKey: key,
          properties: decode(row.properties),
        }),
      );
    },
    migrations: (appId) => migrations.all(appOf(appId).id),
    properties(appId) {
      const app = appOf(appId);
      return (['user', 'account', 'event'] as const).flatMap((of) =>
        properties.of(app.id, of).map(({ name, holds }) => ({ of, name, holds })),
      );
    },
  };
}

function asHeapUser(row: UserRow, properties: Properties): HeapUser {
  const { userId, identity, handle, email, joined, modified } = row;
  return {
    userId: String(userId),
    identity,
    handle,
    email,
    joindate: iso(joined),
    lastModified: iso(modified),
    properties,
  };
}

function asAccount({ accountId, modified }: AccountRow, properties: Properties): HeapAccount {
  return { accountId, lastModified: iso(modified), properties };
}

function paged<Row extends { readonly id: number }, T>(
  { after = 0, limit = 100 }: PageRequest = {},
  read: (after: number, limit: number) => readonly Row[],
  show: (row: Row) => T,
): Page<T> {
  const rows = read(after, limit);
  const next = rows.length === limit ? { next: rows.at(-1)!.id } : {};
  return { items: rows.map(show), ...next };
}

const iso = (time: number): string => new Date(time).toISOString();

function unknownApp(appId: string, known: readonly App[]): never {
  throw new Mistake({
    trouble: 'unknown-name',
    message: `The local Heap has no environment with the app_id ${JSON.stringify(appId)}.`,
    actions: [
      known.length === 0
        ? 'Nothing has been sent to it yet.'
        : `Name one of: ${known.map((app) => app.appId).join(', ')}.`,
    ],
    facts: { appId },
  });
}
