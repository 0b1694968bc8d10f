import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, openDesk, patience } from './sf-desk.ts';
import { fieldFile, gadget, manifestFile, source, writeFiles } from './source-files.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const isThere = async (object: string, field?: string): Promise<boolean> => {
  const what =
    field === undefined
      ? `EntityDefinition WHERE QualifiedApiName = '${object}'`
      : `FieldDefinition WHERE EntityDefinition.QualifiedApiName = '${object}' AND QualifiedApiName = '${field}'`;
  const rows = await desk.rows(`SELECT QualifiedApiName FROM ${what}`);
  return rows.length === 1;
};

const permissionSets = async (name: string): Promise<number> =>
  (await desk.rows(`SELECT Id FROM PermissionSet WHERE Name = '${name}'`)).length;

interface FileLine {
  readonly fullName: string;
  readonly type: string;
  readonly state: string;
  readonly filePath?: string;
  readonly lineNumber?: number;
  readonly error?: string;
}

describe('sf project deploy start on a local org', { timeout: patience }, () => {
  it('deploys the package, and says so to a person', async () => {
    const text = await desk.says('project deploy start --source-dir force-app');
    expect(text).toContain('Status: Succeeded');
    expect(text).toContain('using the v67.0 SOAP API');
    expect(text).toMatch(/Created\s+│\s+Heap_Usage_Sync\s+│\s+PermissionSet/);
    expect(await permissionSets('Heap_Usage_Sync')).toBe(1);
  });

  it('deploys it again over REST, to no change', async () => {
    const env = { SF_ORG_METADATA_REST_DEPLOY: 'true' };
    const text = await desk.says('project deploy start --source-dir force-app', [], env);
    expect(text).toContain('Status: Succeeded');
    expect(text).toContain('using the v67.0 REST API');
    expect(text).toMatch(/Unchanged\s+│\s+Heap_Usage_Sync\s+│\s+PermissionSet/);
    expect(text).not.toMatch(/│ (?:Created|Changed|Failed)\s+│/);
  });

  it('tries without leaving anything', async () => {
    await writeFiles(desk.project.folder, gadget('Gadget__c'));
    const result = await desk.gives('project deploy start --dry-run --metadata CustomObject:Gadget__c');
    expect(result).toMatchObject({ status: 'Succeeded', checkOnly: true });
    expect(result.files.map(({ fullName }: FileLine) => fullName)).toContain('Gadget__c.Size__c');
    expect(await isThere('Gadget__c')).toBe(false);
  });

  it('shows a refused component at its file and line, and takes all back', async () => {
    const bad = '<length>5</length>\n    <precision>5</precision>\n    <scale>0</scale>';
    await writeFiles(desk.project.folder, gadget('Gadget__c', { Bad__c: fieldFile('Bad__c', bad) }));
    const command = `project deploy start --source-dir ${source}/objects/Gadget__c`;
    const answer = await desk.sf(`${command} --json`);
    expect(answer.exitCode).toBe(1);
    const result = answer.json().result as { readonly status: string; readonly files: readonly FileLine[] };
    expect(result.status).toBe('Failed');
    expect(result.files.find(({ state }) => state === 'Failed')).toMatchObject({
      fullName: 'Gadget__c.Bad__c',
      type: 'CustomField',
      error: expect.stringContaining("Can not specify 'length' for a CustomField of type Number"),
      filePath: expect.stringContaining('objects/Gadget__c/fields/Bad__c.field-meta.xml'),
      lineNumber: expect.any(Number),
    });
    expect(await isThere('Gadget__c')).toBe(false);
    const seen = await desk.sf(command);
    expect(seen.stdout).toContain('Status: Failed');
    expect(seen.stdout + seen.stderr).toContain("Can not specify 'length'");
  });

  it('keeps what is good when told to ignore errors', async () => {
    const answer = await desk.sf(
      `project deploy start --ignore-errors --source-dir ${source}/objects/Gadget__c --json`,
    );
    expect(answer.exitCode).toBe(68);
    expect(answer.json().result).toMatchObject({ status: 'SucceededPartial', numberComponentErrors: 1 });
    expect(await isThere('Gadget__c')).toBe(true);
    expect(await isThere('Gadget__c', 'Bad__c')).toBe(false);
  });

  it('takes out what is named, before and after the rest', async () => {
    await writeFiles(desk.project.folder, {
      'manifest/package.xml': manifestFile({ PermissionSet: ['Heap_Usage_Viewer'] }),
      'manifest/before.xml': manifestFile({ CustomObject: ['Gadget__c'] }),
      'manifest/after.xml': manifestFile({ PermissionSet: ['Heap_Metric_Viewer', 'Never_There'] }),
    });
    const result = await desk.gives(
      'project deploy start --manifest manifest/package.xml --pre-destructive-changes manifest/before.xml',
      ['--post-destructive-changes', 'manifest/after.xml', '--purge-on-delete'],
    );
    expect(result.status).toBe('Succeeded');
    const deleted = result.details.componentSuccesses.filter((line: { deleted: boolean }) => line.deleted);
    expect(deleted.map(({ fullName }: FileLine) => fullName)).toEqual(['Gadget__c', 'Heap_Metric_Viewer']);
    expect(result.details.componentSuccesses).toContainEqual(
      expect.objectContaining({ problemType: 'Warning', problem: 'No PermissionSet named: Never_There found' }),
    );
    expect(await isThere('Gadget__c')).toBe(false);
    expect(await permissionSets('Heap_Metric_Viewer')).toBe(0);
  });

  it('takes what a project has besides: labels, settings, static resources, sites and metadata types', async () => {
    const meta = (type: string, inside: string): string =>
      `<?xml version="1.0" encoding="UTF-8"?>\n<${type} xmlns="http://soap.sforce.com/2006/04/metadata">${inside}</${type}>\n`;
    await writeFiles(desk.project.folder, {
      'more/main/default/labels/CustomLabels.labels-meta.xml': meta(
        'CustomLabels',
        '<labels><fullName>Hello</fullName><language>en_US</language><protected>true</protected><shortDescription>Hello</shortDescription><value>Hello</value></labels>',
      ),
      'more/main/default/staticresources/Logo.txt': 'a logo',
      'more/main/default/staticresources/Logo.resource-meta.xml': meta(
        'StaticResource',
        '<cacheControl>Public</cacheControl><contentType>text/plain</contentType>',
      ),
      'more/main/default/remoteSiteSettings/Heap.remoteSite-meta.xml': meta(
        'RemoteSiteSetting',
        '<disableProtocolSecurity>false</disableProtocolSecurity><isActive>true</isActive><url>https://heap.example</url>',
      ),
      'more/main/default/settings/Account.settings-meta.xml': meta(
        'AccountSettings',
        '<enableAccountOwnerReport>false</enableAccountOwnerReport>',
      ),
      'more/main/default/objects/Rule__mdt/Rule__mdt.object-meta.xml': meta(
        'CustomObject',
        '<label>Rule</label><pluralLabel>Rules</pluralLabel><visibility>Public</visibility>',
      ),
      'more/main/default/objects/Rule__mdt/fields/Size__c.field-meta.xml': fieldFile('Size__c'),
      'more/main/default/customMetadata/Rule.One.md-meta.xml': `<?xml version="1.0" encoding="UTF-8"?>
<CustomMetadata xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
    <label>One</label><protected>false</protected><values><field>Size__c</field><value xsi:type="xsd:double">5.0</value></values>
</CustomMetadata>\n`,
      'sfdx-project.json': JSON.stringify({
        packageDirectories: [{ path: 'force-app/package', default: true }, { path: 'more' }],
        sourceApiVersion: '67.0',
      }),
    });
    const result = await desk.gives('project deploy start --source-dir more');
    const types = new Set(result.files.map(({ type }: FileLine) => type));
    expect(result.status).toBe('Succeeded');
    for (const type of ['CustomLabel', 'StaticResource', 'RemoteSiteSetting', 'Settings', 'CustomMetadata'])
      expect(types).toContain(type);
  });

  it.each([
    ['Apex', 'classes/A.cls', 'public class A {}', 'classes/A.cls-meta.xml', 'ApexClass'],
    ['a flow', 'flows/F.flow-meta.xml', '<Flow xmlns="http://soap.sforce.com/2006/04/metadata"/>', undefined, 'Flow'],
  ])('is refused %s, which a local org does not run', async (_, name, text, beside, type) => {
    const meta = `<${type} xmlns="http://soap.sforce.com/2006/04/metadata"><apiVersion>67.0</apiVersion></${type}>`;
    const folder = `code/${type}`;
    await writeFiles(desk.project.folder, {
      [`${folder}/${name}`]: text,
      ...(beside === undefined ? {} : { [`${folder}/${beside}`]: meta }),
      'sfdx-project.json': JSON.stringify({
        packageDirectories: [{ path: 'force-app/package', default: true }, { path: folder }],
        sourceApiVersion: '67.0',
      }),
    });
    const answer = await desk.sf(`project deploy start --json --source-dir ${folder}`);
    expect(answer.exitCode).toBe(1);
    expect(answer.stdout).toContain('Not available for deploy for this organization');
  });
});
