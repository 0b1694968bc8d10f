import { afterEach, describe, expect, it } from 'vitest';
import { grantFieldAccess, readFieldAccess } from '../../src/salesforce/field-access.ts';
import { assignPermissionSet } from '../../src/salesforce/permission-sets.ts';
import { type Answer, type Asked, type ScriptedOrg, scriptedOrg } from '../support/scripted-org.ts';

let server: ScriptedOrg | undefined;
afterEach(() => server?.close());

const company = {
  Id: '00Dxx0000000001',
  Name: 'Acme',
  OrganizationType: 'Enterprise Edition',
  IsSandbox: false,
  TrialExpirationDate: null,
};

/** Answers queries by the object they are FROM. */
function tables(rows: Readonly<Record<string, readonly object[] | Answer>>) {
  return ({ path }: Asked): Answer => {
    const soql = decodeURIComponent(path.replace(/^.*\?q=/, ''));
    const from = /\bFROM (\w+)/.exec(soql)?.[1] ?? '';
    const found = from === 'Organization' ? [company] : rows[from];
    if (found && !Array.isArray(found)) return found as Answer;
    const records = (found ?? []) as readonly object[];
    return { body: { totalSize: records.length, done: true, records } };
  };
}

const set = { Id: '0PSxx0000000001', Name: 'Heap_Metric_Access', Label: 'Heap Metric Access' };
const permission = (Field: string, PermissionsEdit: boolean, Id = '01kxx1') => ({
  Id,
  Parent: { Name: set.Name },
  SobjectType: 'Usage__c',
  Field: `Usage__c.${Field}`,
  PermissionsRead: true,
  PermissionsEdit,
});
const yes = (count: number) => ({
  body: Array.from({ length: count }, (_, place) => ({ id: `01kyy${place}`, success: true, errors: [] })),
});

describe('granting access to fields', () => {
  it('adds what is missing, widens what is narrow, leaves what is wide, and touches nothing else', async () => {
    server = await scriptedOrg({
      'GET /services/data/query': tables({
        PermissionSet: [set],
        FieldPermissions: [permission('Narrow__c', false, '01kxx1'), permission('Wide__c', true, '01kxx2')],
      }),
      'POST /services/data/composite/sobjects': yes(1),
      'PATCH /services/data/composite/sobjects': yes(1),
    });
    const grants = ['New__c', 'Narrow__c', 'Wide__c'].map((field) => ({ object: 'Usage__c', field, edit: true }));
    const outcomes = await grantFieldAccess(await server.connect(), { permissionSet: set.Name, grants });
    expect(outcomes.map(({ field, status }) => [field, status])).toEqual([
      ['New__c', 'granted'],
      ['Narrow__c', 'granted'],
      ['Wide__c', 'unchanged'],
    ]);
    const [added, widened] = server.askedFor('/services/data/composite').map(({ body }) => JSON.parse(body).records);
    expect(added).toEqual([
      {
        attributes: { type: 'FieldPermissions' },
        ParentId: expect.stringMatching(/^0PSxx0000000001/),
        SobjectType: 'Usage__c',
        Field: 'Usage__c.New__c',
        PermissionsRead: true,
        PermissionsEdit: true,
      },
    ]);
    expect(widened).toMatchObject([{ id: '01kxx1', PermissionsEdit: true }]);
  });

  it('tells for each field that the user may not grant', async () => {
    const errors = [
      { statusCode: 'INSUFFICIENT_ACCESS_OR_READONLY', message: 'insufficient access rights', fields: [] },
    ];
    server = await scriptedOrg({
      'GET /services/data/query': tables({ PermissionSet: [set] }),
      'POST /services/data/composite/sobjects': { body: [{ success: false, errors }] },
    });
    const grants = [{ object: 'Usage__c', field: 'New__c', edit: false }];
    expect(await grantFieldAccess(await server.connect(), { permissionSet: set.Name, grants })).toMatchObject([
      { status: 'refused', field: 'New__c', code: 'INSUFFICIENT_ACCESS_OR_READONLY' },
    ]);
  });

  it('tells for each field that the user may not even look', async () => {
    const body = [{ errorCode: 'INSUFFICIENT_ACCESS', message: 'no access to setup' }];
    server = await scriptedOrg({
      'GET /services/data/query': tables({ PermissionSet: [set], FieldPermissions: { status: 403, body } }),
    });
    const grants = ['A__c', 'B__c'].map((field) => ({ object: 'Usage__c', field, edit: true }));
    const outcomes = await grantFieldAccess(await server.connect(), { permissionSet: set.Name, grants });
    expect(outcomes.map(({ status }) => status)).toEqual(['refused', 'refused']);
  });

  it('names a permission set that is not there', async () => {
    server = await scriptedOrg({ 'GET /services/data/query': tables({}) });
    const org = await server.connect();
    const grants = [{ object: 'Usage__c', field: 'A__c', edit: true }];
    await expect(grantFieldAccess(org, { permissionSet: 'Nobody', grants })).rejects.toMatchObject({
      trouble: 'unknown-name',
      facts: { permissionSet: 'Nobody' },
    });
  });

  it('reads what is granted', async () => {
    server = await scriptedOrg({
      'GET /services/data/query': tables({ FieldPermissions: [permission('Narrow__c', false)] }),
    });
    expect(await readFieldAccess(await server.connect(), [set.Name], ['Usage__c'])).toEqual([
      { permissionSet: set.Name, object: 'Usage__c', field: 'Narrow__c', read: true, edit: false },
    ]);
  });
});

describe('assigning a permission set', () => {
  it.each([
    ['assigned', { PermissionSet: [set] }],
    ['already-assigned', { PermissionSet: [set], PermissionSetAssignment: [{ Id: '0Pa1' }] }],
    ['no-such-permission-set', {}],
  ])('ends as %s', async (status, rows) => {
    server = await scriptedOrg({
      'GET /services/data/query': tables(rows),
      'POST /services/data/composite/sobjects': yes(1),
    });
    expect(await assignPermissionSet(await server.connect(), set.Name, '005xx')).toEqual({
      status,
      permissionSet: set.Name,
    });
  });

  it('that somebody else did meanwhile is well', async () => {
    const errors = [{ statusCode: 'DUPLICATE_VALUE', message: 'duplicate', fields: [] }];
    server = await scriptedOrg({
      'GET /services/data/query': tables({ PermissionSet: [set] }),
      'POST /services/data/composite/sobjects': { body: [{ success: false, errors }] },
    });
    expect((await assignPermissionSet(await server.connect(), set.Name, '005xx')).status).toBe('already-assigned');
  });
});
