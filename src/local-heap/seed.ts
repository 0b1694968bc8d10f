import { Mistake } from '../base/errors.ts';
import type { App } from './store/apps.ts';
import type { Migration } from './store/migrations.ts';
import type { HeapStore } from './store/store.ts';

/** A user that Heap knew before: as an export has it. */
export interface SeedUser {
  /** 0 to 2^53 - 1. */
  readonly userId: number | bigint;
  readonly identity?: string | null;
  readonly handle?: string | null;
  readonly email?: string | null;
  readonly joined?: Date | null;
  readonly lastModified?: Date | null;
  readonly properties?: Readonly<Record<string, string | number>>;
}

export interface SeedMigration {
  readonly fromUserId: number | bigint;
  readonly toUserId: number | bigint;
  readonly time?: Date | null;
}

/** What a new local Heap begins with, read one after the other: there may be a million. */
export interface Seed {
  /** The environment that knows them. */
  readonly appId: string;
  readonly users?: Iterable<SeedUser> | AsyncIterable<SeedUser>;
  readonly migrations?: Iterable<SeedMigration> | AsyncIterable<SeedMigration>;
}

/**
 * Writes the seed: all of it, or nothing when it breaks off. A user_id or an identity that comes twice counts once,
 * the first time.
 */
export function plantSeed(store: HeapStore, { appId, users = [], migrations = [] }: Seed, now: number): Promise<void> {
  return store.longTransaction(async () => {
    const app = store.apps.findOrMake(appId);
    let made = 0;
    for await (const user of users) if (plantUser(store, app, user, now)) made += 1;
    for await (const migration of migrations) store.migrations.insert(app.id, asMigration(migration, now));
    store.apps.addUsers(app, made);
    store.markSeeded();
  });
}

function plantUser(store: HeapStore, app: App, user: SeedUser, now: number): boolean {
  const userId = safeId(user.userId);
  const { identity = null, handle = null, email = null, joined, lastModified, properties = {} } = user;
  if (store.users.findByUserId(app.id, userId) !== undefined) return false;
  if (identity !== null && store.users.find(app.id, identity) !== undefined) return false;
  store.users.insert(app.id, {
    userId,
    identity,
    handle,
    email,
    joined: joined?.getTime() ?? now,
    modified: lastModified?.getTime() ?? now,
    properties: store.properties.merge(app.id, 'user', undefined, properties),
  });
  return true;
}

function asMigration({ fromUserId, toUserId, time }: SeedMigration, now: number): Migration {
  return { fromUserId: safeId(fromUserId), toUserId: safeId(toUserId), time: time?.getTime() ?? now };
}

function safeId(id: number | bigint): number {
  const number = Number(id);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new Mistake({
    trouble: 'source',
    message: `A user of the seed has the user_id ${id}, which is no whole number from 0 to ${Number.MAX_SAFE_INTEGER}.`,
    actions: ['Look at the column user_id of the export that the users come from.'],
    facts: { userId: String(id) },
  });
}
