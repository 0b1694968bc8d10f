import { createHash, randomInt } from 'node:crypto';
import { idOf, to18 } from '../ids.ts';
import type { Asking, TypeName } from '../metadata/types.ts';
import type { Engine } from '../types.ts';

/** Who made and changed a record, and when. */
export interface Stamps {
  readonly createdById: string;
  readonly createdDate: string;
  readonly lastModifiedById: string;
  readonly lastModifiedDate: string;
}

export type ContainerOptions = 'Managed' | 'Unlocked';

/** A second-generation package. https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_package2.htm */
export interface Package2 extends Stamps {
  /** `0Ho…` */
  readonly id: string;
  /** What subscribers know it by, `033…`. */
  readonly subscriberPackageId: string;
  readonly name: string;
  readonly description: string | null;
  readonly namespace: string | null;
  readonly container: ContainerOptions;
  readonly isOrgDependent: boolean;
  readonly errorUsername: string | null;
  readonly appAnalytics: boolean;
  readonly recommendedVersionId: string | null;
  readonly isDeprecated: boolean;
}

/** A component by type and full name, as it stands in a package. */
export interface MemberName {
  readonly type: TypeName;
  readonly fullName: string;
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_package2version.htm */
export interface PackageVersion extends Stamps {
  /** `05i…` */
  readonly id: string;
  /** What subscribers know it by, `04t…`. */
  readonly subscriberVersionId: string;
  readonly packageId: string;
  readonly name: string;
  readonly description: string | null;
  readonly tag: string | null;
  readonly branch: string | null;
  readonly language: string;
  readonly number: VersionNumber;
  readonly ancestorId: string | null;
  readonly validationSkipped: boolean;
  readonly validatedAsync: boolean;
  /** Whether coverage was asked for; without it a version cannot be promoted. */
  readonly coverageRun: boolean;
  /** A digest; nobody can read the key from it. */
  readonly installKey: string | null;
  readonly isReleased: boolean;
  readonly isDeprecated: boolean;
  readonly hasMetadataRemoved: boolean;
  readonly files: number;
  readonly bytes: number;
  readonly buildSeconds: number;
  /** Versions that must be installed before it, in their order. */
  readonly dependencies: readonly string[];
  readonly releaseNotesUrl: string | null;
  readonly postInstallUrl: string | null;
  readonly members: readonly MemberName[];
}

export interface VersionNumber {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly build: number;
}

export const shownNumber = ({ major, minor, patch, build }: VersionNumber): string =>
  `${major}.${minor}.${patch}.${build}`;

/** Below zero when the first is the older one. */
export const byNumber = (one: VersionNumber, other: VersionNumber): number =>
  one.major - other.major || one.minor - other.minor || one.patch - other.patch || one.build - other.build;

/** https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_package2versioncreaterequest.htm */
export interface VersionRequest extends Stamps {
  /** `08c…` */
  readonly id: string;
  readonly packageId: string;
  readonly versionId: string | null;
  readonly tag: string | null;
  readonly branch: string | null;
  readonly language: string | null;
  readonly installKey: string | null;
  readonly calculateCodeCoverage: boolean;
  readonly skipValidation: boolean;
  readonly asyncValidation: boolean;
  readonly status: 'Queued' | 'Success' | 'Error';
  readonly errors: readonly string[];
}

const kinds = {
  package: 'package2',
  version: 'package2-version',
  /** From a version's `04t…` to its `05i…`. */
  subscriberVersion: 'package2-subscriber-version',
  versionRequest: 'package2-version-request',
  zip: 'package2-zip',
} as const;

/** Kinds of documents that only a Dev Hub has, and no sandbox of it. */
export const hubDocuments: readonly string[] = Object.values(kinds);

/** What a Dev Hub keeps of its packages. */
export const packageBook = (engine: Engine) => ({
  packages: () => valuesOf<Package2>(engine, kinds.package),
  package: (id: string) => engine.documents.get<Package2>(kinds.package, to18(id)),
  putPackage: (value: Package2) => engine.documents.put(kinds.package, value.id, value),
  versions: () => valuesOf<PackageVersion>(engine, kinds.version),
  /** By either of its two Ids. */
  version: (id: string) =>
    engine.documents.get<PackageVersion>(
      kinds.version,
      engine.documents.get<string>(kinds.subscriberVersion, to18(id)) ?? to18(id),
    ),
  putVersion: (value: PackageVersion) => {
    engine.documents.put(kinds.version, value.id, value);
    engine.documents.put(kinds.subscriberVersion, value.subscriberVersionId, value.id);
  },
  requests: () => valuesOf<VersionRequest>(engine, kinds.versionRequest),
  request: (id: string) => engine.documents.get<VersionRequest>(kinds.versionRequest, to18(id)),
  putRequest: (value: VersionRequest) => engine.documents.put(kinds.versionRequest, value.id, value),
  /** What was sent for a request or is inside of a version, by its Id. */
  zip: (id: string): Uint8Array | undefined => {
    const kept = engine.documents.get<string>(kinds.zip, id);
    return kept === undefined ? undefined : Buffer.from(kept, 'base64');
  },
  putZip: (id: string, zip: Uint8Array) =>
    engine.documents.put(kinds.zip, id, Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength).toString('base64')),
  dropZip: (id: string) => engine.documents.delete(kinds.zip, id),
});

export function valuesOf<T extends { readonly createdDate: string }>(engine: Engine, kind: string): readonly T[] {
  const values = engine.documents.all<T>(kind).map(({ value }) => value);
  return values.sort((one, other) => (one.createdDate < other.createdDate ? -1 : 1));
}

/** An Id that no other org has given out: packages go from one org to another. */
export const newPackagingId = (prefix: string): string => idOf(prefix, randomInt(1, 2 ** 40));

export function newStamps({ engine, session }: Asking): Stamps {
  const at = engine.clock.now().toISOString();
  const by = session.user.id;
  return { createdById: by, createdDate: at, lastModifiedById: by, lastModifiedDate: at };
}

export function changedStamps(asking: Asking): Pick<Stamps, 'lastModifiedById' | 'lastModifiedDate'> {
  const { lastModifiedById, lastModifiedDate } = newStamps(asking);
  return { lastModifiedById, lastModifiedDate };
}

/** What is kept of an installation key. */
export const keyDigest = (key: string): string => createHash('sha256').update(key).digest('hex');
