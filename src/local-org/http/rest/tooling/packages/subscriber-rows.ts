import type {
  InstalledPackage,
  InstallRequest,
  UninstallRequest,
} from '../../../../engine/packages/installed-packages.ts';
import type { PublishedVersion } from '../../../../engine/packages/market.ts';
import type { Entry } from '../../../door.ts';
import type { ComponentRow } from '../components/component-table.ts';
import { attributes, errorRows, numberOf, stampsOf } from './row-parts.ts';

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
  errorRows(entry, request, {
    type: 'PackageVersionUninstallRequestError',
    prefix: '0PU',
    parent: uninstallRow(entry, request),
  });
