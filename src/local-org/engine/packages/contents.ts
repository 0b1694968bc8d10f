import { openPackageZip } from '../metadata/package/package-zip.ts';
import { type DeployPackage, readPackage } from '../metadata/package/read-package.ts';
import { withNamespace } from './namespace.ts';
import type { MemberName } from './package-records.ts';
import { packagedPermissions } from './packaged-permissions.ts';

/** Types that say what an org gives to whom, and stay at home. */
const neverPackaged: ReadonlySet<string> = new Set(['Profile', 'Settings']);

/**
 * The components of a version's zip as they come into an org: behind the namespace, where there is one.
 * `keepFile` takes what is no XML, and gives what stands for it.
 */
export function contentsOf(
  zip: Uint8Array,
  namespace: string | null,
  keepFile: (bytes: Uint8Array) => string,
): DeployPackage {
  const reading = readPackage(openPackageZip(zip), {
    singlePackage: true,
    allowMissingFiles: false,
    autoUpdatePackage: false,
    keepFile,
  });
  let step = reading.next();
  while (step.done !== true) step = reading.next();
  const pack = step.value;
  const plain = packagedPermissions(pack.components.filter(({ type }) => !neverPackaged.has(type)));
  return { ...pack, components: namespace === null ? plain : withNamespace(plain, namespace), deletions: [] };
}

/** What of it belongs to the package from then on; a standard object that it adds to does not. */
export function memberNames({ components }: DeployPackage): readonly MemberName[] {
  return components
    .map(({ type, fullName }) => ({ type, fullName }))
    .filter(({ type, fullName }) => type !== 'CustomLabels' && type !== 'MatchingRules' && isAdded(type, fullName));
}

const isAdded = (type: string, fullName: string): boolean =>
  (type !== 'CustomObject' && type !== 'CustomField') || /__(?:c|mdt|e)$/i.test(fullName);
