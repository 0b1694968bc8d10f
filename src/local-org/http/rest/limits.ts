import { ok, type RestRoute, restPage } from './route.ts';

/**
 * Allocations of a Developer Edition that this server does not use up, and so always has left.
 * https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_overview.htm
 */
const untouched: Readonly<Record<string, number>> = {
  ConcurrentAsyncGetReportInstances: 200,
  DailyAsyncApexExecutions: 250_000,
  DailyBulkV2QueryFileStorageMB: 976_562,
  DataStorageMB: 5,
  FileStorageMB: 20,
  HourlyTimeBasedWorkflow: 50,
  SingleEmail: 15,
};

const batchRows = 10_000;
const dailyBatches = 15_000;
const dailyQueryJobs = 10_000;
const day = 24 * 3_600_000;

/** Who may set up the org may see what is left of its allocations. */
export const limitRoutes: readonly RestRoute[] = [
  {
    method: 'GET',
    path: 'limits',
    page: restPage('resources_limits'),
    answer: ({ entry }) => {
      const { meter, jobs, engine } = entry.org;
      entry.session.need('ViewSetup', 'CustomizeApplication');
      const since = engine.clock.now().getTime() - day;
      const recent = jobs.all().filter(({ createdDate }) => Date.parse(createdDate) > since);
      const batches = recent.reduce(
        (sum, job) => sum + (job.kind === 'ingest' ? Math.ceil(job.processed / batchRows) : 0),
        0,
      );
      const queries = recent.filter(({ kind }) => kind === 'query').length;
      return ok({
        DailyApiRequests: { Max: meter.max, Remaining: Math.max(0, meter.max - meter.used()) },
        DailyBulkApiBatches: { Max: dailyBatches, Remaining: Math.max(0, dailyBatches - batches) },
        DailyBulkV2QueryJobs: { Max: dailyQueryJobs, Remaining: Math.max(0, dailyQueryJobs - queries) },
        ...Object.fromEntries(Object.entries(untouched).map(([name, Max]) => [name, { Max, Remaining: Max }])),
      });
    },
  },
];
