import type { Clock } from '../../../base/clock.ts';
import type { Rights } from '../access/rights.ts';
import type { Edition } from '../schema/edition.ts';
import type { Documents, Schema } from '../types.ts';
import type { Bin } from './remove/bin.ts';
import type { Room } from './rules/room.ts';
import type { RowLocks } from './rules/row-locks.ts';
import type { RuleBook } from './rules/rule-book.ts';
import type { Serials } from './store/serials.ts';
import type { Store } from './store/store.ts';

/** What a piece of work on records needs, for one user. */
export interface RecordContext {
  readonly store: Store;
  readonly schema: Schema;
  readonly clock: Clock;
  /** The time that rows are stamped with. */
  readonly stamp: () => number;
  readonly serials: Serials;
  readonly documents: Documents;
  readonly rights: Rights;
  readonly locks: RowLocks;
  readonly bin: Bin;
  readonly rules: RuleBook;
  /** Room for rows; nothing where it is not limited. */
  readonly room: Room | undefined;
  readonly edition: Edition;
  /** Whether another org has a user of this name. */
  readonly usernameTaken: (username: string) => boolean;
  /** The user's time zone. */
  readonly zone: string;
  /** The platform itself is at work: it may set what nobody else sets. */
  readonly platform: boolean;
  /** Told of each write, so that what was drawn from those rows is drawn anew. */
  readonly touched: (object: string) => void;
}
