import { auditFields, deletedField, fieldMap, fieldOf } from '../../../../engine/schema/field-of.ts';
import type { FieldDef, FieldType, ObjectDef } from '../../../../engine/types.ts';

const types: Readonly<Record<string, FieldType>> = { flag: 'boolean', int: 'int', any: 'anyType', long: 'textarea' };

/** Columns by their names; one that is no text is followed by what it is: `IsReleased:flag`. */
function fieldsOf(columns: string): readonly FieldDef[] {
  return columns
    .trim()
    .split(/\s+/)
    .map((column) => {
      const [name = '', kind = ''] = column.split(':');
      const type = types[kind] ?? 'string';
      const label = name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ');
      return fieldOf(name, label, type, { ...(type === 'string' ? { length: 255 } : {}), permissionable: false });
    });
}

function definitionOf(name: string, keyPrefix: string, columns: string, stamped = true): ObjectDef {
  const label = name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ');
  const stamps = stamped ? [deletedField(), ...auditFields()] : [];
  return {
    name,
    label,
    labelPlural: `${label}s`,
    keyPrefix,
    custom: false,
    permissionable: false,
    fields: fieldMap(label, [...fieldsOf(columns), ...stamps]),
  };
}

/** The objects of packaging, with their columns. https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/reference_objects_list.htm */
export const packageDefinitions = {
  package2: definitionOf(
    'Package2',
    '0Ho',
    `SubscriberPackageId Name Description NamespacePrefix ContainerOptions IsDeprecated:flag IsOrgDependent:flag
     ConvertedFromPackageId PackageErrorUsername AppAnalyticsEnabled:flag RecommendedVersionId`,
  ),
  version: definitionOf(
    'Package2Version',
    '05i',
    `Package2Id SubscriberPackageVersionId Tag Branch AncestorId ValidationSkipped:flag ValidatedAsync:flag Name
     Description MajorVersion:int MinorVersion:int PatchVersion:int BuildNumber:int IsDeprecated:flag
     IsPasswordProtected:flag CodeCoverage:any CodeCoveragePercentages:any HasPassedCodeCoverageCheck:flag InstallKey
     IsReleased:flag ConvertedFromVersionId ReleaseVersion:int BuildDurationInSeconds:int HasMetadataRemoved:flag
     Language EndToEndBuildDurationInSeconds:int TotalNumberOfMetadataFiles:int TotalSizeOfMetadataFiles:int
     DeveloperUsePkgZip HasVpi:flag`,
  ),
  versionRequest: definitionOf(
    'Package2VersionCreateRequest',
    '08c',
    `Package2Id Package2VersionId Tag Branch Status Instance IsPasswordProtected:flag InstallKey
     CalculateCodeCoverage:flag SkipValidation:flag AsyncValidation:flag CalcTransitiveDependencies:flag
     IsConversionRequest:flag Language DependencyGraphJson:long VersionInfo:long`,
  ),
  versionRequestError: definitionOf('Package2VersionCreateRequestError', '0PV', 'ParentRequestId Message:long'),
  subscriberPackage: definitionOf(
    'SubscriberPackage',
    '033',
    'Name NamespacePrefix Description IsPackageValid:flag',
    false,
  ),
  subscriberVersion: definitionOf(
    'SubscriberPackageVersion',
    '04t',
    `SubscriberPackageId Name Description PublisherName MajorVersion:int MinorVersion:int PatchVersion:int
     BuildNumber:int ReleaseState IsManaged:flag IsDeprecated:flag IsPasswordProtected:flag IsBeta:flag
     Package2ContainerOptions IsSecurityReviewed:flag IsOrgDependent:flag AppExchangePackageName AppExchangeDescription
     AppExchangePublisherName AppExchangeLogoUrl ReleaseNotesUrl PostInstallUrl RemoteSiteSettings:any
     CspTrustedSites:any Profiles:any Dependencies:any InstallValidationStatus InstallationKey`,
    false,
  ),
  installed: definitionOf(
    'InstalledSubscriberPackage',
    '0A3',
    'SubscriberPackageId SubscriberPackageVersionId MinPackageVersionId',
    false,
  ),
  install: definitionOf(
    'PackageInstallRequest',
    '0Hf',
    `SubscriberPackageVersionKey NameConflictResolution SecurityType PackageInstallSource ProfileMappings:any Password
     EnableRss:flag UpgradeType ApexCompileType SkipHandlers Status Errors:any`,
  ),
  uninstall: definitionOf('SubscriberPackageVersionUninstallRequest', '06y', 'SubscriberPackageVersionId Status'),
  uninstallError: definitionOf('PackageVersionUninstallRequestError', '0PU', 'ParentRequestId Message:long'),
} as const;
