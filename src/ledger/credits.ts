import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../base/clock.ts';
import { dayRow } from './rows.ts';

const HOUR = 3_600_000;

interface Spending {
  readonly orgId: string;
  /** Empty for requests outside any run. */
  readonly runId: string;
  readonly kind: string;
  readonly count: number;
}

/** Adds counted requests to the hour that it is. */
export function addCredits(database: DatabaseSync, clock: Clock, { orgId, runId, kind, count }: Spending): void {
  database
    .prepare(
      `INSERT INTO credit (org_id, hour, run_id, kind, credits) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET credits = credits + excluded.credits`,
    )
    .run(orgId, hourOf(clock.now()), runId, kind, count);
}

/**
 * Requests of the last 24 hours, with the whole hour in which they began: rather one too many than one too few.
 * Salesforce counts over a rolling day: https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_api.htm
 */
export function creditsSpent(database: DatabaseSync, clock: Clock, orgId: string): number {
  const since = hourOf(new Date(clock.now().getTime() - 24 * HOUR));
  const row = database
    .prepare('SELECT coalesce(sum(credits), 0) AS credits FROM credit WHERE org_id = ? AND hour >= ?')
    .get(orgId, since);
  return Number(row?.['credits']);
}

/** Requests by UTC day, newest first. */
export function creditsByDay(database: DatabaseSync, orgId: string, days: number) {
  return database
    .prepare(
      `SELECT substr(hour, 1, 10) AS day, sum(credits) AS credits FROM credit
       WHERE org_id = ? GROUP BY day ORDER BY day DESC LIMIT ?`,
    )
    .all(orgId, days)
    .map((row) => dayRow.parse(row));
}

function hourOf(time: Date): string {
  return time.toISOString().slice(0, 13);
}
