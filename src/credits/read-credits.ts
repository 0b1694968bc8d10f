import type { Clock } from '../base/clock.ts';
import type { Settings } from '../config/settings.ts';
import { targetName } from '../config/target-name.ts';
import type { Ledger } from '../ledger/types/ledger.ts';
import type { RunKind, RunRecord } from '../ledger/types/run.ts';
import type { AllocationRecord, CreditsSpent } from '../ledger/types/spent.ts';
import { type CalendarDay, daysBefore, openZone } from '../metrics/zone.ts';
import { shareOfOrg } from '../salesforce/credit-meter.ts';
import { type Forecast, forecastOf } from './forecast.ts';

const DAY = 86_400_000;

/** So many earlier runs of a kind tell what the next one will cost. */
const BELIEVED = { pull: 168, push: 7 } as const;

export interface CreditsGround {
  readonly settings: Pick<Settings, 'target' | 'window' | 'credits' | 'metrics' | 'pull'>;
  readonly ledger: Ledger;
  readonly clock: Clock;
}

/** What Salesforce API requests were spent on, and what is left of them. */
export interface CreditReport {
  /** Without an Id as long as no request to it is in the ledger. */
  readonly org: { readonly name: string; readonly id?: string };
  readonly at: Date;
  /** In which days begin. */
  readonly zone: string;
  /** Of the last 24 hours, which is what the caps of a day are about. */
  readonly spent: number;
  readonly byKind: Readonly<Record<string, number>>;
  /** The dearest first. What belongs to no run, as signing in, is one entry without a run. */
  readonly runs: readonly RunSpent[];
  /** Days of the zone, the present one last. */
  readonly days: readonly { readonly day: string; readonly spent: number }[];
  readonly forecast: Forecast;
  readonly caps: Caps;
}

export interface RunSpent {
  readonly runId?: string;
  readonly kind?: RunKind;
  readonly spent: number;
  readonly byKind: Readonly<Record<string, number>>;
}

export interface Caps {
  readonly perDay: Cap;
  /** `used` is what the dearest run of the last 24 hours spent. */
  readonly perRun: Cap;
  /** Undefined until the org has told its figure. `used` is what all have used, when the org last told it. */
  readonly ofOrg?: Cap & { readonly percent: number; readonly allocation: number; readonly readAt: Date };
}

interface Cap {
  readonly of: number;
  readonly used: number;
  readonly left: number;
}

/** Reads the ledger; no request is made. */
export function readCredits(
  { settings, ledger, clock }: CreditsGround,
  { days }: { readonly days: number },
): CreditReport {
  const { credits, metrics, pull, target, window } = settings;
  const zone = openZone(window.zone);
  const now = clock.now();
  const name = targetName(target);
  const id = ledger.orgNamed(name);
  const calendar = daysUntil(zone.dayOf(now), days);
  const since = Math.min(now.getTime() - DAY, zone.startOf(calendar[0]!).getTime());
  const all = id === undefined ? [] : ledger.creditsSince(id, new Date(since));
  // As the cap counts: with the whole hour in which the 24 hours began.
  const lastDay = all.filter(({ hour }) => hour.getTime() > now.getTime() - DAY - 3_600_000);
  const runs = runsOf(lastDay);
  const byDay = Map.groupBy(all, ({ hour }) => dayText(zone.dayOf(hour)));
  const today = calendar.map((day) => ({ day: dayText(day), spent: sum(byDay.get(dayText(day)) ?? []) }));
  const earlier = (kind: 'pull' | 'push') => earlierRuns(ledger, id, kind);
  return {
    org: { name, ...(id !== undefined && { id }) },
    at: now,
    zone: zone.name,
    spent: sum(lastDay),
    byKind: byKind(lastDay),
    runs,
    days: today,
    forecast: forecastOf({
      now,
      zone,
      sinceMidnight: today.at(-1)!.spent,
      pulls: pull && earlier('pull'),
      pushes: metrics.length === 0 ? undefined : earlier('push'),
    }),
    caps: capsOf(credits, { lastDay, runs, allocation: id === undefined ? undefined : ledger.lastAllocation(id) }),
  };
}

/** Runs that came to their end: one that was killed did not cost what it would have. */
function earlierRuns(ledger: Ledger, orgId: string | undefined, kind: 'pull' | 'push'): readonly RunRecord[] {
  if (orgId === undefined) return [];
  return ledger
    .listRuns({ orgId, kind, limit: BELIEVED[kind] })
    .filter(({ status }) => ['done', 'partly'].includes(status));
}

interface Figures {
  readonly lastDay: readonly CreditsSpent[];
  readonly runs: readonly RunSpent[];
  readonly allocation: AllocationRecord | undefined;
}

function capsOf({ perDay, perRun, ofOrg }: Settings['credits'], { lastDay, runs, allocation }: Figures): Caps {
  const dearest = Math.max(0, ...runs.filter(({ runId }) => runId !== undefined).map(({ spent }) => spent));
  return {
    perDay: cap(perDay, sum(lastDay)),
    perRun: cap(perRun, dearest),
    ...(allocation && {
      ofOrg: {
        ...cap(shareOfOrg(allocation.of, ofOrg), allocation.used),
        percent: ofOrg,
        allocation: allocation.of,
        readAt: allocation.readAt,
      },
    }),
  };
}

function cap(of: number, used: number): Cap {
  return { of, used, left: Math.max(0, of - used) };
}

function runsOf(spent: readonly CreditsSpent[]): readonly RunSpent[] {
  return [...Map.groupBy(spent, ({ runId }) => runId)]
    .map(([runId, rows]) => {
      const kind = rows[0]!.runKind;
      return { ...(runId !== undefined && { runId }), ...(kind && { kind }), spent: sum(rows), byKind: byKind(rows) };
    })
    .sort((a, b) => b.spent - a.spent);
}

function byKind(spent: readonly CreditsSpent[]): Readonly<Record<string, number>> {
  const kinds = [...Map.groupBy(spent, ({ kind }) => kind)].map(([kind, rows]) => [kind, sum(rows)] as const);
  return Object.fromEntries(kinds.sort(([, a], [, b]) => b - a));
}

function sum(spent: readonly CreditsSpent[]): number {
  return spent.reduce((total, { credits }) => total + credits, 0);
}

/** So many days up to one, which comes last. */
function daysUntil(last: CalendarDay, count: number): readonly CalendarDay[] {
  return Array.from({ length: count }, (_, at) => daysBefore(last, count - 1 - at));
}

/** Days that rolled over the month's end come out right. */
function dayText({ year, month, day }: CalendarDay): string {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}
