import { carryOut } from '../metadata/deploy/carry-out.ts';
import type { DeployMessage } from '../metadata/deploy/deploy-result.ts';
import { keepFile } from '../metadata/kept-files.ts';
import { handlerFor } from '../metadata/registry.ts';
import type { Asking, Component, Putting } from '../metadata/types.ts';
import { contentsOf, memberNames } from './contents.ts';
import { ancestryOf, checkInstall } from './install-checks.ts';
import { installedBook, type SecurityType, type UpgradeType } from './installed-packages.ts';
import { leaveBehind } from './left-behind.ts';
import type { Market, PublishedVersion } from './market.ts';
import { memberNamed, putMember } from './members.ts';
import { changedStamps, newPackagingId, newStamps } from './package-records.ts';
import { giveAccess, profilesFor } from './profile-access.ts';

export interface InstallWishes {
  readonly securityType: SecurityType;
  /** Names of profiles, for `Custom`. */
  readonly profiles?: readonly string[];
  readonly upgradeType: UpgradeType;
}

/** Installs or upgrades. Gives what stands against it, in the platform's words; the org is then as it was before. */
export function install(
  asking: Asking,
  market: Market,
  published: PublishedVersion,
  wishes: InstallWishes,
): readonly string[] {
  const { errors } = checkInstall(asking.engine, market, published);
  if (errors.length > 0) return errors;
  try {
    asking.engine.transaction(() => bringIn(asking, market, published, wishes));
    return [];
  } catch (error) {
    if (!(error instanceof InstallFailed)) throw error;
    return error.errors;
  }
}

class InstallFailed extends Error {
  readonly errors: readonly string[];

  constructor(errors: readonly string[]) {
    super(errors.join('\n'));
    this.errors = errors;
  }
}

function bringIn(asking: Asking, market: Market, published: PublishedVersion, wishes: InstallWishes): void {
  const { engine, session } = asking;
  const { package: of, version } = published;
  // The platform installs; whoever asked for it is named as the author.
  const platform: Asking = {
    engine,
    session: engine.system(session.user.id),
    installing: { namespace: of.namespace },
  };
  const pack = contentsOf(published.zip(), of.namespace, (bytes) => keepFile(platform, bytes));
  const claimed = pack.components.flatMap((component) => claimTrouble(platform, component, of.subscriberPackageId));
  if (claimed.length > 0) throw new InstallFailed(claimed);
  const present = installedBook(engine).get(of.subscriberPackageId);
  const known = (component: Component): boolean =>
    memberNamed(engine, component.type, component.fullName) !== undefined;
  const fresh = pack.components.filter((component) => !known(component));
  const components = pack.components.filter(
    (component) => of.container === 'Unlocked' || !leftToSubscriber.has(component.type) || !known(component),
  );
  const apiVersion = Number(pack.version ?? '67.0');
  const { failures } = carryOut(
    platform,
    { ...pack, components },
    apiVersion,
    (outcome) => outcome.failures.length > 0,
  );
  if (failures.length > 0) throw new InstallFailed(failures.map(componentTrouble));
  const putting: Putting = {
    ...platform,
    version: apiVersion,
    has: (type, fullName) => handlerFor(type).find(platform, fullName) !== undefined,
  };
  giveAccess(putting, profilesFor(putting, wishes.securityType, wishes.profiles ?? []), fresh);
  const names = memberNames(pack);
  if (present !== undefined) leaveBehind(platform, of, names, wishes.upgradeType);
  const { namespace, container, subscriberPackageId: packageId } = of;
  for (const name of names) putMember(engine, { ...name, packageId, container, namespace, isDeprecated: false });
  installedBook(engine).put({
    ...(present ?? { id: newPackagingId('0A3'), minVersionId: version.subscriberVersionId, ...newStamps(asking) }),
    packageId,
    versionId: version.subscriberVersionId,
    name: of.name,
    namespace,
    container,
    versionName: version.name,
    number: version.number,
    isReleased: version.isReleased,
    ancestry: ancestryOf(market, published),
    dependsOn: version.dependencies.map((id) => market.find(id)?.package.subscriberPackageId ?? id),
    ...changedStamps(asking),
  });
}

/**
 * What a subscriber may change as a whole is not changed by upgrades of a managed package.
 * https://developer.salesforce.com/docs/atlas.en-us.pkg2_dev.meta/pkg2_dev/mdc_editable_property_definitions.htm
 */
const leftToSubscriber: ReadonlySet<string> = new Set(['Layout', 'ListView']);

/** What another package brought is not taken from it. Observed: UnofficialSF/LightningFlowComponents#362 and #634 */
function claimTrouble(asking: Asking, { type, fullName }: Component, packageId: string): readonly string[] {
  const member = memberNamed(asking.engine, type, fullName);
  if (member === undefined || member.packageId === packageId) return [];
  const subjectId = handlerFor(type).recordId?.(asking, fullName) ?? '';
  const words = `Cannot add component of type:${type} named:${fullName} subjectId:${subjectId} to another package because it is an installed component.`;
  return [`${words}, Details: package.xml: ${words}`];
}

/** Observed: SalesforceFoundation/NPSP#6614, jongpie/NebulaLogger#933 */
function componentTrouble({ componentType, fullName, problem = '' }: DeployMessage): string {
  return `${componentType}(${fullName}) ${problem}, Details: ${fullName}: ${problem}`;
}
