import type { Engine } from '../types.ts';
import { type InstalledPackage, installedBook } from './installed-packages.ts';
import type { Market, PublishedVersion } from './market.ts';
import { byNumber } from './package-records.ts';

/** What a version meets in an org. */
interface InstallCase {
  readonly engine: Engine;
  readonly market: Market;
  readonly published: PublishedVersion;
  /** What is installed of the same package. */
  readonly present: InstalledPackage | undefined;
}

interface InstallRule {
  /** As `InstallValidationStatus` has it. */
  readonly status: string;
  /** The platform's words when the rule is broken; nothing when it holds. */
  broken(it: InstallCase): readonly string[];
}

/**
 * What stands against an installation before a component is looked at.
 * https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_subscriberpackageversion.htm
 * The words are Observed in public issues, where no rule says otherwise: forcedotcom/cli#1363, jongpie/NebulaLogger#841,
 * UnofficialSF/LightningFlowComponents#939, #1346, SalesforceLabs/Milestones-PM#129
 */
const rules: readonly InstallRule[] = [
  {
    status: 'BETA_INSTALL_INTO_PRODUCTION_ORG',
    broken: ({ engine, published: { package: of, version } }) =>
      engine.kind === 'production' && !version.isReleased
        ? [
            `Package(${of.subscriberPackageId.slice(0, 15)}) Unable to install beta package, Details: The package you attempted to install is a beta package, which you can only install in sandbox or Developer Edition organizations.`,
          ]
        : [],
  },
  {
    status: 'NAMESPACE_COLLISION',
    broken({ engine, published: { package: of } }) {
      const [org] = engine.find('Organization', ['NamespacePrefix'], { Id: engine.organizationId });
      return of.namespace !== null && org?.['NamespacePrefix'] === of.namespace
        ? [
            'Package and subscriber org namespace collision, Details: The installing package namespace and org namespace cannot be the same.',
          ]
        : [];
    },
  },
  {
    // Unlocked packages may go back to an earlier version. Observed: https://github.com/SFDO-Tooling/CumulusCI/pull/3671
    status: 'CANNOT_INSTALL_EARLIER_VERSION',
    broken: ({ published: { package: of, version }, present }) =>
      of.container === 'Managed' && present !== undefined && byNumber(version.number, present.number) < 0
        ? ['Invalid Upgrade., Details: A newer version of this package is currently installed.']
        : [],
  },
  {
    // https://developer.salesforce.com/docs/atlas.en-us.pkg1_dev.meta/pkg1_dev/packaging_about_beta_packages.htm
    // The words are not documented; believed.
    status: 'CANNOT_UPGRADE_BETA',
    broken: ({ published: { package: of, version }, present }) =>
      of.container === 'Managed' && present?.isReleased === false && present.versionId !== version.subscriberVersionId
        ? [
            'Invalid Upgrade., Details: The currently installed version is a beta version, and beta packages can’t be upgraded. Uninstall it first.',
          ]
        : [],
  },
  {
    status: 'CANNOT_UPGRADE_UNMANAGED',
    broken({ market, published, present }) {
      if (published.package.container !== 'Managed' || present === undefined) return [];
      const line = ancestryOf(market, published);
      return present.ancestry.some((id) => line.includes(id))
        ? []
        : [
            'Invalid Upgrade., Details: The currently installed version does not share a common ancestor with this version.',
          ];
    },
  },
  {
    status: 'UNKNOWN_ERROR',
    broken: ({ engine, market, published }) =>
      published.version.dependencies.flatMap((id) => dependencyTrouble(engine, market, published, id)),
  },
];

/** The status of a version in an org, and all that stands against it there. */
export function checkInstall(
  engine: Engine,
  market: Market,
  published: PublishedVersion,
): { readonly status: string; readonly errors: readonly string[] } {
  const present = installedBook(engine).get(published.package.subscriberPackageId);
  const it = { engine, market, published, present };
  const broken = rules.map((rule) => ({ status: rule.status, errors: rule.broken(it) }));
  const first = broken.find(({ errors }) => errors.length > 0);
  return { status: first?.status ?? 'NO_ERRORS_DETECTED', errors: broken.flatMap(({ errors }) => errors) };
}

/** A version and those that it comes from, by their `05i…`, newest first. */
export function ancestryOf(market: Market, { version, package: of }: PublishedVersion): readonly string[] {
  const line = [version.id];
  let ancestor = version.ancestorId;
  while (ancestor !== null && !line.includes(ancestor)) {
    line.push(ancestor);
    ancestor = market.ancestorOf(of, ancestor);
  }
  return line;
}

function dependencyTrouble(
  engine: Engine,
  market: Market,
  { package: of }: PublishedVersion,
  id: string,
): readonly string[] {
  const needed = market.find(id);
  if (needed === undefined) return [`A dependency of the package, ${id}, doesn't exist or has been deleted.`];
  const { subscriberPackageId, name } = needed.package;
  const present = installedBook(engine).get(subscriberPackageId);
  if (present !== undefined && byNumber(present.number, needed.version.number) >= 0) return [];
  const { major, minor } = needed.version.number;
  return [
    `Invalid Upgrade., Details: The package you're installing depends on package '${name}', version '${major}.${minor}'. Install package '${name}' in the target org before you install package '${of.name}'.`,
  ];
}
