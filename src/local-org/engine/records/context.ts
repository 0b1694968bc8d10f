import type { Clock } from '../../../base/clock.ts';
import type { Rights } from '../access/rights.ts';
import type { Schema } from '../types.ts';
import type { Serials } from './serials.ts';
import type { Store } from './store.ts';

/** What a piece of work on records needs, for one user. */
export interface RecordContext {
  readonly store: Store;
  readonly schema: Schema;
  readonly clock: Clock;
  readonly serials: Serials;
  readonly rights: Rights;
  /** The platform itself is at work: it may set what nobody else sets. */
  readonly platform: boolean;
  /** Told of each write, so that what was drawn from those rows is drawn anew. */
  readonly touched: (object: string) => void;
}
