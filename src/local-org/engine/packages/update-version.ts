import { ApiError } from '../api-error.ts';
import type { Asking } from '../metadata/types.ts';
import { needPackaging } from './hub-packages.ts';
import { byNumber, changedStamps, keyDigest, type PackageVersion, packageBook } from './package-records.ts';

/** What may be changed of a version, in the words of Package2Version. */
export interface VersionChanges {
  readonly Name?: string | undefined;
  readonly Description?: string | null | undefined;
  readonly Branch?: string | null | undefined;
  readonly Tag?: string | null | undefined;
  readonly InstallKey?: string | null | undefined;
  readonly IsReleased?: boolean | undefined;
  readonly IsDeprecated?: boolean | undefined;
}

/** Changes, promotes or deletes a version. */
export function updateVersion(asking: Asking, before: PackageVersion, said: VersionChanges): void {
  needPackaging(asking, permissionFor(said));
  if (said.IsReleased === true) checkPromotion(asking, before);
  if (said.IsReleased === false && before.isReleased) throw invalid('A released package version stays released.');
  if (said.IsDeprecated === true) checkDeletion(asking, before);
  if (said.IsDeprecated === false && before.isDeprecated) throw invalid('A deleted package version can’t be restored.');
  const kept = <T extends string | null>(now: T | undefined, was: T): T => (now === undefined ? was : now);
  packageBook(asking.engine).putVersion({
    ...before,
    name: said.Name ?? before.name,
    description: kept(said.Description, before.description),
    branch: kept(said.Branch, before.branch),
    tag: kept(said.Tag, before.tag),
    installKey: said.InstallKey === undefined ? before.installKey : said.InstallKey ? keyDigest(said.InstallKey) : null,
    isReleased: said.IsReleased ?? before.isReleased,
    isDeprecated: said.IsDeprecated ?? before.isDeprecated,
    ...changedStamps(asking),
  });
}

function permissionFor({ IsReleased, IsDeprecated }: VersionChanges) {
  if (IsReleased !== undefined) return 'Packaging2PromoteVersion';
  return IsDeprecated === undefined ? 'Packaging2' : 'Packaging2Delete';
}

/**
 * What a version must have been through before it may be released.
 * https://developer.salesforce.com/docs/atlas.en-us.sfdx_dev.meta/sfdx_dev/sfdx_dev_unlocked_pkg_code_coverage.htm
 * The words are Observed: those of the last two in public notes on packaging; of the first, that a client finds
 * "previously released" in them.
 */
function checkPromotion({ engine }: Asking, version: PackageVersion): void {
  const book = packageBook(engine);
  const { major, minor, patch } = version.number;
  const twin = book
    .versions()
    .some(
      ({ packageId, isReleased, number }) =>
        packageId === version.packageId &&
        isReleased &&
        byNumber({ ...number, build: 0 }, { ...version.number, build: 0 }) === 0,
    );
  if (twin) {
    throw new ApiError(
      400,
      'DUPLICATE_VALUE',
      `A package version with the number ${major}.${minor}.${patch} was previously released. For a given major.minor.patch number, only one version can be released.`,
    );
  }
  if (version.validationSkipped)
    throw invalid("Can't promote this package version because it was created without validation.");
  if (!version.coverageRun && book.package(version.packageId)?.isOrgDependent !== true) {
    throw invalid(
      'Code coverage has not been run for this version.  Code coverage must be run during version creation and meet the minimum coverage requirement to promote the version.',
    );
  }
}

/** https://developer.salesforce.com/docs/atlas.en-us.sfdx_dev.meta/sfdx_dev/sfdx_dev_unlocked_package_deletion.htm */
function checkDeletion({ engine }: Asking, version: PackageVersion): void {
  const book = packageBook(engine);
  if (version.isReleased && book.package(version.packageId)?.container === 'Managed')
    throw invalid('A released version of a managed package can’t be deleted.');
  const user = book
    .versions()
    .find(({ isDeprecated, dependencies }) => !isDeprecated && dependencies.includes(version.subscriberVersionId));
  if (user !== undefined)
    throw invalid(`The package version is a dependency of ${user.subscriberVersionId}, and can’t be deleted.`);
}

const invalid = (message: string): ApiError => new ApiError(400, 'INVALID_INPUT', message);
