import type { Org } from './org.ts';
import { queryAll } from './query.ts';

export interface InstalledPackage {
  /** `Heap Usage`. */
  readonly name: string;
  /** Of a managed package. */
  readonly namespace?: string;
  /** `1.2.0.3`: major, minor, patch, build. */
  readonly version: string;
  readonly beta: boolean;
}

interface Row {
  readonly SubscriberPackage: { readonly Name: string; readonly NamespacePrefix: string | null };
  readonly SubscriberPackageVersion: {
    readonly MajorVersion: number;
    readonly MinorVersion: number;
    readonly PatchVersion: number;
    readonly BuildNumber: number;
    readonly IsBeta: boolean;
  };
}

/**
 * The packages that are installed in the org.
 * https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_installedsubscriberpackage.htm
 */
export async function installedPackages(org: Org): Promise<readonly InstalledPackage[]> {
  const version = ['MajorVersion', 'MinorVersion', 'PatchVersion', 'BuildNumber', 'IsBeta']
    .map((name) => `SubscriberPackageVersion.${name}`)
    .join(', ');
  const rows = await queryAll<Row>(
    org,
    `SELECT SubscriberPackage.Name, SubscriberPackage.NamespacePrefix, ${version} FROM InstalledSubscriberPackage`,
    { tooling: true },
  );
  return rows.map(({ SubscriberPackage: { Name, NamespacePrefix }, SubscriberPackageVersion: of }) => ({
    name: Name,
    ...(NamespacePrefix && { namespace: NamespacePrefix }),
    version: [of.MajorVersion, of.MinorVersion, of.PatchVersion, of.BuildNumber].join('.'),
    beta: of.IsBeta,
  }));
}
