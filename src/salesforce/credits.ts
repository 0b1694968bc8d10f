/** The families of requests that Salesforce counts against an org's allocation. */
export type CallKind =
  | 'query'
  | 'rest'
  | 'collections'
  | 'composite'
  | 'bulk-ingest'
  | 'bulk-query'
  | 'metadata'
  | 'soap'
  | 'describe'
  | 'limits';

/** What may be spent. Counts are of requests, as Salesforce counts them. */
interface CreditBudget {
  readonly perRun: number;
  readonly perDay: number;
  /** Share of the org's own allocation, in percent, at which we stop, whoever spent it: the rest is kept for others. */
  readonly ofOrg: number;
  /** The run under way, over all its connections; when left out, a connection counts as a run of its own. */
  spentThisRun?(): number;
  /** All runs of today together, this one included as far as `CreditSink.spent` has told of it. */
  spentToday(): number;
}

/**
 * Who keeps the books: told of each counted request as its answer comes, at once and in order, with the org's own figure
 * where the answer gave it. Must not throw.
 */
export interface CreditSink {
  readonly budget: CreditBudget;
  spent(kind: CallKind, allocation?: Allocation): void;
}

/**
 * The org's own figure of the last 24 hours, as its `Sforce-Limit-Info` header gave it: what all have used.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_api_usage.htm
 */
export interface Allocation {
  readonly used: number;
  readonly of: number;
  readonly readAt: Date;
}

/** What this connection has cost so far. */
export interface Credits {
  readonly spent: number;
  readonly byKind: ReadonlyMap<CallKind, number>;
  readonly allocation: Allocation | undefined;
  /** How many more requests may be made, under the tightest of run, day and allocation. */
  remaining(): number;
  /** The tightest of run, day and allocation. */
  tightest(): {
    readonly name: string;
    readonly of: number;
    readonly left: number;
    readonly actions: readonly string[];
  };
  /** Throws a Mistake of kind `limit` when so many more requests would pass a cap. `purpose` completes "needed for". */
  check(requests: number, purpose?: string): void;
}

/** A sink that keeps its books in memory, for a run that no ledger looks after. */
export function creditsInMemory(caps: {
  readonly perRun: number;
  readonly perDay: number;
  readonly ofOrg?: number;
}): CreditSink {
  let spent = 0;
  return {
    budget: { ofOrg: 100, ...caps, spentToday: () => spent },
    spent: () => {
      spent += 1;
    },
  };
}
