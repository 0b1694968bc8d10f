import { ApiError } from '../api-error.ts';
import { to18 } from '../ids.ts';
import type { Engine } from '../types.ts';
import { keyDigest, type Package2, type PackageVersion, packageBook } from './package-records.ts';

/** A version as every org can get at it. */
export interface PublishedVersion {
  readonly package: Package2;
  readonly version: PackageVersion;
  /** Its components, as they were sent. */
  zip(): Uint8Array;
}

/** The package versions of all Dev Hubs of a server: what one org makes, the others install. */
export interface Market {
  /** By its `04t…`; `undefined` for one that no hub has, or has no more. */
  find(subscriberVersionId: string): PublishedVersion | undefined;
  /** The version that one of a package, by its `05i…`, was made from. */
  ancestorOf(of: Package2, versionId: string): string | null;
}

export function openMarket(engines: () => Iterable<Engine>): Market {
  return {
    find(subscriberVersionId) {
      for (const engine of engines()) {
        const book = packageBook(engine);
        const version = book.version(subscriberVersionId);
        if (version?.subscriberVersionId !== to18(subscriberVersionId) || version.isDeprecated) continue;
        const found = book.package(version.packageId);
        if (found === undefined) continue;
        return { package: found, version, zip: () => book.zip(version.id) ?? new Uint8Array() };
      }
      return undefined;
    },
    ancestorOf(of, versionId) {
      for (const engine of engines()) {
        const book = packageBook(engine);
        if (book.package(of.id) !== undefined) return book.version(versionId)?.ancestorId ?? null;
      }
      return null;
    },
  };
}

/**
 * Refuses to tell of a version whose installation key is not given.
 * The words are Observed: https://github.com/forcedotcom/packaging/pull/580 The codes are believed; a client goes by
 * INSTALL_KEY in them.
 */
export function checkKey({ version }: PublishedVersion, key: string | undefined): void {
  if (version.installKey === null) return;
  if (key === undefined || key === '') {
    throw new ApiError(
      400,
      'INSTALL_KEY_REQUIRED',
      'Please provide installationkey when querying against SubscriberPackageVersion that is protected by installationkey',
    );
  }
  if (keyDigest(key) !== version.installKey)
    throw new ApiError(400, 'INSTALL_KEY_INVALID', 'Invalid InstallationKey for SubscriberPackageVersion');
}
