/** Whose properties they are: Heap has a call for each. */
export type Owner = 'user' | 'account';

import type { NamedError } from '../../base/errors.ts';

/** What became of lines that were to be sent; each has its number, from 0 in the order in which they came. */
export interface Delivery {
  /** Lines that were taken from the stream; with `stopped` there may be more, and those were not looked at. */
  readonly taken: number;
  /** Refused for good, each alone. Every other line that was taken and not left was accepted. */
  readonly rejected: readonly RejectedLine[];
  /** Taken, and not delivered. */
  readonly left: readonly LineRange[];
  /** Why not all was delivered. */
  readonly stopped?: NamedError;
}

export interface RejectedLine {
  readonly line: number;
  /** HTTP status: 400 where something in it is off, 413 where it is too large. */
  readonly status: number;
  /** Heap's own words, or its status where it had none. */
  readonly message: string;
}

/** From a line to before another. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}
