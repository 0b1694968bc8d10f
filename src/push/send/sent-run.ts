import { Mistake } from '../../base/errors.ts';
import type { RejectedRows } from '../../ledger/types/job.ts';
import type { Ledger } from '../../ledger/types/ledger.ts';
import type { RunRecord } from '../../ledger/types/run.ts';

/** A run that has sent rows, with those that the org refused. */
export interface SentRun {
  readonly run: RunRecord;
  readonly rejected: readonly RejectedRows[];
}

const SENDING: readonly string[] = ['push', 'retry'];

/**
 * A push or retry by its id or the beginning of it; unless one is named, the last one to the org that got as far as
 * sending. Each push sends again what was refused before, so that the last one's list is all that is open.
 */
export function sentRun(ledger: Ledger, wanted: string | undefined, orgName: string): SentRun {
  if (wanted !== undefined && wanted !== 'latest') {
    const run = ledger.showRun(wanted);
    if (SENDING.includes(run.kind)) return { run, rejected: ledger.rejectedRows(run.id) };
    throw new Mistake({
      trouble: 'misuse',
      message: `Run ${run.id} sent no rows: it is of the kind "${run.kind}".`,
      actions: ['Name a push: heap-sf runs list --kind push'],
      facts: { run: run.id, kind: run.kind },
    });
  }
  for (const run of ledger.listRuns({ limit: 1000 })) {
    if (!SENDING.includes(run.kind) || run.orgName !== orgName) continue;
    const rejected = ledger.rejectedRows(run.id);
    if (run.counts !== undefined || rejected.length > 0) return { run, rejected };
  }
  throw new Mistake({
    trouble: 'unknown-name',
    message: `No push to the org "${orgName}" is in the ledger.`,
    actions: ['Name a run, of whatever org: heap-sf runs list --kind push', 'Or start one: heap-sf usage push'],
    facts: { orgName },
  });
}
