import type { RunRecord } from '../ledger/types/run.ts';
import { daysBefore, type Zone } from '../metrics/zone.ts';

const HOUR = 3_600_000;

/** Signing in to push asks what kind of org it is, before the run begins; a pull remembers it. */
const SIGN_IN = 1;

/** An hour without changes: one request for what changed. */
const QUIET_PULL = 1;

export interface ForecastFacts {
  readonly now: Date;
  readonly zone: Zone;
  /** Counted since the last midnight of the zone. */
  readonly sinceMidnight: number;
  /** Earlier pulls, as many as are to be believed; undefined where nothing is pulled. */
  readonly pulls: readonly RunRecord[] | undefined;
  /** Earlier pushes; undefined where nothing is pushed. */
  readonly pushes: readonly RunRecord[] | undefined;
}

/** What the day will have cost by midnight, tonight's push included. */
export interface Forecast {
  readonly sinceMidnight: number;
  readonly until: Date;
  /** What is still to come of hourly pulls: one at the full hour. `each` is what half of the earlier ones kept below. */
  readonly pulls?: { readonly left: number; readonly each: number; readonly seen: number };
  /** Tonight's push; without a cost while no push tells it. */
  readonly push?: { readonly cost?: number; readonly seen: number };
  readonly toCome: number;
  readonly total: number;
}

export function forecastOf({ now, zone, sinceMidnight, pulls, pushes }: ForecastFacts): Forecast {
  const until = zone.startOf(daysBefore(zone.dayOf(now), -1));
  const hourly = pulls && { left: fullHours(now, until), each: costOf(pulls) ?? QUIET_PULL, seen: pulls.length };
  const middle = costOf(pushes ?? []);
  const cost = middle === undefined ? undefined : SIGN_IN + middle;
  const push = pushes && { ...(cost !== undefined && { cost }), seen: pushes.length };
  const toCome = (hourly ? hourly.left * hourly.each : 0) + (cost ?? 0);
  return {
    sinceMidnight,
    until,
    ...(hourly && { pulls: hourly }),
    ...(push && { push }),
    toCome,
    total: sinceMidnight + toCome,
  };
}

/** How often the clock strikes a full hour after one moment and before another. */
function fullHours(from: Date, until: Date): number {
  const last = Math.ceil(until.getTime() / HOUR) - 1;
  return Math.max(0, last - Math.floor(from.getTime() / HOUR));
}

/** The middle of what runs have cost, so that one first run that read everything does not speak for all. */
function costOf(runs: readonly RunRecord[]): number | undefined {
  if (runs.length === 0) return undefined;
  const costs = runs.map(creditsOf).sort((a, b) => a - b);
  return costs[Math.floor((costs.length - 1) / 2)]!;
}

function creditsOf({ credits }: RunRecord): number {
  return Object.values(credits).reduce((sum, count) => sum + count, 0);
}
