import { isOn } from '../access/org-preferences.ts';
import { ApiError } from '../api-error.ts';
import type { Asking } from '../metadata/types.ts';
import type { Engine, SystemPermission } from '../types.ts';
import {
  type ContainerOptions,
  changedStamps,
  newPackagingId,
  newStamps,
  type Package2,
  packageBook,
} from './package-records.ts';

/** What is said of a new package, in the words of Package2. */
export interface NewPackage {
  readonly Name: string;
  readonly Description?: string | null | undefined;
  readonly NamespacePrefix?: string | null | undefined;
  readonly ContainerOptions: string;
  readonly IsOrgDependent?: boolean | null | undefined;
  readonly PackageErrorUsername?: string | null | undefined;
}

export interface PackageChanges {
  readonly Name?: string | undefined;
  readonly Description?: string | null | undefined;
  readonly PackageErrorUsername?: string | null | undefined;
  readonly IsDeprecated?: boolean | undefined;
  readonly AppAnalyticsEnabled?: boolean | undefined;
  readonly RecommendedVersionId?: string | null | undefined;
}

/**
 * Makes a package. Any namespace will do: there is no registry to link one to.
 * https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_package2.htm
 * The words of the refusals are not documented; believed.
 */
export function createPackage(asking: Asking, said: NewPackage): Package2 {
  needPackaging(asking, 'Packaging2');
  const { engine } = asking;
  const container = containerOf(said.ContainerOptions);
  const namespace = said.NamespacePrefix || null;
  if (container === 'Managed' && namespace === null)
    throw invalid('A namespace is required to create a managed package. Link it to your Dev Hub, and name it.');
  if (namespace !== null && !/^(?=.{1,15}$)[A-Za-z](?:_?[A-Za-z0-9])*$/.test(namespace))
    throw invalid(`The namespace prefix ${namespace} is not valid.`, 'NamespacePrefix');
  if (container === 'Managed' && said.IsOrgDependent === true)
    throw invalid('Only unlocked packages can be org-dependent.', 'IsOrgDependent');
  checkName(asking, said.Name, namespace);
  checkUsername(asking, said.PackageErrorUsername);
  const made: Package2 = {
    id: newPackagingId('0Ho'),
    subscriberPackageId: newPackagingId('033'),
    name: said.Name,
    description: said.Description || null,
    namespace,
    container,
    isOrgDependent: said.IsOrgDependent ?? false,
    errorUsername: said.PackageErrorUsername || null,
    appAnalytics: false,
    recommendedVersionId: null,
    isDeprecated: false,
    ...newStamps(asking),
  };
  packageBook(engine).putPackage(made);
  return made;
}

/** Changes a package, or deletes it: it is then deprecated, and stays in the list of those that are. */
export function updatePackage(asking: Asking, before: Package2, said: PackageChanges): void {
  const book = packageBook(asking.engine);
  needPackaging(asking, said.IsDeprecated === undefined ? 'Packaging2' : 'Packaging2Delete');
  if (said.Name !== undefined && said.Name !== before.name) checkName(asking, said.Name, before.namespace);
  checkUsername(asking, said.PackageErrorUsername);
  const versions = book.versions().filter(({ packageId }) => packageId === before.id);
  // https://developer.salesforce.com/docs/atlas.en-us.sfdx_dev.meta/sfdx_dev/sfdx_dev_unlocked_package_deletion.htm
  if (said.IsDeprecated === true && versions.some(({ isDeprecated }) => !isDeprecated))
    throw invalid('You can’t delete this package because it has package versions. Delete all package versions first.');
  if (said.IsDeprecated === false && before.isDeprecated)
    throw invalid('A deleted package can’t be restored.', 'IsDeprecated');
  const recommended = said.RecommendedVersionId;
  if (recommended && !versions.some((one) => one.subscriberVersionId.slice(0, 15) === recommended.slice(0, 15)))
    throw invalid(`The package has no version ${recommended}.`, 'RecommendedVersionId');
  book.putPackage({
    ...before,
    name: said.Name ?? before.name,
    description: said.Description === undefined ? before.description : said.Description || null,
    errorUsername: said.PackageErrorUsername === undefined ? before.errorUsername : said.PackageErrorUsername || null,
    isDeprecated: said.IsDeprecated ?? before.isDeprecated,
    appAnalytics: said.AppAnalyticsEnabled ?? before.appAnalytics,
    recommendedVersionId: recommended === undefined ? before.recommendedVersionId : recommended,
    ...changedStamps(asking),
  });
}

/** Whether an org can make packages: a Dev Hub does, which no sandbox and no scratch org is. */
export const isPackagingHub = ({ documents }: Engine): boolean => isOn(documents, 'devHub');

/** Throws ApiError (INSUFFICIENT_ACCESS) unless the user has the permission. */
export const needPackaging = ({ session }: Asking, permission: SystemPermission): void => session.need(permission);

function containerOf(said: string): ContainerOptions {
  if (said === 'Managed' || said === 'Unlocked') return said;
  throw new ApiError(
    400,
    'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    `Container Options: bad value for restricted picklist field: ${said}`,
    ['ContainerOptions'],
  );
}

function checkName({ engine }: Asking, name: string, namespace: string | null): void {
  if (name.trim() === '')
    throw new ApiError(400, 'REQUIRED_FIELD_MISSING', 'Required fields are missing: [Name]', ['Name']);
  if (name.length > 80)
    throw new ApiError(400, 'STRING_TOO_LONG', `Name: data value too large: ${name} (max length=80)`, ['Name']);
  const taken = packageBook(engine)
    .packages()
    .some((one) => !one.isDeprecated && one.namespace === namespace && one.name.toLowerCase() === name.toLowerCase());
  if (taken) throw new ApiError(400, 'DUPLICATE_VALUE', 'The package name must be unique for the namespace.', ['Name']);
}

function checkUsername({ engine }: Asking, username: string | null | undefined): void {
  if (!username || engine.userByUsername(username)?.active === true) return;
  throw invalid(`The Dev Hub has no active user ${username}.`, 'PackageErrorUsername');
}

const invalid = (message: string, ...fields: string[]): ApiError =>
  new ApiError(400, 'INVALID_INPUT', message, fields.length === 0 ? undefined : fields);
