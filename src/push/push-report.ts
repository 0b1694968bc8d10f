import type { Level } from '../config/settings.ts';
import type { Crossing } from '../environments/check-pairing.ts';
import { sumCounts } from '../ledger/sum-counts.ts';
import type { RunCounts } from '../ledger/types/run.ts';
import type { UnfitFigures } from './figures/unfit-figures.ts';
import type { OrphanReport } from './orphans/remove-orphans.ts';
import type { Matching } from './people/read-people.ts';
import type { PushPrice } from './send/check-price.ts';
import type { SendPrice } from './send/send-price.ts';

/** How a push went, or would go. */
export interface PushReport {
  readonly status: 'done' | 'partly' | 'failed';
  readonly dryRun: boolean;
  /** Of the ledger; a dry run has none. */
  readonly runId?: string;
  readonly asOf: Date;
  /** The run whose rejected rows were sent again, and how many they were. */
  readonly retryOf?: { readonly runId: string; readonly rows: number };
  readonly org: { readonly id: string; readonly name: string };
  /** That the org and the Heap that the figures come from do not go together, which was allowed. */
  readonly crossing?: Crossing;
  readonly levels: readonly LevelReport[];
  /** All levels together. Input = accepted + rejected + unprocessed + unchanged; in a dry run what would be sent is `toSend`. */
  readonly counts: RunCounts;
  readonly toSend: number;
  /** Figures that do not fit their field, and values that are no numbers. The rows go all the same. */
  readonly unfit: readonly UnfitFigures[];
  readonly matching: Matching;
  /** Usage rows whose account (contact) was deleted or merged, by object. */
  readonly orphans: readonly OrphanReport[];
  readonly events: number;
  /** When the last thing happened that the export knows of; absent where no table says when. */
  readonly newest?: Date;
  /** Whole days from that to the moment of the figures; 0 where it is later. */
  readonly daysBehind?: number;
  /** Whether that is too many: `push.staleDays`. */
  readonly stale?: boolean;
  /** What sending was worked out to cost, before the first row went. */
  readonly price: PushPrice;
  /** Jobs of an earlier run that was cut off, brought to their end first. */
  readonly resumed: readonly { readonly jobId: string; readonly runId: string; readonly accepted: number }[];
  /** Salesforce API requests of the whole run, reading included. */
  readonly credits: number;
}

export interface LevelReport {
  readonly level: Level;
  readonly object: string;
  readonly metrics: readonly string[];
  readonly counts: RunCounts;
  readonly toSend: number;
  readonly price: SendPrice;
  readonly created: number;
  /** Rows that met a lock and were sent once more. */
  readonly retried: number;
  /** Rows of which no answer of the org speaks; the run is red unless there are none. */
  readonly unaccounted: number;
  /** Metrics that stayed out because the connecting user cannot write their field. */
  readonly dropped: readonly { readonly metric: string; readonly field: string; readonly why: string }[];
  readonly rejected: readonly {
    readonly code: string;
    readonly rows: number;
    readonly example: string;
    readonly advice: string;
  }[];
  /** Why a whole job failed, in the org's words. */
  readonly problems: readonly string[];
}

/**
 * A push is green when each row that had to go was accepted and no metric stayed behind. One without any row to look at
 * is not: the join key or the export is not what it should be.
 */
export function pushStatus(levels: readonly LevelReport[], dryRun: boolean): PushReport['status'] {
  const { input, accepted, rejected, unprocessed, unchanged } = sumCounts(levels.map(({ counts }) => counts));
  const clean = levels.every(({ dropped, problems }) => dropped.length === 0 && problems.length === 0);
  if (input === 0 || levels.some(({ unaccounted }) => unaccounted > 0)) return 'failed';
  if (dryRun) return clean ? 'done' : 'partly';
  if (accepted + rejected + unprocessed + unchanged !== input) return 'failed';
  if (rejected + unprocessed === 0) return clean ? 'done' : 'partly';
  return accepted === 0 ? 'failed' : 'partly';
}
