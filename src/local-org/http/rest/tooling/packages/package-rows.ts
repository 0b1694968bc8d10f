import { to18 } from '../../../../engine/ids.ts';
import type {
  InstalledPackage,
  InstallRequest,
  UninstallRequest,
} from '../../../../engine/packages/installed-packages.ts';
import type { PublishedVersion } from '../../../../engine/packages/market.ts';
import {
  type Package2,
  type PackageVersion,
  packageBook,
  type Stamps,
  type VersionNumber,
  type VersionRequest,
} from '../../../../engine/packages/package-records.ts';
import type { Entry } from '../../../door.ts';
import type { ComponentRow } from '../tooling-table.ts';

const attributes = ({ apiVersion }: Entry, type: string, id: string): ComponentRow => ({
  attributes: { type, url: `/services/data/v${apiVersion}/tooling/sobjects/${type}/${id}` },
  Id: id,
});

const wireTime = (time: string): string => time.replace('Z', '+0000');

const stampsOf = (of: Stamps): ComponentRow => ({
  IsDeleted: false,
  CreatedDate: wireTime(of.createdDate),
  CreatedById: of.createdById,
  LastModifiedDate: wireTime(of.lastModifiedDate),
  LastModifiedById: of.lastModifiedById,
  SystemModstamp: wireTime(of.lastModifiedDate),
});

const numberOf = ({ major, minor, patch, build }: VersionNumber): ComponentRow => ({
  MajorVersion: major,
  MinorVersion: minor,
  PatchVersion: patch,
  BuildNumber: build,
});

/** One error of a request: they have no life of their own. */
const numberedId = (prefix: string, requestId: string, place: number): string =>
  to18(`${prefix}${requestId.slice(6, 15)}${String(place).padStart(3, '0')}`);

/** Release of the platform that a version was built with. */
const releaseVersion = 67;

export const package2Row = (entry: Entry, of: Package2): ComponentRow => ({
  ...attributes(entry, 'Package2', of.id),
  ...stampsOf(of),
  SubscriberPackageId: of.subscriberPackageId,
  Name: of.name,
  Description: of.description,
  NamespacePrefix: of.namespace,
  ContainerOptions: of.container,
  IsDeprecated: of.isDeprecated,
  IsOrgDependent: of.isOrgDependent,
  ConvertedFromPackageId: null,
  PackageErrorUsername: of.errorUsername,
  AppAnalyticsEnabled: of.appAnalytics,
  RecommendedVersionId: of.recommendedVersionId,
});

export function versionRow(entry: Entry, version: PackageVersion): ComponentRow {
  const of = packageBook(entry.engine).package(version.packageId);
  const dependencies = { ids: version.dependencies.map((id) => ({ subscriberPackageVersionId: id })) };
  return {
    ...attributes(entry, 'Package2Version', version.id),
    ...stampsOf(version),
    ...numberOf(version.number),
    Package2Id: version.packageId,
    Package2: of === undefined ? null : package2Row(entry, of),
    SubscriberPackageVersionId: version.subscriberVersionId,
    SubscriberPackageVersion: {
      ...attributes(entry, 'SubscriberPackageVersion', version.subscriberVersionId),
      Dependencies: version.dependencies.length === 0 ? null : dependencies,
    },
    Tag: version.tag,
    Branch: version.branch,
    AncestorId: version.ancestorId,
    ValidationSkipped: version.validationSkipped,
    ValidatedAsync: version.validatedAsync,
    Name: version.name,
    Description: version.description,
    IsDeprecated: version.isDeprecated,
    IsPasswordProtected: version.installKey !== null,
    // Packages without Apex have no coverage to tell of, and meet what is asked for.
    CodeCoverage: null,
    CodeCoveragePercentages: null,
    HasPassedCodeCoverageCheck: version.coverageRun,
    InstallKey: null,
    IsReleased: version.isReleased,
    ConvertedFromVersionId: null,
    ReleaseVersion: releaseVersion,
    BuildDurationInSeconds: version.buildSeconds,
    EndToEndBuildDurationInSeconds: version.buildSeconds,
    HasMetadataRemoved: version.hasMetadataRemoved,
    Language: version.language,
    TotalNumberOfMetadataFiles: version.files,
    TotalSizeOfMetadataFiles: version.bytes,
    DeveloperUsePkgZip: null,
    HasVpi: false,
  };
}

export function requestRow(entry: Entry, request: VersionRequest): ComponentRow {
  const book = packageBook(entry.engine);
  const of = book.package(request.packageId);
  const version = request.versionId === null ? undefined : book.version(request.versionId);
  return {
    ...attributes(entry, 'Package2VersionCreateRequest', request.id),
    ...stampsOf(request),
    Package2Id: request.packageId,
    Package2: of === undefined ? null : package2Row(entry, of),
    Package2VersionId: request.versionId,
    Package2Version: version === undefined ? null : versionRow(entry, version),
    Tag: request.tag,
    Branch: request.branch,
    Status: request.status,
    Instance: null,
    IsPasswordProtected: request.installKey !== null,
    InstallKey: null,
    CalculateCodeCoverage: request.calculateCodeCoverage,
    SkipValidation: request.skipValidation,
    AsyncValidation: request.asyncValidation,
    CalcTransitiveDependencies: false,
    DependencyGraphJson: null,
    IsConversionRequest: false,
    Language: request.language,
  };
}

export const requestErrorRows = (entry: Entry, request: VersionRequest): readonly ComponentRow[] =>
  request.errors.map((message, place) => ({
    ...attributes(entry, 'Package2VersionCreateRequestError', numberedId('0PV', request.id, place)),
    ...stampsOf(request),
    ParentRequestId: request.id,
    ParentRequest: requestRow(entry, request),
    Message: message,
  }));

export const subscriberPackageRow = (entry: Entry, of: InstalledPackage): ComponentRow => ({
  ...attributes(entry, 'SubscriberPackage', of.packageId),
  Name: of.name,
  NamespacePrefix: of.namespace,
  Description: entry.market.find(of.versionId)?.package.description ?? null,
  IsPackageValid: true,
});

/** A version to be installed, or one that is installed and whose hub may be gone. */
export function subscriberVersionRow(
  entry: Entry,
  of: PublishedVersion | InstalledPackage,
  status = 'PACKAGE_UNAVAILABLE',
): ComponentRow {
  const facts = 'version' in of ? publishedFacts(of) : installedFacts(of);
  return {
    ...attributes(entry, 'SubscriberPackageVersion', facts.id),
    ...numberOf(facts.number),
    SubscriberPackageId: facts.packageId,
    Name: facts.name,
    Description: facts.description,
    PublisherName: null,
    ReleaseState: facts.isReleased ? 'Released' : 'Beta',
    IsManaged: facts.container === 'Managed',
    IsDeprecated: false,
    IsPasswordProtected: facts.isProtected,
    IsBeta: !facts.isReleased,
    Package2ContainerOptions: facts.container,
    IsSecurityReviewed: false,
    IsOrgDependent: facts.isOrgDependent,
    AppExchangePackageName: null,
    AppExchangeDescription: null,
    AppExchangePublisherName: null,
    AppExchangeLogoUrl: null,
    ReleaseNotesUrl: facts.releaseNotesUrl,
    PostInstallUrl: facts.postInstallUrl,
    RemoteSiteSettings: { settings: [] },
    CspTrustedSites: { settings: [] },
    Profiles: { destinationProfiles: [], sourceProfiles: [] },
    Dependencies:
      facts.dependencies.length === 0
        ? null
        : { ids: facts.dependencies.map((id) => ({ subscriberPackageVersionId: id })) },
    InstallValidationStatus: status,
    InstallationKey: null,
  };
}

const publishedFacts = ({ package: of, version }: PublishedVersion) => ({
  id: version.subscriberVersionId,
  packageId: of.subscriberPackageId,
  name: version.name,
  description: version.description,
  number: version.number,
  isReleased: version.isReleased,
  isProtected: version.installKey !== null,
  isOrgDependent: of.isOrgDependent,
  container: of.container,
  releaseNotesUrl: version.releaseNotesUrl,
  postInstallUrl: version.postInstallUrl,
  dependencies: version.dependencies,
});

const installedFacts = (of: InstalledPackage): ReturnType<typeof publishedFacts> => ({
  id: of.versionId,
  packageId: of.packageId,
  name: of.versionName,
  description: null,
  number: of.number,
  isReleased: of.isReleased,
  isProtected: false,
  isOrgDependent: false,
  container: of.container,
  releaseNotesUrl: null,
  postInstallUrl: null,
  dependencies: [],
});

export function installedRow(entry: Entry, of: InstalledPackage): ComponentRow {
  return {
    ...attributes(entry, 'InstalledSubscriberPackage', of.id),
    SubscriberPackageId: of.packageId,
    SubscriberPackage: subscriberPackageRow(entry, of),
    SubscriberPackageVersionId: of.versionId,
    SubscriberPackageVersion: subscriberVersionRow(entry, of, 'NO_ERRORS_DETECTED'),
    MinPackageVersionId: of.minVersionId,
  };
}

export const installRow = (entry: Entry, request: InstallRequest): ComponentRow => ({
  ...attributes(entry, 'PackageInstallRequest', request.id),
  ...stampsOf(request),
  SubscriberPackageVersionKey: request.versionId,
  NameConflictResolution: request.nameConflictResolution,
  SecurityType: request.securityType,
  PackageInstallSource: request.source,
  ProfileMappings: null,
  Password: null,
  EnableRss: request.enableRss,
  UpgradeType: request.upgradeType,
  ApexCompileType: request.apexCompileType,
  SkipHandlers: null,
  Status: request.status,
  Errors: request.errors.length === 0 ? null : { errors: request.errors.map((message) => ({ message })) },
});

export const uninstallRow = (entry: Entry, request: UninstallRequest): ComponentRow => ({
  ...attributes(entry, 'SubscriberPackageVersionUninstallRequest', request.id),
  ...stampsOf(request),
  SubscriberPackageVersionId: request.versionId,
  Status: request.status,
});

export const uninstallErrorRows = (entry: Entry, request: UninstallRequest): readonly ComponentRow[] =>
  request.errors.map((message, place) => ({
    ...attributes(entry, 'PackageVersionUninstallRequestError', numberedId('0PU', request.id, place)),
    ...stampsOf(request),
    ParentRequestId: request.id,
    ParentRequest: uninstallRow(entry, request),
    Message: message,
  }));
