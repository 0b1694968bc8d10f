import type { Level } from '../config/settings.ts';
import type { Crossing } from '../environments/check-pairing.ts';
import type { RunCounts } from '../ledger/types/run.ts';
import type { GoneField } from '../properties/property.ts';
import type { DeliveredCounts } from './deliver/deliver.ts';
import type { RefusedOne } from './deliver/rejected.ts';
import type { PeopleMatched } from './match/match-people.ts';
import type { ReadFigures } from './pull-ground.ts';
import type { LeftToRead } from './read/left-to-read.ts';
import type { Pulled } from './read/selection.ts';

/** How a pull went, or would go. */
export interface PullReport {
  readonly status: 'done' | 'partly' | 'failed';
  readonly dryRun: boolean;
  /** Of the ledger; a dry run has none. */
  readonly runId?: string;
  readonly org: { readonly id: string; readonly name: string };
  /** `local`, or the id of Heap's environment. */
  readonly heap: string;
  readonly crossing?: Crossing;
  /** Records count whose last update is not before it. */
  readonly since: string;
  /** Whether this was the first pull into this Heap. */
  readonly first: boolean;
  readonly read: readonly ReadFigures[];
  /**
   * People and accounts together: all that Heap may be told of, or of these the ones that changes can touch. Input = accepted +
   * rejected + unprocessed + unchanged.
   */
  readonly counts: RunCounts;
  /** Of a dry run: people and accounts whose values would be sent. */
  readonly toSend: number;
  readonly levels: readonly LevelReport[];
  /** Absent when nothing had changed, so that nobody was looked for. */
  readonly people?: PeopleMatched;
  /** Whether all people were looked at, or those that changes can touch since the last time: only they can have changed. */
  readonly lookedAt?: LookedAt;
  /** Chosen fields that cannot be read now; `fresh` when that is news. */
  readonly gone: readonly (GoneField & { readonly level: Level; readonly fresh: boolean })[];
  /** What is still to be read: the next pull goes on with it. */
  readonly left: readonly LeftToRead[];
  /** Records that are read, of moments so full that later pulls look at them once more for such as came late. */
  readonly again: readonly { readonly object: Pulled; readonly rows: number }[];
  /** Why an object could not be read, or why reading ended early. */
  readonly problems: readonly string[];
  /** What may have been missed, as deleted records that the org keeps no longer. */
  readonly remarks: readonly string[];
  /** Salesforce API requests of the whole run, and by kind. */
  readonly credits: number;
  readonly creditsByKind: Readonly<Record<string, number>>;
}

export type LookedAt = 'all' | 'touched';

export interface LevelReport {
  readonly level: Level;
  readonly properties: number;
  readonly counts: DeliveredCounts;
  /** Values over 1,023 characters, cut or left out. */
  readonly overLong: number;
  readonly rejected: readonly { readonly code: string; readonly rows: number }[];
  /** A few of those whom Heap refused. The next pull tries them again. */
  readonly refused: readonly RefusedOne[];
}

/** A pull is green when all was read, and when Heap has what each row asked for. */
export function pullStatus({
  counts,
  left,
  problems,
  dryRun,
}: Pick<PullReport, 'counts' | 'left' | 'problems' | 'dryRun'>): PullReport['status'] {
  const { input, accepted, rejected, unprocessed, unchanged } = counts;
  if (!dryRun && accepted + rejected + unprocessed + unchanged !== input) return 'failed';
  if (!dryRun && unprocessed > 0 && accepted === 0) return 'failed';
  return rejected + (dryRun ? 0 : unprocessed) + left.length + problems.length === 0 ? 'done' : 'partly';
}
