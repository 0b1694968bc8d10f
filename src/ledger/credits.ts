import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../base/clock.ts';
import { allocationRow, spentRow } from './rows.ts';
import { unwaited } from './transactions.ts';
import type { AllocationRecord, AllocationTold, CreditsSpent } from './types/spent.ts';

const HOUR = 3_600_000;

interface Spending {
  readonly orgId: string;
  /** Empty for requests outside any run. */
  readonly runId: string;
  readonly kind: string;
  readonly count: number;
  /** The org's own figure, where the answer gave it. */
  readonly told?: AllocationTold | undefined;
}

/**
 * Adds counted requests to the hour that it is, and keeps the org's own figure. A kill loses none; a power cut may lose those
 * since the last step of a job, which is not worth a wait for the disk at each request.
 */
export function addCredits(database: DatabaseSync, clock: Clock, { orgId, runId, kind, count, told }: Spending): void {
  unwaited(database, () => {
    database
      .prepare(
        `INSERT INTO credit (org_id, hour, run_id, kind, credits) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET credits = credits + excluded.credits`,
      )
      .run(orgId, hourOf(clock.now()), runId, kind, count);
    if (told === undefined) return;
    database
      .prepare('INSERT OR REPLACE INTO allocation (org_id, org_name, used, allowed, read) VALUES (?, ?, ?, ?, ?)')
      .run(orgId, told.orgName, told.used, told.of, told.readAt.toISOString());
  });
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

/** What was spent by hour, run and kind of call since the hour that a moment lies in, oldest first. */
export function creditsSince(database: DatabaseSync, orgId: string, since: Date): readonly CreditsSpent[] {
  return database
    .prepare(
      `SELECT credit.hour, credit.run_id, credit.kind, credit.credits, run.kind AS run_kind FROM credit
       LEFT JOIN run ON run.id = credit.run_id
       WHERE credit.org_id = ? AND credit.hour >= ? ORDER BY credit.hour, credit.run_id, credit.kind`,
    )
    .all(orgId, hourOf(since))
    .map((row) => {
      const { hour, run_id, run_kind, ...rest } = spentRow.parse(row);
      const run = { ...(run_id !== '' && { runId: run_id }), ...(run_kind !== null && { runKind: run_kind }) };
      return { hour: new Date(`${hour}:00:00Z`), ...rest, ...run };
    });
}

/** The org's own figure, as it was last told. */
export function lastAllocation(database: DatabaseSync, orgId: string): AllocationRecord | undefined {
  return allocationOf(
    database.prepare('SELECT * FROM allocation WHERE org_id = ? ORDER BY read DESC LIMIT 1').get(orgId),
  );
}

/** The Id of the org that was last known by a name: one that was made anew has another. */
export function orgNamed(database: DatabaseSync, orgName: string): string | undefined {
  const row =
    database.prepare('SELECT org_id FROM allocation WHERE org_name = ? ORDER BY read DESC LIMIT 1').get(orgName) ??
    database.prepare('SELECT org_id FROM run WHERE org_name = ? ORDER BY started DESC LIMIT 1').get(orgName);
  return row && String(row['org_id']);
}

function allocationOf(row: unknown): AllocationRecord | undefined {
  if (row === undefined) return undefined;
  const { org_id, org_name, allowed, read, used } = allocationRow.parse(row);
  return { orgId: org_id, orgName: org_name, used, of: allowed, readAt: read };
}

function hourOf(time: Date): string {
  return time.toISOString().slice(0, 13);
}
