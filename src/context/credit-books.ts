import type { Ledger, RunRecorder } from '../ledger/types.ts';
import type { CallKind, CreditSink } from '../salesforce/credits.ts';

/** The account of one connection. */
interface CreditAccount extends CreditSink {
  /** Names the org once it is known; requests made while signing in are written down for it then. */
  ofOrg(orgId: string): void;
}

/** Writes each counted request down: in the run under way, whichever connection made it, or else against the org. */
export interface CreditBooks {
  openAccount(): CreditAccount;
  /** Requests made during the work are this run's, and the cap of a run is over them all. */
  during<T>(run: RunRecorder, work: () => Promise<T>): Promise<T>;
}

export function openCreditBooks(
  ledger: Ledger,
  caps: { readonly perDay: number; readonly perRun: number },
): CreditBooks {
  let run: RunRecorder | undefined;
  let spentThisRun = 0;

  return {
    openAccount() {
      let org: string | undefined;
      let early: CallKind[] = [];
      return {
        budget: {
          ...caps,
          spentThisRun: () => spentThisRun,
          spentToday: () => (org === undefined ? early.length : ledger.creditsSpent(org)),
        },
        spent(kind) {
          spentThisRun += 1;
          if (org === undefined) early.push(kind);
          else if (run === undefined) ledger.spend(org, kind);
          else run.spend(kind);
        },
        ofOrg(orgId) {
          org = orgId;
          for (const kind of early) {
            if (run === undefined) ledger.spend(orgId, kind);
            else run.spend(kind);
          }
          early = [];
        },
      };
    },
    async during(recorder, work) {
      run = recorder;
      spentThisRun = 0;
      try {
        return await work();
      } finally {
        run = undefined;
      }
    },
  };
}
