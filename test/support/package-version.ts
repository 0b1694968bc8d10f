import { join } from 'node:path';
import { ComponentSet, MetadataConverter } from '@salesforce/source-deploy-retrieve';
import { strToU8, zipSync } from 'fflate';
import type { LocalOrg, RunningOrg } from '../../src/local-org/index.ts';
import { projectFolder } from './project.ts';

interface Wanted {
  readonly name: string;
  /** Makes it a managed package. */
  readonly namespace?: string;
}

/** Makes a released version of this project's package on a Dev Hub; gives its `04t…`. */
export async function releaseOurPackage(
  server: LocalOrg,
  hub: RunningOrg,
  { name, namespace }: Wanted,
): Promise<string> {
  const tooling = talk(server, hub);
  const { id: packageId } = await tooling('POST', 'sobjects/Package2', {
    Name: name,
    ContainerOptions: namespace === undefined ? 'Unlocked' : 'Managed',
    NamespacePrefix: namespace ?? null,
  });
  const info = zipSync({
    'package.zip': await packageZip(),
    'package2-descriptor.json': strToU8(JSON.stringify({ versionName: 'One', versionNumber: '1.0.0.NEXT' })),
  });
  const { id: requestId } = await tooling('POST', 'sobjects/Package2VersionCreateRequest', {
    Package2Id: packageId,
    VersionInfo: Buffer.from(info).toString('base64'),
    CalculateCodeCoverage: true,
  });
  const { Package2VersionId: id } = await tooling('GET', `sobjects/Package2VersionCreateRequest/${requestId}`);
  await tooling('PATCH', `sobjects/Package2Version/${id}`, { IsReleased: true });
  return (await tooling('GET', `sobjects/Package2Version/${id}`)).SubscriberPackageVersionId;
}

/** Installs a version for administrators. */
export async function installVersion(server: LocalOrg, org: RunningOrg, versionId: string): Promise<void> {
  const tooling = talk(server, org);
  const request = { SubscriberPackageVersionKey: versionId };
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
