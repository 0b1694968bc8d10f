import type { Ledger, RunRecorder } from '../ledger/types.ts';
import type { CallKind, CreditSink } from '../salesforce/credits.ts';

/** Writes each counted request down: in the run under way, or, outside of one, against the org. */
export interface CreditBooks extends CreditSink {
  /** From here on requests are the org's, those made while signing in included. */
  ofOrg(orgId: string): void;
  /** From here on requests are this run's, until the run is over. */
  ofRun(run: RunRecorder | undefined): void;
}

/** One connection's books. Requests made before the org is known are written down once it is. */
export function openCreditBooks(
  ledger: Ledger,
  caps: { readonly perDay: number; readonly perRun: number },
): CreditBooks {
  let org: string | undefined;
  let run: RunRecorder | undefined;
  let early: CallKind[] = [];

  return {
    budget: {
      ...caps,
      spentToday: () => (org === undefined ? early.length : ledger.creditsSpent(org)),
    },
    spent(kind) {
      if (run !== undefined) run.spend(kind);
      else if (org !== undefined) ledger.spend(org, kind);
      else early.push(kind);
    },
    ofOrg(orgId) {
      org = orgId;
      for (const kind of early) ledger.spend(orgId, kind);
      early = [];
    },
    ofRun(recorder) {
      run = recorder;
    },
  };
}
