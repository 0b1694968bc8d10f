import { number } from '../base/counted.ts';
import type { AlertCondition, AlertSettings } from '../config/read-alerts.ts';
import type { ScheduledKind } from '../config/read-schedule.ts';
import type { RunCounts, RunRecord } from '../ledger/types/run.ts';

/** How a push or pull ended, as far as somebody may have to be told of it. */
export interface RunEnd {
  readonly kind: ScheduledKind;
  readonly runId?: string;
  readonly how: ReportedEnd | ThrownEnd;
}

export interface ReportedEnd {
  readonly kind: 'reported';
  readonly status: 'done' | 'partly' | 'failed';
  readonly counts: RunCounts;
  readonly rejected: readonly { readonly code: string; readonly rows: number }[];
  /** In the org's words, or Heap's. */
  readonly problems: readonly string[];
}

export interface ThrownEnd {
  readonly kind: 'thrown';
  readonly message: string;
  readonly trouble: string;
  readonly code?: string;
  /** The guard that stopped the run before it sent an export that is broken: `shrunk`, `empty` or `stale`. */
  readonly guard?: string;
}

/** Something that somebody is to be told. Another cause is other news, though the condition be the same. */
export interface Finding {
  readonly condition: AlertCondition;
  readonly cause: string;
  /** One or two sentences. */
  readonly message: string;
}

/** Of all that is true of a run, what is told: the most telling condition that the settings name. */
export function findingOf(end: RunEnd, { on, idleDays }: AlertSettings, quiet: QuietSpell): Finding | undefined {
  const { how } = end;
  const all = how.kind === 'thrown' ? ofThrown(how) : ofReported(how);
  const quietFor = end.kind === 'push' && idleDays !== undefined && quiet.days >= idleDays ? [ofQuiet(quiet)] : [];
  return [...all, ...quietFor].find(({ condition }) => on.has(condition));
}

function ofThrown({ message, trouble, code, guard }: ThrownEnd): Finding[] {
  const failed: Finding = { condition: 'failed', cause: [trouble, code].filter(Boolean).join(' '), message };
  return guard === undefined ? [failed] : [{ condition: 'shrunken', cause: guard, message }, failed];
}

function ofReported({ status, counts, rejected, problems }: ReportedEnd): Finding[] {
  const { input, accepted, unchanged } = counts;
  const why = [...rejected.map(({ code, rows }) => `${code} ${number(rows)}`), ...problems].join(', ');
  const causes = [...new Set(rejected.map(({ code }) => code))].sort().join(' ');
  const left = input - accepted - unchanged;
  const rows = `${number(left)} of ${number(input)} rows did not get there${why === '' ? '' : `: ${why}`}.`;
  const found: Finding[] = [];
  if (status === 'failed' && input === 0) {
    const message = 'It found no row to look at, so it did nothing. Look at the export and at the join key.';
    found.push({ condition: 'idle', cause: 'no rows', message });
  }
  if (left > 0 && accepted === 0) {
    found.push({ condition: 'idle', cause: `none accepted ${causes}`, message: `It had work and did none: ${rows}` });
  }
  if (status === 'failed') found.push({ condition: 'failed', cause: `rows ${causes}`, message: rows });
  if (status === 'partly') {
    const message = left > 0 ? rows : `It was done in part${why === '' ? '' : `: ${why}`}.`;
    found.push({ condition: 'partly', cause: `rows ${causes}`, message });
  }
  return found;
}

/** How long the exports have brought no new event. */
export interface QuietSpell {
  readonly days: number;
  readonly events: number;
}

function ofQuiet({ days, events }: QuietSpell): Finding {
  const message = `The export has brought no new event for ${days} days: it holds ${number(events)}. Look in Heap whether its sync goes on.`;
  return { condition: 'idle', cause: 'no events', message };
}

/** By the pushes of an org, newest first: an export grows, so that the same count means that nothing came. */
export function quietSpell(runs: readonly RunRecord[], now: Date): QuietSpell {
  const reached = runs.filter(({ reach }) => reach !== undefined);
  const events = reached[0]?.reach?.events ?? 0;
  const changed = reached.findIndex(({ reach }) => reach?.events !== events);
  const first = reached[changed < 0 ? reached.length - 1 : changed - 1];
  const days = first === undefined ? 0 : Math.floor((now.getTime() - first.started.getTime()) / 86_400_000);
  return { days, events };
}
