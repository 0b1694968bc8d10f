import type { Store } from './records/store/store.ts';
import type { Edition } from './schema/edition.ts';

/** How many scratch orgs a Dev Hub may have at a time, and how many it may make in 24 hours. */
interface ScratchAllocation {
  readonly active: number;
  readonly daily: number;
}

/**
 * By the Dev Hub's edition; an org of another edition cannot be one.
 * https://developer.salesforce.com/docs/atlas.en-us.sfdx_dev.meta/sfdx_dev/sfdx_dev_scratch_orgs_editions_and_allocations.htm
 */
const scratchAllocations: Readonly<Partial<Record<Edition, ScratchAllocation>>> = {
  'Developer Edition': { active: 3, daily: 6 },
  'Enterprise Edition': { active: 40, daily: 80 },
  'Unlimited Edition': { active: 100, daily: 200 },
  'Performance Edition': { active: 100, daily: 200 },
};

/** Whether an org of this edition can be a Dev Hub. */
export const hasScratchOrgs = (edition: Edition): boolean => scratchAllocations[edition] !== undefined;

const day = 24 * 3_600_000;

/** What a Dev Hub of this edition may have, and what is left of it by its rows. Requests that are not answered yet count. */
export function scratchOrgsOf(
  store: Store,
  edition: Edition,
  now: Date,
): { readonly allowed: ScratchAllocation; readonly left: ScratchAllocation } | undefined {
  const allowed = scratchAllocations[edition];
  if (allowed === undefined) return undefined;
  const count = (sql: string, ...values: number[]) => Number(store.prepare(sql).row(...values)?.[0]);
  const waiting = count(
    `SELECT count(*) FROM "ScratchOrgInfo" WHERE IsDeleted = 0 AND Status IN ('New', 'Creating') AND ScratchOrg IS NULL`,
  );
  const living = count('SELECT count(*) FROM "ActiveScratchOrg" WHERE IsDeleted = 0');
  const made = count(
    'SELECT count(*) FROM "ScratchOrgInfo" WHERE ScratchOrg IS NOT NULL AND CreatedDate > ?',
    now.getTime() - day,
  );
  const left = {
    active: Math.max(0, allowed.active - living - waiting),
    daily: Math.max(0, allowed.daily - made - waiting),
  };
  return { allowed, left };
}
