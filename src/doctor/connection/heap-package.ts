import { namespaceOf } from '../../salesforce/describe.ts';
import type { InstalledPackage } from '../../salesforce/installed-packages.ts';
import { type Finding, finding } from '../finding.ts';
import { deployCommand, type Named } from '../next-steps.ts';
import { type OrgFacts, seenObject } from '../org/org-facts.ts';

const PACKAGE = 'Heap Usage';

/** What this program brings: its version, and the version of the package that was released with it, if one was. */
export interface OwnRelease {
  /** `1.2.0`. */
  readonly version: string;
  /** `04t…`. */
  readonly packageVersionId?: string;
}

/** Whether the objects came with the package, and whether there is a newer one. */
export function heapPackage(facts: OrgFacts, own: OwnRelease, named: Named): Finding {
  const { pushing, usage } = facts;
  if (pushing === undefined) return finding('package', 'not-checked', 'nothing is pushed');
  const isThere =
    [usage.account, usage.contact].some((name) => seenObject(facts, name) !== undefined) || isKnown(facts);
  if (!isThere) {
    return finding('package', 'failed', 'neither installed nor deployed, or hidden', {
      means: 'The two objects that are pushed to are not to be seen.',
      next: [deployCommand(named), ...installSteps(own, named)],
    });
  }
  const namespace = namespaceOf(usage.account);
  if (pushing.packages.status === 'withheld') {
    return finding('package', 'not-visible', 'the objects are there; what brought them is not told', {
      means: pushing.packages.error.message,
      next: ['Setup > Installed Packages shows it.'],
    });
  }
  const installed = pushing.packages.value.find((one) => isOurs(one, namespace));
  if (installed === undefined) return finding('package', 'passed', 'deployed as source, not as a package');
  const says = `${installed.name} ${installed.version}${installed.beta ? ' (beta)' : ''}${namespace === undefined ? '' : `, namespace ${namespace}`}`;
  if (!isOlder(installed.version, own.version)) return finding('package', 'passed', says);
  return finding('package', 'warned', `${says}; ${own.version} goes with this program`, {
    means: 'An upgrade keeps metric fields, their values and the permission sets of the org.',
    next: installSteps(own, named),
  });
}

function isOurs({ name, namespace }: InstalledPackage, wanted: string | undefined): boolean {
  return wanted === undefined ? name === PACKAGE : namespace === wanted;
}

function isKnown({ pushing }: OrgFacts): boolean {
  return pushing?.fields.status === 'told' && Object.values(pushing.fields.value).some((one) => one !== undefined);
}

function installSteps({ packageVersionId }: OwnRelease, { inSf }: Named): readonly string[] {
  if (packageVersionId === undefined) return ['No package is released with this version: docs/packages.md tells how.'];
  return [
    `sf package install --package ${packageVersionId}${inSf} --security-type AllUsers --wait 10`,
    `In the browser: https://login.salesforce.com/packaging/installPackage.apexp?p0=${packageVersionId} (sandboxes: https://test.salesforce.com).`,
  ];
}

/** By major, minor and patch. */
function isOlder(one: string, other: string): boolean {
  const [a, b] = [one, other].map((version) => version.split(/[.-]/).map(Number));
  for (const place of [0, 1, 2]) {
    const [x, y] = [a?.[place] ?? 0, b?.[place] ?? 0];
    if (x !== y) return x < y;
  }
  return false;
}
