import { ApiError } from '../api-error.ts';
import { removeComponent } from '../metadata/deploy/apply.ts';
import { handlerFor, orderOf } from '../metadata/registry.ts';
import { type Asking, MetadataProblem } from '../metadata/types.ts';
import { dependentTroubles, shownComponent } from './dependents.ts';
import { type InstalledPackage, installedBook } from './installed-packages.ts';
import { dropMember, type Member, membersOf } from './members.ts';

/**
 * Takes a package out of the org, with the rows of its objects and all that stands on them. Gives what stands against
 * it, in the platform's words; the org is then as it was before.
 * https://developer.salesforce.com/docs/atlas.en-us.pkg2_dev.meta/pkg2_dev/sfdx_dev_dev2gp_installed_pkgs_uninstall.htm
 */
export function uninstall(asking: Asking, installed: InstalledPackage): readonly string[] {
  const { engine, session } = asking;
  const needing = installedBook(engine)
    .all()
    .filter(({ dependsOn }) => dependsOn.includes(installed.packageId))
    // Observed: UnofficialSF/LightningFlowComponents#571
    .map(({ name }) => `${installed.name} - Component is in use by another component in your organization. ${name}`);
  const troubles = [...needing, ...dependentTroubles(asking, installed.packageId)];
  if (troubles.length > 0) return troubles;
  const platform: Asking = {
    engine,
    session: engine.system(session.user.id),
    purges: true,
    installing: { namespace: installed.namespace },
  };
  const refused: string[] = [];
  try {
    engine.transaction(() => {
      for (const member of inOrder(membersOf(engine, installed.packageId))) {
        const said = remove(platform, member);
        if (said !== undefined) refused.push(said);
      }
      if (refused.length > 0) throw new Refused();
      installedBook(engine).drop(installed.packageId);
    });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
  return refused;
}

class Refused extends Error {}

/** What names others before what is named; an object takes its fields and views with it. */
const inOrder = (members: readonly Member[]): readonly Member[] =>
  [...members].sort((a, b) => place(b) - place(a) || (a.fullName < b.fullName ? -1 : 1));

/** Objects go before the fields and views that would leave them one by one. */
const place = ({ type }: Member): number => (type === 'CustomObject' ? orderOf('CompactLayout') + 0.5 : orderOf(type));

function remove(asking: Asking, { type, fullName }: Member): string | undefined {
  // It went with its object.
  if (handlerFor(type).find(asking, fullName) === undefined) {
    dropMember(asking.engine, type, fullName);
    return undefined;
  }
  try {
    asking.engine.transaction(() => removeComponent(asking, type, fullName));
    return undefined;
  } catch (error) {
    if (!(error instanceof MetadataProblem || error instanceof ApiError)) throw error;
    return `${shownComponent(type, fullName)}: ${error.message}`;
  }
}
