import { ApiError } from '../api-error.ts';
import { to18 } from '../ids.ts';
import type { Asking } from '../metadata/types.ts';
import { needPackaging } from './hub-packages.ts';
import { install } from './install.ts';
import {
  type InstallRequest,
  installedBook,
  type SecurityType,
  type UninstallRequest,
  type UpgradeType,
} from './installed-packages.ts';
import { checkKey, type Market } from './market.ts';
import { newPackagingId, newStamps } from './package-records.ts';
import { uninstall } from './uninstall.ts';

/** What is asked of an installation, in the words of PackageInstallRequest. */
export interface NewInstall {
  readonly SubscriberPackageVersionKey: string;
  readonly Password?: string | null | undefined;
  readonly SecurityType: SecurityType;
  readonly UpgradeType: UpgradeType;
  readonly NameConflictResolution: string;
  readonly PackageInstallSource: string;
  readonly ApexCompileType: string;
  readonly EnableRss: boolean;
  /** Names of the profiles that get access, for `Custom`. */
  readonly profiles?: readonly string[];
}

/** Observed: what the install page shows, in SFDO-Community/declarative-lookup-rollup-summaries#1486 */
export const notFound =
  "Package Not Found, Details: The requested package doesn't yet exist or has been deleted. If this is a recently created package version, please try again in a few minutes or contact the package publisher.";

/** Installs a version, and keeps how it went. Throws ApiError for a wrong key, and for who may not install. */
export function requestInstall(asking: Asking, market: Market, said: NewInstall): InstallRequest {
  needPackaging(asking, 'InstallPackaging');
  const { engine } = asking;
  const versionId = to18(said.SubscriberPackageVersionKey);
  const published = market.find(versionId);
  if (published !== undefined) checkKey(published, said.Password ?? undefined);
  const wishes = {
    securityType: said.SecurityType,
    upgradeType: said.UpgradeType,
    profiles: said.profiles ?? [],
  };
  const errors = published === undefined ? [notFound] : install(asking, market, published, wishes);
  const request: InstallRequest = {
    id: newPackagingId('0Hf'),
    versionId,
    securityType: said.SecurityType,
    upgradeType: said.UpgradeType,
    nameConflictResolution: said.NameConflictResolution,
    source: said.PackageInstallSource,
    apexCompileType: said.ApexCompileType,
    enableRss: said.EnableRss,
    status: errors.length === 0 ? 'SUCCESS' : 'ERROR',
    errors,
    ...newStamps(asking),
  };
  installedBook(engine).putInstall(request);
  return request;
}

/** Uninstalls what a version brought, and keeps how it went. */
export function requestUninstall(asking: Asking, id: string): UninstallRequest {
  needPackaging(asking, 'InstallPackaging');
  const book = installedBook(asking.engine);
  const versionId = to18(id);
  const installed = book.all().find((one) => one.versionId === versionId);
  if (installed === undefined) {
    // The words are not documented; believed.
    throw new ApiError(400, 'INVALID_INPUT', `The package version ${id} isn’t installed in this org.`, [
      'SubscriberPackageVersionId',
    ]);
  }
  const errors = uninstall(asking, installed);
  const request: UninstallRequest = {
    id: newPackagingId('06y'),
    versionId,
    status: errors.length === 0 ? 'Success' : 'Error',
    errors,
    ...newStamps(asking),
  };
  book.putUninstall(request);
  return request;
}
