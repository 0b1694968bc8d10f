import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { deploySource } from '../../src/salesforce/deploy-source.ts';
import { type ScriptedOrg, scriptedOrg } from '../support/scripted-org.ts';
import { soapAnswer } from '../support/soap.ts';

let projectFolder: string;
let server: ScriptedOrg | undefined;

beforeAll(async () => {
  projectFolder = await mkdtemp(join(tmpdir(), 'project-'));
  const sets = join(projectFolder, 'force-app', 'permissionsets');
  await mkdir(sets, { recursive: true });
  await mkdir(join(projectFolder, 'empty'));
  const packageDirectories = [{ path: 'force-app', default: true }];
  await writeFile(join(projectFolder, 'sfdx-project.json'), JSON.stringify({ packageDirectories }));
  await writeFile(
    join(sets, 'Viewer.permissionset-meta.xml'),
    '<?xml version="1.0" encoding="UTF-8"?><PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata"><label>Viewer</label></PermissionSet>',
  );
});
afterEach(() => server?.close());
afterAll(() => rm(projectFolder, { recursive: true }));

function deploys(status: string, details: string) {
  return ({ body }: { readonly body: string }) => {
    if (body.includes('<deploy>')) {
      return soapAnswer('deploy', '<result><done>false</done><id>0Af000000000001</id><state>Queued</state></result>');
    }
    return soapAnswer(
      'checkDeployStatus',
      `<result><done>true</done><id>0Af000000000001</id><status>${status}</status><success>${status === 'Succeeded'}</success><numberComponentsTotal>1</numberComponentsTotal><numberComponentsDeployed>1</numberComponentsDeployed><details>${details}</details></result>`,
    );
  };
}

const names =
  '<componentType>PermissionSet</componentType><fullName>Viewer</fullName><fileName>permissionsets/Viewer.permissionset</fileName>';

describe('deploying source', () => {
  it('sends it as metadata, all or nothing, and tells what became of each component', async () => {
    const success = `<componentSuccesses><changed>true</changed><created>true</created><deleted>false</deleted><success>true</success>${names}</componentSuccesses>`;
    server = await scriptedOrg({ 'POST /services/Soap/m/66.0': deploys('Succeeded', success) });
    const org = await server.connect();
    const outcome = await deploySource(org, { projectFolder, paths: ['force-app'] });
    expect(outcome).toEqual({
      status: 'deployed',
      id: '0Af000000000001',
      components: [{ type: 'PermissionSet', fullName: 'Viewer', state: 'created' }],
    });
    const [deploy] = server.askedFor('/services/Soap');
    expect(deploy!.body).toContain('<rollbackOnError>true</rollbackOnError>');
    const zip = Buffer.from(/<ZipFile>([^<]*)</.exec(deploy!.body)![1]!, 'base64');
    expect(
      Object.keys(unzipSync(zip))
        .filter((name) => !name.endsWith('/'))
        .sort(),
    ).toEqual(['package.xml', 'permissionsets/Viewer.permissionset']);
    expect(org.credits.byKind.get('metadata')).toBe(2);
  });

  it('names the file, the line and the problem of what failed', async () => {
    const failure = `<componentFailures><changed>false</changed><created>false</created><deleted>false</deleted><success>false</success>${names}<lineNumber>3</lineNumber><columnNumber>14</columnNumber><problem>Unknown user permission: Fly</problem><problemType>Error</problemType></componentFailures>`;
    server = await scriptedOrg({ 'POST /services/Soap/m/66.0': deploys('Failed', failure) });
    const outcome = await deploySource(await server.connect(), { projectFolder, paths: ['force-app'] });
    expect(outcome.status).toBe('failed');
    expect(outcome.components).toEqual([
      {
        type: 'PermissionSet',
        fullName: 'Viewer',
        state: 'failed',
        problem: expect.stringContaining('Unknown user permission: Fly'),
        at: { file: join('force-app', 'permissionsets', 'Viewer.permissionset-meta.xml'), line: 3, column: 14 },
      },
    ]);
  });

  it('refuses folders without source, before it asks the org', async () => {
    server = await scriptedOrg();
    const org = await server.connect();
    await expect(deploySource(org, { projectFolder, paths: ['empty'] })).rejects.toMatchObject({ trouble: 'source' });
    expect(server.askedFor('/services/Soap')).toHaveLength(0);
  });
});
