import {
  type Package2,
  type PackageVersion,
  packageBook,
  type VersionRequest,
} from '../../../../engine/packages/package-records.ts';
import type { Entry } from '../../../door.ts';
import type { ComponentRow } from '../components/component-table.ts';
import { attributes, errorRows, numberOf, stampsOf } from './row-parts.ts';

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
  errorRows(entry, request, {
    type: 'Package2VersionCreateRequestError',
    prefix: '0PV',
    parent: requestRow(entry, request),
  });
