import type { ClockMove } from '../../base/movable-clock.ts';
import { AccountTable } from './accounts.ts';
import { AppTable } from './apps.ts';
import { type Database, openDatabase } from './database.ts';
import { EventTable } from './events.ts';
import { MeterTable } from './meter.ts';
import { MigrationTable } from './migrations.ts';
import { PropertyBook } from './property-book.ts';
import { RequestLog } from './request-log.ts';
import { UserTable } from './users.ts';
import { UsualNames } from './usual-names.ts';

/** All that a local Heap keeps. */
export interface HeapStore {
  readonly apps: AppTable;
  readonly users: UserTable;
  readonly accounts: AccountTable;
  readonly events: EventTable;
  readonly migrations: MigrationTable;
  readonly properties: PropertyBook;
  readonly usualNames: UsualNames;
  readonly meters: MeterTable;
  readonly requests: RequestLog;
  /** How far the clock was moved. */
  readonly clockMove: ClockMove;
  /** False until it was said once that all is there that it begins with. */
  isSeeded(): boolean;
  markSeeded(): void;
  transaction<T>(work: () => T): T;
  longTransaction<T>(work: () => Promise<T>): Promise<T>;
  /** Whether a long one is under way, beside which nothing can be written. */
  readonly isBusy: boolean;
  clear(): void;
  close(): void;
}

/** Opens the file, or keeps all in memory when none is named. */
export function openStore(file: string | undefined): HeapStore {
  const db = openDatabase(file);
  const users = new UserTable(db);
  const properties = new PropertyBook(db);
  return {
    apps: new AppTable(db),
    users,
    accounts: new AccountTable(db),
    events: new EventTable(db),
    migrations: new MigrationTable(db),
    properties,
    usualNames: new UsualNames(db, properties),
    meters: new MeterTable(db),
    requests: new RequestLog(db),
    clockMove: {
      read: () => keptNumber(db, 'clock'),
      write: (offset) => keep(db, 'clock', offset),
    },
    isSeeded: () => keptNumber(db, 'seeded') === 1,
    markSeeded: () => keep(db, 'seeded', 1),
    transaction: (work) => db.transaction(work),
    longTransaction: (work) => db.longTransaction(work),
    get isBusy() {
      return db.isBusy;
    },
    clear() {
      db.clear();
      users.forget();
    },
    close: () => db.close(),
  };
}

function keptNumber(db: Database, name: string): number {
  return Number(db.prepare('SELECT value FROM kept WHERE name = ?').row(name)?.[0] ?? 0);
}

function keep(db: Database, name: string, value: number): void {
  db.prepare('INSERT OR REPLACE INTO kept (name, value) VALUES (?, ?)').run(name, value);
}
