import type { ReportedEnd, RunEnd, ThrownEnd } from '../alerts/findings.ts';
import { NamedError, Refusal } from '../base/errors.ts';
import type { ScheduledKind } from '../config/read-schedule.ts';
import { targetName } from '../config/target-name.ts';
import type { Context } from '../context.ts';
import type { RunCounts } from '../ledger/types/run.ts';

/** As much of the report of a push or a pull as an alert speaks of. */
interface Reported {
  readonly status: ReportedEnd['status'];
  readonly dryRun: boolean;
  readonly runId?: string;
  readonly counts: RunCounts;
  readonly levels: readonly {
    readonly rejected: readonly { readonly code: string; readonly rows: number }[];
    readonly problems?: readonly string[];
  }[];
  readonly problems?: readonly string[];
}

/** Trouble of whoever typed the command, who sees it: nobody else need hear of it. */
const OF_THE_CALLER = new Set(['misuse', 'busy']);

/**
 * Does the work of a push or a pull, and tells those whom the configuration names how it ended, where that is news. It stands
 * around the whole command, and not around the run of the ledger: a login that is refused ends a night before there is a run.
 */
export async function withAlerts<R extends Reported>(
  context: Context,
  kind: ScheduledKind,
  dryRun: boolean,
  work: () => Promise<R>,
): Promise<R> {
  const { alerts } = context.settings;
  if (alerts === undefined || dryRun) return work();
  const tell = async (end: Omit<RunEnd, 'kind'>): Promise<void> => {
    const { tellOfRun } = await import('../alerts/tell.ts');
    const { ledger, clock, log, settings } = context;
    await tellOfRun({ alerts, ledger, clock, log, orgName: targetName(settings.target) }, { kind, ...end });
  };
  try {
    const report = await work();
    const { runId } = report;
    await tell({ ...(runId !== undefined && { runId }), how: reportedEnd(report) });
    return report;
  } catch (error) {
    const how = thrownEnd(error);
    if (!OF_THE_CALLER.has(how.trouble)) {
      const runId = runIdOf(context, kind);
      await tell({ ...(runId !== undefined && { runId }), how });
    }
    throw error;
  }
}

function reportedEnd({ status, counts, levels, problems = [] }: Reported): ReportedEnd {
  return {
    kind: 'reported',
    status,
    counts,
    rejected: levels.flatMap(({ rejected }) => rejected),
    problems: [...problems, ...levels.flatMap((level) => level.problems ?? [])],
  };
}

function thrownEnd(error: unknown): ThrownEnd {
  if (!(error instanceof NamedError)) {
    const message = error instanceof Error ? error.message : String(error);
    // Nobody has vouched for this text: a long word in it may be a token.
    return { kind: 'thrown', trouble: 'bug', message: message.replace(/[^\s/\\]{40,}/g, '…') };
  }
  const { guard } = error.facts;
  return {
    kind: 'thrown',
    trouble: error.trouble,
    message: error.message,
    ...(error instanceof Refusal && { code: error.code }),
    ...(typeof guard === 'string' && { guard }),
  };
}

/** The run of this process that just failed, where there was one. */
function runIdOf({ ledger }: Context, kind: ScheduledKind): string | undefined {
  return ledger.listRuns({ kind, limit: 5 }).find(({ pid, status }) => pid === process.pid && status === 'failed')?.id;
}
