import { beforeEach, expect, test } from 'vitest';
import { deleteMetadata, writeMetadata } from '../../../src/local-org/engine/metadata/crud.ts';
import { sourceMembers } from '../../../src/local-org/engine/tracking/source-members.ts';
import { startLocalOrg } from '../../../src/local-org/index.ts';
import { caller, type Reply } from '../http/caller.ts';
import { anOrg, deployFiles, gadget, metadata, numberField, type TestOrg } from './an-org.ts';

let org: TestOrg;
beforeEach(() => {
  org = anOrg({ kind: 'scratch' });
});

/** What changed since a revision, the oldest first: `Type:Name`, with + for what is new and - for what is gone. */
function changes(since = 0): readonly string[] {
  return sourceMembers(org.engine.documents)
    .filter(({ revisionCounter }) => revisionCounter > since)
    .toSorted((one, other) => one.revisionCounter - other.revisionCounter)
    .map(
      ({ memberType, memberName, isNameObsolete, isNewMember }) =>
        `${isNameObsolete ? '-' : isNewMember ? '+' : ' '}${memberType}:${memberName}`,
    );
}

const latest = () => Math.max(0, ...sourceMembers(org.engine.documents).map(({ revisionCounter }) => revisionCounter));
const withSize = gadget(numberField('Size__c'));

test('a deployment notes each component and each of its parts, and what is unchanged not again', () => {
  deployFiles(org, { 'objects/Gadget__c.object': withSize });
  expect(changes()).toEqual(['+CustomField:Gadget__c.Size__c', '+CustomObject:Gadget__c']);
  const first = latest();
  deployFiles(org, { 'objects/Gadget__c.object': withSize });
  expect(latest()).toBe(first);
  deployFiles(org, { 'objects/Gadget__c.object': gadget(numberField('Size__c') + numberField('Weight__c')) });
  expect(changes(first)).toEqual(['+CustomField:Gadget__c.Weight__c', '+CustomObject:Gadget__c']);
});

test('what is undone, validated only or refused leaves no trace', () => {
  const broken = { 'objects/Gadget__c.object': gadget(numberField('Size__c') + numberField('1__c')) };
  expect(deployFiles(org, broken, { rollbackOnError: true }).success).toBe(false);
  deployFiles(org, { 'objects/Gadget__c.object': withSize }, { checkOnly: true });
  expect(changes()).toEqual([]);
  expect(deployFiles(org, broken, { rollbackOnError: false }).status).toBe('SucceededPartial');
  expect(changes()).toEqual(['+CustomField:Gadget__c.Size__c', '+CustomObject:Gadget__c']);
});

test('what is deleted stays listed as gone, with its parts, and is new when it comes again', () => {
  deployFiles(org, { 'objects/Gadget__c.object': withSize });
  let since = latest();
  deleteMetadata(org, 'CustomField', ['Gadget__c.Size__c']);
  expect(changes(since)).toEqual(['-CustomField:Gadget__c.Size__c', '+CustomObject:Gadget__c']);
  since = latest();
  deployFiles(org, { 'objects/Gadget__c.object': withSize });
  expect(changes(since)).toEqual(['+CustomField:Gadget__c.Size__c', '+CustomObject:Gadget__c']);
  since = latest();
  deployFiles(org, {
    'destructiveChanges.xml': metadata(
      'Package',
      '<types><members>Gadget__c</members><name>CustomObject</name></types>',
    ),
  });
  expect(changes(since)).toEqual(['-CustomObject:Gadget__c', '-CustomField:Gadget__c.Size__c']);
});

test('components written one by one are noted in the name of who wrote them', () => {
  deployFiles(org, { 'objects/Gadget__c.object': gadget('') });
  const since = latest();
  const content = {
    fullName: ['Gadget__c.Sessions__c'],
    label: ['Sessions'],
    type: ['Number'],
    precision: ['18'],
    scale: ['0'],
  };
  expect(writeMetadata(org, 'create', 'CustomField', [content], 67)).toMatchObject([{ success: true }]);
  expect(changes(since)).toEqual(['+CustomField:Gadget__c.Sessions__c', '+CustomObject:Gadget__c']);
  const member = sourceMembers(org.engine.documents).find(({ memberName }) => memberName === 'Gadget__c.Sessions__c');
  expect(member).toMatchObject({ changedBy: org.session.user.id, memberIdOrName: expect.stringMatching(/^00N/) });
});

test('an org that is no scratch org and no sandbox tracks nothing', () => {
  org = anOrg({ kind: 'developer' });
  deployFiles(org, { 'objects/Gadget__c.object': withSize });
  expect(changes()).toEqual([]);
});

test('rows of permissions count as changes of their permission set', async () => {
  const server = await startLocalOrg({ kind: 'scratch' });
  try {
    const call = caller(server);
    const tooling = async (soql: string): Promise<readonly Record<string, unknown>[]> =>
      (await call('GET', `tooling/query?q=${encodeURIComponent(soql)}`)).json.records;
    const { id } = (await call('POST', 'sobjects/PermissionSet', { Name: 'Viewer', Label: 'Viewer' })).json;
    const last = async () =>
      (await tooling('SELECT RevisionCounter FROM SourceMember ORDER BY RevisionCounter DESC'))[0];
    const made = await last();
    const grant = { ParentId: id, SobjectType: 'Account', PermissionsRead: true };
    const granted = (await call('POST', 'sobjects/ObjectPermissions', grant)).json;
    const changed = await last();
    await call('DELETE', `sobjects/ObjectPermissions/${granted.id}`);
    expect([made, changed, await last()].map((row) => row?.['RevisionCounter'])).toEqual([1, 2, 3]);
    const members = await tooling('SELECT MemberType, MemberName, MemberIdOrName, ChangedBy FROM SourceMember');
    expect(members).toMatchObject([
      {
        MemberType: 'PermissionSet',
        MemberName: 'Viewer',
        MemberIdOrName: id,
        ChangedBy: expect.stringMatching(/^005\w{12}$/),
      },
    ]);
  } finally {
    await server.close();
  }
});

test('SourceMember is known to Tooling alone, and only where source is tracked', async () => {
  for (const kind of ['scratch', 'production'] as const) {
    const server = await startLocalOrg({ kind });
    try {
      const call = caller(server);
      const query = encodeURIComponent('SELECT Id FROM SourceMember WHERE RevisionCounter > 0');
      const asked: readonly Reply[] = await Promise.all([
        call('GET', `query?q=${query}`),
        call('GET', 'sobjects/SourceMember/describe'),
        call('GET', `tooling/query?q=${query}`),
        call('GET', 'tooling/sobjects/SourceMember/describe'),
      ]);
      expect(asked.map(({ status }) => status)).toEqual(
        kind === 'scratch' ? [400, 404, 200, 200] : [400, 404, 400, 404],
      );
      expect(asked[0]?.json[0].errorCode).toBe('INVALID_TYPE');
      if (kind === 'production') expect(asked[2]?.json[0].errorCode).toBe('INVALID_TYPE');
      else {
        expect(asked[3]?.json).toMatchObject({ name: 'SourceMember', keyPrefix: '0MZ', updateable: true });
        const columns = encodeURIComponent('SELECT IsNewMember, RevisionCounter, MemberName FROM SourceMember');
        const { columnMetadata } = (await call('GET', `tooling/query?columns=true&q=${columns}`)).json;
        expect(columnMetadata.map(({ apexType }: { readonly apexType: string }) => apexType)).toEqual([
          'Boolean',
          'Integer',
          'String',
        ]);
      }
    } finally {
      await server.close();
    }
  }
});

test('clients set the counter of a row, and nothing that names it', async () => {
  const server = await startLocalOrg({ kind: 'sandbox' });
  try {
    const call = caller(server);
    await call('POST', 'sobjects/PermissionSet', { Name: 'Viewer', Label: 'Viewer' });
    const all = `tooling/query?q=${encodeURIComponent('SELECT Id, RevisionCounter FROM SourceMember')}`;
    const [row] = (await call('GET', all)).json.records;
    const path = `tooling/sobjects/SourceMember/${row.Id}`;
    expect((await call('PATCH', path, { RevisionCounter: 0 })).status).toBe(204);
    expect((await call('GET', path)).json).toMatchObject({ RevisionCounter: 0, MemberName: 'Viewer' });
    expect((await call('PATCH', path, { MemberName: 'Other' })).json[0].errorCode).toBe(
      'INVALID_FIELD_FOR_INSERT_UPDATE',
    );
    expect((await call('PATCH', path, { Nothing: 1 })).json[0].errorCode).toBe('INVALID_FIELD');
    expect((await call('PATCH', `${path.slice(0, -4)}0000`, { RevisionCounter: 0 })).status).toBe(404);
    expect((await call('DELETE', path)).status).toBe(400);
    await call('POST', 'sobjects/PermissionSet', { Name: 'Second', Label: 'Second' });
    const { records } = (await call('GET', all)).json;
    expect(
      records.map(({ RevisionCounter }: { readonly RevisionCounter: number }) => RevisionCounter).toSorted(),
    ).toEqual([0, 2]);
  } finally {
    await server.close();
  }
});
