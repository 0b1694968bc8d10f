import type { Edition } from '../../../engine/schema/edition.ts';
import type { Engine } from '../../../engine/types.ts';

/**
 * Allocations that this server does not use up, and so always has left.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_limits.htm
 */
export const fixedLimits: Readonly<Record<string, number>> = {
  AnalyticsExternalDataSizeMB: 40_960,
  ConcurrentAsyncGetReportInstances: 200,
  ConcurrentEinsteinDataInsightsStoryCreation: 5,
  ConcurrentEinsteinDiscoveryStoryCreation: 2,
  ConcurrentSyncReportRuns: 20,
  DailyAnalyticsDataflowJobExecutions: 60,
  DailyAnalyticsUploadedFilesSizeMB: 51_200,
  DailyAsyncApexExecutions: 250_000,
  DailyAsyncApexTests: 500,
  DailyDeliveredPlatformEvents: 10_000,
  DailyDurableGenericStreamingApiEvents: 10_000,
  DailyDurableStreamingApiEvents: 10_000,
  DailyEinsteinDataInsightsStoryCreation: 1000,
  DailyEinsteinDiscoveryPredictAPICalls: 50_000,
  DailyEinsteinDiscoveryPredictionsByCDC: 500_000,
  DailyEinsteinDiscoveryStoryCreation: 100,
  DailyGenericStreamingApiEvents: 10_000,
  DailyStandardVolumePlatformEvents: 10_000,
  DailyStreamingApiEvents: 10_000,
  DailyWorkflowEmails: 390,
  DurableStreamingApiConcurrentClients: 20,
  HourlyAsyncReportRuns: 1200,
  HourlyDashboardRefreshes: 200,
  HourlyDashboardResults: 5000,
  HourlyDashboardStatuses: 999_999_999,
  HourlyLongTermIdMapping: 100_000,
  HourlyODataCallout: 1000,
  HourlyPublishedPlatformEvents: 50_000,
  HourlyPublishedStandardVolumePlatformEvents: 1000,
  HourlyShortTermIdMapping: 100_000,
  HourlySyncReportRuns: 500,
  HourlyTimeBasedWorkflow: 50,
  MassEmail: 10,
  MonthlyEinsteinDiscoveryStoryCreation: 500,
  Package2VersionCreates: 6,
  Package2VersionCreatesWithoutValidation: 500,
  SingleEmail: 15,
  StreamingApiConcurrentClients: 20,
};

interface Storage {
  readonly data: { readonly base: number; readonly perLicence: number };
  readonly files: { readonly base: number; readonly perLicence: number };
}

/**
 * Megabytes of data and files by edition. Of data a Developer Edition has 5 MB, which this org does not hold it to; it tells of
 * as much as other editions have, since one that seems full and takes every row would mislead.
 * https://help.salesforce.com/s/articleView?id=xcloud.overview_storage.htm
 */
const storage: Readonly<Record<Edition, Storage>> = {
  'Team Edition': { data: { base: 10_240, perLicence: 20 }, files: { base: 10_240, perLicence: 612 } },
  'Professional Edition': { data: { base: 10_240, perLicence: 20 }, files: { base: 10_240, perLicence: 612 } },
  'Enterprise Edition': { data: { base: 10_240, perLicence: 20 }, files: { base: 10_240, perLicence: 2048 } },
  'Developer Edition': { data: { base: 10_240, perLicence: 0 }, files: { base: 20, perLicence: 0 } },
  'Unlimited Edition': { data: { base: 10_240, perLicence: 120 }, files: { base: 10_240, perLicence: 2048 } },
  'Performance Edition': { data: { base: 10_240, perLicence: 120 }, files: { base: 10_240, perLicence: 2048 } },
};

/** https://developer.salesforce.com/docs/atlas.en-us.sfdx_dev.meta/sfdx_dev/sfdx_dev_scratch_orgs_editions_and_allocations.htm */
const scratchFiles = 50;

export function storageLimits({ kind, edition, licences, dataStorageMb }: Engine): {
  readonly DataStorageMB: number;
  readonly FileStorageMB: number;
} {
  const { data, files } = storage[edition];
  return {
    DataStorageMB: dataStorageMb ?? data.base + data.perLicence * licences,
    FileStorageMB: kind === 'scratch' ? scratchFiles : files.base + files.perLicence * licences,
  };
}
