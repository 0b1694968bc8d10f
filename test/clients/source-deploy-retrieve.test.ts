import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuthInfo, Connection } from '@salesforce/core';
import { ComponentSet } from '@salesforce/source-deploy-retrieve';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestOrg, type TestOrg } from '../support/local-org.ts';
import { projectFolder } from '../support/project.ts';
import { makeSfHome, type SfHome } from '../support/sf-home.ts';

let org: TestOrg;
let home: SfHome;
let connection: Connection;
const before = { ...process.env };
const paths = ['force-app/package', 'force-app/access'].map((path) => join(projectFolder, path));

beforeAll(async () => {
  home = await makeSfHome();
  Object.assign(process.env, home.env);
  org = await openTestOrg();
  const accessTokenOptions = { accessToken: org.accessToken(), instanceUrl: org.url };
  const authInfo = await AuthInfo.create({ accessTokenOptions });
  connection = await Connection.create({ authInfo });
});
afterAll(async () => {
  process.env = before;
  await org.close();
  await home.remove();
});

describe('source-deploy-retrieve on a local org', () => {
  it.each([
    ['SOAP', false],
    ['REST', true],
  ])('deploys force-app over %s', async (_, rest) => {
    const components = ComponentSet.fromSource(paths);
    const deploy = await components.deploy({ usernameOrConnection: connection, apiOptions: { rest } });
    const result = await deploy.pollStatus();
    const failures = result.getFileResponses().filter(({ state }) => state === 'Failed');
    expect(failures).toEqual([]);
    expect(result.response).toMatchObject({ status: 'Succeeded', success: true });
  });

  it('tells the file of what cannot be deployed', async () => {
    const [file] = (await filesOf(paths[1]!)).filter((name) => name.includes('Heap_Metric_Access'));
    const components = ComponentSet.fromSource(file!);
    const [component] = components.getSourceComponents().toArray();
    expect(component?.fullName).toBe('Heap_Metric_Access');
    const deploy = await components.deploy({ usernameOrConnection: connection, apiOptions: { checkOnly: true } });
    expect((await deploy.pollStatus()).response.status).toBe('Succeeded');
  });

  it('retrieves what it deployed, down to the same permission sets and fields', async () => {
    const output = await mkdtemp(join(tmpdir(), 'retrieved-'));
    try {
      const wanted = ComponentSet.fromSource(paths);
      const retrieve = await wanted.retrieve({ usernameOrConnection: connection, output, merge: false });
      const result = await retrieve.pollStatus();
      expect(result.response).toMatchObject({ status: 'Succeeded', success: true });
      const names = (set: ComponentSet) =>
        set
          .getSourceComponents()
          .toArray()
          .flatMap((one) => [one, ...one.getChildren()])
          .map((one) => `${one.type.name}:${one.fullName}`)
          .sort();
      expect(names(ComponentSet.fromSource(output))).toEqual(names(wanted));
      const field = (await filesOf(output)).find((name) => name.endsWith('Account_Id__c.field-meta.xml'));
      expect(await readFile(field!, 'utf8')).toContain('<externalId>true</externalId>');
    } finally {
      await rm(output, { recursive: true });
    }
  });
});

async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
