import { join } from 'node:path';
import { ComponentSet, MetadataConverter } from '@salesforce/source-deploy-retrieve';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import type { LocalOrg, RunningOrg } from '../../src/local-org/index.ts';
import { projectFolder } from './project.ts';

interface Wanted {
  readonly name: string;
  /** Makes it a managed package. */
  readonly namespace?: string;
}

/** A version that any org of the server may install. */
export interface OurVersion {
  /** `0Ho…` */
  readonly packageId: string;
  /** `05i…` */
  readonly id: string;
  /** `04t…`, by which it is installed. */
  readonly installed: string;
}

/** Makes a released version of this project's package on a Dev Hub. */
export async function releaseOurPackage(
  server: LocalOrg,
  hub: RunningOrg,
  { name, namespace }: Wanted,
): Promise<OurVersion> {
  const { id: packageId } = await talk(server, hub)('POST', 'sobjects/Package2', {
    Name: name,
    ContainerOptions: namespace === undefined ? 'Unlocked' : 'Managed',
    NamespacePrefix: namespace ?? null,
  });
  return releaseVersion(server, hub, packageId, { versionNumber: '1.0.0.NEXT' }, await packageZip());
}

/** Makes the next version of it, 1.1.0, which brings a field `Plan__c` of its own to accounts. */
export async function releaseNextVersion(server: LocalOrg, hub: RunningOrg, before: OurVersion): Promise<OurVersion> {
  const { [OBJECT]: object = new Uint8Array(), ...files } = unzipSync(await packageZip());
  const field = '<fields><fullName>Plan__c</fullName><label>Plan</label><length>20</length><type>Text</type></fields>';
  // Compact layouts have elements of that name, too.
  const next = strFromU8(object).replace(/<fields>\s*<fullName>/, (first) => `${field}${first}`);
  const zip = zipSync({ ...files, [OBJECT]: strToU8(next) });
  const numbers = { versionNumber: '1.1.0.NEXT', ancestorId: before.id };
  return releaseVersion(server, hub, before.packageId, numbers, zip);
}

const OBJECT = 'objects/Heap_Account_Usage__c.object';

async function releaseVersion(
  server: LocalOrg,
  hub: RunningOrg,
  packageId: string,
  numbers: { readonly versionNumber: string; readonly ancestorId?: string },
  zip: Uint8Array,
): Promise<OurVersion> {
  const tooling = talk(server, hub);
  const info = zipSync({
    'package.zip': zip,
    'package2-descriptor.json': strToU8(JSON.stringify({ versionName: 'Spring', ...numbers })),
  });
  const { id: requestId } = await tooling('POST', 'sobjects/Package2VersionCreateRequest', {
    Package2Id: packageId,
    VersionInfo: Buffer.from(info).toString('base64'),
    CalculateCodeCoverage: true,
  });
  const { Package2VersionId: id } = await tooling('GET', `sobjects/Package2VersionCreateRequest/${requestId}`);
  if (!id) {
    const soql = `SELECT Message FROM Package2VersionCreateRequestError WHERE ParentRequest.Id = '${requestId}'`;
    const { records } = await tooling('GET', `query?q=${encodeURIComponent(soql)}`);
    throw new Error(`No version ${numbers.versionNumber}: ${JSON.stringify(records)}`);
  }
  await tooling('PATCH', `sobjects/Package2Version/${id}`, { IsReleased: true });
  const { SubscriberPackageVersionId } = await tooling('GET', `sobjects/Package2Version/${id}`);
  return { packageId, id, installed: SubscriberPackageVersionId };
}

/** Installs a version for all users, as the README asks. */
export async function installVersion(server: LocalOrg, org: RunningOrg, versionId: string): Promise<void> {
  const tooling = talk(server, org);
  const request = { SubscriberPackageVersionKey: versionId, SecurityType: 'Full' };
  const { id } = await tooling('POST', 'sobjects/PackageInstallRequest', request);
  const { Status, Errors } = await tooling('GET', `sobjects/PackageInstallRequest/${id}`);
  if (Status !== 'SUCCESS') throw new Error(JSON.stringify(Errors));
}

function talk(server: LocalOrg, org: RunningOrg) {
  // biome-ignore lint/suspicious/noExplicitAny: rows as they come
  return async (method: string, path: string, body?: unknown): Promise<any> => {
    const answer = await fetch(`${server.url}/services/data/v67.0/tooling/${path}`, {
      method,
      headers: { authorization: `Bearer ${org.accessToken()}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return text === '' ? undefined : JSON.parse(text);
  };
}

async function packageZip(): Promise<Uint8Array> {
  const components = ComponentSet.fromSource(join(projectFolder, 'force-app', 'package'));
  const { zipBuffer } = await new MetadataConverter().convert(components, 'metadata', { type: 'zip' });
  if (zipBuffer === undefined) throw new Error('The package was not converted.');
  return zipBuffer;
}
