import { demands } from '../../../engine/access/demands.ts';
import { ApiError } from '../../../engine/api-error.ts';
import { bulkAllocations } from '../../../engine/jobs/bulk-quotas.ts';
import type { Engine, Session } from '../../../engine/types.ts';
import { listOf, ok, type RestRoute, restPage } from '../route.ts';
import { fixedLimits, storageLimits } from './fixed-limits.ts';

/** Who may set up the org may see what is left of its allocations. */
export const limitRoutes: readonly RestRoute[] = [
  {
    method: 'GET',
    path: 'limits',
    page: restPage('resources_limits'),
    answer: ({ entry }) => {
      const { meter, jobs, engine } = entry.org;
      entry.session.need(...demands.limits);
      const unused = { ...fixedLimits, ...storageLimits(engine) };
      const bulk = ([name, what, unit]: (typeof bulkLimits)[number]) => [
        name,
        { Max: Math.floor(bulkAllocations[what] / unit), Remaining: Math.floor(jobs.quotas.left(what) / unit) },
      ];
      const limits = {
        DailyApiRequests: { Max: meter.max, Remaining: Math.max(0, meter.max - meter.used()) },
        ...Object.fromEntries(bulkLimits.map(bulk)),
        ...Object.fromEntries(Object.entries(unused).map(([name, Max]) => [name, { Max, Remaining: Max }])),
        DataStorageMB: {
          Max: unused.DataStorageMB,
          Remaining: Math.max(0, unused.DataStorageMB - engine.usedDataMegabytes()),
        },
        ...scratchLimits(engine),
        PermissionSets: { ...unusedOf(1500), CreateCustom: unusedOf(1000) },
      };
      return ok(Object.fromEntries(Object.entries(limits).sort(([one], [other]) => (one < other ? -1 : 1))));
    },
  },
  {
    method: 'GET',
    path: 'limits/recordCount',
    page: restPage('resources_record_count'),
    answer: ({ entry, query }) => {
      const { engine, session, apiVersion } = entry;
      const seen = new Set(visibleObjects(session, apiVersion));
      const wanted = listOf(query['sObjects']);
      const names = wanted.length === 0 ? [...seen] : wanted.map((name) => engine.schema.object(name)?.name ?? name);
      // An object that is not there, or that the user does not see, is left out.
      const counts = names
        .filter((name) => seen.has(name))
        .map((name) => ({ count: rowsOf(entry.engine.system(), name, apiVersion), name }));
      return ok({ sObjects: counts.filter(({ count }) => wanted.length > 0 || count > 0) });
    },
  },
];

/** By the names that the list gives them, and how many of what we count make one of theirs. */
const bulkLimits = [
  ['DailyBulkApiBatches', 'batches', 1],
  ['DailyBulkV2QueryJobs', 'queryJobs', 1],
  ['DailyBulkV2QueryFileStorageMB', 'resultKilobytes', 1024],
] as const;

/** Only a Dev Hub has them. */
function scratchLimits(engine: Engine): Readonly<Record<string, { readonly Max: number; readonly Remaining: number }>> {
  const scratchOrgs = engine.scratchOrgs();
  if (scratchOrgs === undefined) return {};
  const { allowed, left } = scratchOrgs;
  return {
    ActiveScratchOrgs: { Max: allowed.active, Remaining: left.active },
    DailyScratchOrgs: { Max: allowed.daily, Remaining: left.daily },
  };
}

const unusedOf = (Max: number) => ({ Max, Remaining: Max });

function visibleObjects(session: Session, apiVersion: string): string[] {
  const { sobjects } = session.describeGlobal(apiVersion);
  return Array.isArray(sobjects)
    ? sobjects.flatMap(({ name, queryable }: Record<string, unknown>) => (queryable === true ? [String(name)] : []))
    : [];
}

function rowsOf(platform: Session, name: string, apiVersion: string): number {
  try {
    return platform.query(`SELECT COUNT() FROM ${name}`, { apiVersion }).totalSize;
  } catch (error) {
    // Some objects answer only to a condition; there is nothing to count without one.
    if (error instanceof ApiError) return 0;
    throw error;
  }
}
