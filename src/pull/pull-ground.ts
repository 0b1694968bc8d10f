import type { NamedError } from '../base/errors.ts';
import type { Progress } from '../base/progress.ts';
import type { PullSettings, Settings } from '../config/settings.ts';
import type { Org } from '../salesforce/org.ts';
import type { HeldGround } from './held/hold.ts';
import type { Pulled } from './read/selection.ts';
import type { PullState } from './state/pull-state.ts';

/** Settings of somebody who has chosen fields. */
export type PullingSettings = Settings & { readonly pull: PullSettings };

/** What reading and holding stand on. */
export interface ReadGround {
  readonly org: Org;
  readonly progress: Progress;
  /** Where what was read may lie for a while. */
  readonly scratch: string;
  /** What is held, in the warehouse, which is opened when first asked for. */
  held(state: PullState): Promise<HeldGround>;
  /** Has the state kept: all that was read up to here need not be read again. */
  keep(state: PullState): void;
}

/** How many records an object gave, and what is left to read of it. */
export interface ReadFigures {
  readonly object: Pulled;
  /** Records that had changed. */
  readonly changed: number;
  /** Records that were read for the window, for fields that came later, for formulas. */
  readonly swept: number;
}

/** Where a step of reading has come to. */
export interface Step {
  readonly state: PullState;
  /** Records that are held now and were not held so before. */
  readonly rows: number;
  /** Why it ended early: credits are used up, the login is gone, nobody answers. */
  readonly stopped?: NamedError | undefined;
}
