import { to18 } from '../ids.ts';
import type { Engine } from '../types.ts';
import { type Stamps, type VersionNumber, valuesOf } from './package-records.ts';

/** A package in a subscriber's org, with all that the org must know once its hub is gone. */
export interface InstalledPackage extends Stamps {
  /** `0A3…` */
  readonly id: string;
  /** `033…` */
  readonly packageId: string;
  /** `04t…` */
  readonly versionId: string;
  /** The first one that was installed. */
  readonly minVersionId: string;
  readonly name: string;
  readonly namespace: string | null;
  readonly container: 'Managed' | 'Unlocked';
  readonly versionName: string;
  readonly number: VersionNumber;
  readonly isReleased: boolean;
  /** Itself and the versions that it comes from, newest first; of managed packages. */
  readonly ancestry: readonly string[];
  /** Packages that it cannot do without, `033…`. */
  readonly dependsOn: readonly string[];
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_packageinstallrequest.htm */
export interface InstallRequest extends Stamps {
  /** `0Hf…` */
  readonly id: string;
  readonly versionId: string;
  readonly securityType: SecurityType;
  readonly upgradeType: UpgradeType;
  readonly nameConflictResolution: string;
  readonly source: string;
  readonly apexCompileType: string;
  readonly enableRss: boolean;
  readonly status: 'SUCCESS' | 'ERROR';
  readonly errors: readonly string[];
}

/** All users, administrators only, or the profiles that are named. */
export type SecurityType = 'Full' | 'None' | 'Custom';

export type UpgradeType = 'delete-only' | 'deprecate-only' | 'mixed-mode';

/** https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_subscriberpackageversionuninstallrequest.htm */
export interface UninstallRequest extends Stamps {
  /** `06y…` */
  readonly id: string;
  readonly versionId: string;
  readonly status: 'Success' | 'Error';
  readonly errors: readonly string[];
}

const kinds = {
  installed: 'installed-package',
  install: 'package-install-request',
  uninstall: 'package-uninstall-request',
} as const;

/** What a subscriber's org keeps of its packages. */
export const installedBook = (engine: Engine) => ({
  all: () => valuesOf<InstalledPackage>(engine, kinds.installed),
  /** By the package's `033…`. */
  get: (packageId: string) => engine.documents.get<InstalledPackage>(kinds.installed, packageId),
  put: (value: InstalledPackage) => engine.documents.put(kinds.installed, value.packageId, value),
  drop: (packageId: string) => engine.documents.delete(kinds.installed, packageId),
  installs: () => valuesOf<InstallRequest>(engine, kinds.install),
  install: (id: string) => engine.documents.get<InstallRequest>(kinds.install, to18(id)),
  putInstall: (value: InstallRequest) => engine.documents.put(kinds.install, value.id, value),
  uninstalls: () => valuesOf<UninstallRequest>(engine, kinds.uninstall),
  uninstall: (id: string) => engine.documents.get<UninstallRequest>(kinds.uninstall, to18(id)),
  putUninstall: (value: UninstallRequest) => engine.documents.put(kinds.uninstall, value.id, value),
});
