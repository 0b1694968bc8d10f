import type { Ledger } from '../ledger/types/ledger.ts';
import type { RunRecorder } from '../ledger/types/recorder.ts';
import type { Allocation, CallKind, CreditSink } from '../salesforce/credits.ts';

/** The account of one connection. */
interface CreditAccount extends CreditSink {
  /** Names the org once it is known; requests made while signing in are written down for it then. */
  ofOrg(org: NamedOrg): void;
}

interface NamedOrg {
  readonly id: string;
  /** As a person knows it. */
  readonly name: string;
}

/** Writes each counted request down: in the run under way, whichever connection made it, or else against the org. */
export interface CreditBooks {
  openAccount(): CreditAccount;
  /** Requests made during the work are this run's, and the cap of a run is over them all. */
  during<T>(run: RunRecorder, work: () => Promise<T>): Promise<T>;
}

export function openCreditBooks(
  ledger: Ledger,
  caps: { readonly perDay: number; readonly perRun: number; readonly ofOrg: number },
): CreditBooks {
  let run: RunRecorder | undefined;
  let spentThisRun = 0;

  return {
    openAccount() {
      let org: NamedOrg | undefined;
      const early: [kind: CallKind, allocation: Allocation | undefined][] = [];
      function write({ id, name }: NamedOrg, kind: CallKind, allocation: Allocation | undefined): void {
        const told = allocation && { ...allocation, orgName: name };
        if (run === undefined) ledger.spend(id, kind, 1, told);
        else run.spend(kind, 1, told);
      }
      return {
        budget: {
          ...caps,
          spentThisRun: () => spentThisRun,
          spentToday: () => (org === undefined ? early.length : ledger.creditsSpent(org.id)),
        },
        spent(kind, allocation) {
          spentThisRun += 1;
          if (org === undefined) early.push([kind, allocation]);
          else write(org, kind, allocation);
        },
        ofOrg(named) {
          org = named;
          for (const [kind, allocation] of early.splice(0)) write(named, kind, allocation);
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
