import { openEngine } from '../engine.ts';
import { carryOut } from '../metadata/deploy/carry-out.ts';
import { deploy } from '../metadata/deploy/deploy.ts';
import { deployOptions } from '../metadata/deploy/deploy-result.ts';
import { keepFile } from '../metadata/kept-files.ts';
import type { Asking } from '../metadata/types.ts';
import { type Edition, editions } from '../schema/edition.ts';
import type { Engine } from '../types.ts';
import { contentsOf } from './contents.ts';
import { install } from './install.ts';
import type { Market } from './market.ts';
import type { Package2 } from './package-records.ts';
import type { VersionInfo } from './version-info.ts';

const apiVersion = '67.0';

/**
 * Deploys a version into an empty org, after what it says it needs. Gives what went wrong there.
 * https://developer.salesforce.com/docs/atlas.en-us.sfdx_dev.meta/sfdx_dev/sfdx_dev_unlocked_pkg_create_pkg_ver.htm
 * The words are Observed: SalesforceFoundation/NPSP#6614, forcedotcom/cli#441
 */
export function validateVersion(hub: Engine, market: Market, of: Package2, info: VersionInfo): readonly string[] {
  const empty = openEngine({ clock: hub.clock, kind: 'scratch', edition: editionNamed(info.descriptor.edition) });
  try {
    const asking: Asking = { engine: empty, session: empty.system(), installing: { namespace: of.namespace } };
    for (const zip of info.before) {
      const { status, details } = deploy(
        withoutPackage(asking),
        zip,
        deployOptions(() => undefined),
        apiVersion,
      );
      if (status !== 'Succeeded')
        return (details?.componentFailures ?? []).map(({ fullName, problem }) => `${fullName}: ${problem ?? ''}`);
    }
    for (const { subscriberPackageVersionId: id } of info.descriptor.dependencies) {
      const needed = market.find(id);
      const errors =
        needed === undefined
          ? ["The package version doesn't exist or has been deleted."]
          : install(withoutPackage(asking), market, needed, { securityType: 'None', upgradeType: 'mixed-mode' });
      if (errors.length > 0)
        return errors.map(
          (error) => `An error occurred while trying to install a package dependency, ID ${id}: ${error}`,
        );
    }
    const pack = contentsOf(info.package, of.namespace, (bytes) => keepFile(asking, bytes));
    const { failures } = carryOut(asking, pack, Number(pack.version ?? apiVersion), () => false);
    return failures.map(({ fullName, problem }) => `${fullName}: ${problem ?? ''}`);
  } finally {
    empty.close();
  }
}

const withoutPackage = ({ engine, session }: Asking): Asking => ({ engine, session });

/** `Enterprise`, as a definition file has it; a Developer Edition unless said. */
function editionNamed(said: string | undefined): Edition {
  const wanted = `${said ?? 'Developer'} Edition`.toLowerCase();
  const known = (Object.keys(editions) as Edition[]).find((edition) => edition.toLowerCase() === wanted);
  return known ?? 'Developer Edition';
}
