import { gadgetPackage, type VersionWishes, versionForm } from '../local-org/packages/package-desk.ts';
import { type ContractOrg, type Reply, soql } from './contract-org.ts';

/** An org that makes packages, and installs them itself. */
export interface PackageGround {
  readonly org: ContractOrg;
  /** A new package; its `0Ho…`. */
  package(more?: Readonly<Record<string, unknown>>): Promise<string>;
  /** A new version; its `04t…`. */
  version(packageId: string, wishes?: VersionWishes): Promise<string>;
  change(versionId: string, changes: Readonly<Record<string, unknown>>): Promise<Reply>;
  /** Status and words of an installation. */
  install(versionId: string, more?: Readonly<Record<string, unknown>>): Promise<readonly [string, readonly string[]]>;
  /** The words of a refusal; none when it is uninstalled. */
  uninstall(versionId: string): Promise<readonly string[]>;
}

const words = (errors: readonly { readonly message: string }[] = []) => errors.map(({ message }) => message);

let serial = 0;

export async function packageGround(org: ContractOrg): Promise<PackageGround> {
  const post = async (object: string, body: unknown): Promise<string> => {
    const { status, json, text } = await org.call('POST', `tooling/sobjects/${object}`, body);
    if (status !== 201) throw new Error(text);
    return json.id;
  };
  const rows = async (query: string) => (await org.call('GET', `tooling/${soql(query)}`)).json.records;
  const ground: PackageGround = {
    org,
    package: (more = {}) => post('Package2', { Name: `Gadgets ${++serial}`, ContainerOptions: 'Unlocked', ...more }),
    async version(packageId, wishes = {}) {
      const id = await post('Package2VersionCreateRequest', versionForm(packageId, { ...wishes, promote: false }));
      const [request] = await rows(
        `SELECT Package2Version.SubscriberPackageVersionId FROM Package2VersionCreateRequest WHERE Id = '${id}'`,
      );
      const versionId = request.Package2Version.SubscriberPackageVersionId;
      if (wishes.promote) await ground.change(versionId, { IsReleased: true });
      return versionId;
    },
    async change(versionId, changes) {
      const [{ Id }] = await rows(`SELECT Id FROM Package2Version WHERE SubscriberPackageVersionId = '${versionId}'`);
      return org.call('PATCH', `tooling/sobjects/Package2Version/${Id}`, changes);
    },
    async install(versionId, more = {}) {
      const id = await post('PackageInstallRequest', { SubscriberPackageVersionKey: versionId, ...more });
      const { json } = await org.call('GET', `tooling/sobjects/PackageInstallRequest/${id}`);
      return [json.Status, words(json.Errors?.errors)];
    },
    async uninstall(versionId) {
      const object = 'SubscriberPackageVersionUninstallRequest';
      const id = await post(object, { SubscriberPackageVersionId: versionId });
      return (
        await rows(`SELECT Message FROM PackageVersionUninstallRequestError WHERE ParentRequest.Id = '${id}'`)
      ).map(({ Message }: { readonly Message: string }) => Message);
    },
  };
  return ground;
}

/** The ground with a version installed, for All Users. */
export async function installedGround(org: ContractOrg, of: Readonly<Record<string, unknown>> = {}) {
  const ground = await packageGround(org);
  const versionId = await ground.version(await ground.package(of), { promote: true, files: gadgetPackage() });
  const [status, errors] = await ground.install(versionId, { SecurityType: 'Full' });
  if (status !== 'SUCCESS') throw new Error(errors.join('\n'));
  return { ...ground, versionId };
}
