import type { Connection } from 'jsforce';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalOrg, startLocalOrg } from '../../src/local-org/index.ts';
import { jsforceOn } from './jsforce-connection.ts';

let org: LocalOrg;
let connection: Connection;
const object = 'Gauge__c';

beforeAll(async () => {
  org = await startLocalOrg();
  connection = jsforceOn(org);
  await connection.metadata.create('CustomObject', {
    fullName: object,
    label: 'Gauge',
    pluralLabel: 'Gauges',
    deploymentStatus: 'Deployed',
    sharingModel: 'ReadWrite',
    nameField: { label: 'Gauge Name', type: 'Text' },
    fields: [{ fullName: 'Level__c', label: 'Level', type: 'Number', precision: 5, scale: 0 }],
  });
});
afterAll(() => org.close());

test('describe caches: asked once, kept, and asked again when cleared', async () => {
  await connection.limits();
  const before = connection.limitInfo.apiUsage?.used ?? 0;
  const first = await connection.describe$('Account');
  await connection.describe$('Account');
  expect(connection.describe$$('Account')).toEqual(first);
  expect((connection.limitInfo.apiUsage?.used ?? 0) - before).toBe(1);
  connection.describe$.clear();
  await connection.describe$('Account');
  expect((connection.limitInfo.apiUsage?.used ?? 0) - before).toBe(2);
  const all = await connection.describeGlobal$();
  expect(connection.describeGlobal$$()).toBe(all);
  expect(all.sobjects.map(({ name }) => name)).toContain(object);
});

test('a description is not sent again while it has not changed', async () => {
  const url = `${org.url}/services/data/v67.0/sobjects/${object}/describe`;
  const authorization = `Bearer ${org.accessToken()}`;
  const first = await fetch(url, { headers: { authorization } });
  const since = first.headers.get('last-modified') ?? '';
  const again = await fetch(url, { headers: { authorization, 'if-modified-since': since } });
  expect([again.status, await again.text()]).toEqual([304, '']);
  await connection.metadata.update('CustomObject', {
    fullName: object,
    label: 'Meter',
    pluralLabel: 'Meters',
    deploymentStatus: 'Deployed',
    sharingModel: 'ReadWrite',
    nameField: { label: 'Gauge Name', type: 'Text' },
  });
  const changed = await fetch(url, { headers: { authorization, 'if-modified-since': since } });
  expect([changed.status, ((await changed.json()) as { label: string }).label]).toEqual([200, 'Meter']);
});

test('a layout: the default one, and the one that was deployed', async () => {
  const plain = await connection.sobject(object).layouts();
  expect(plain.recordTypeMappings).toMatchObject([{ name: 'Master', available: true }]);
  expect(plain.layouts).toMatchObject([{ detailLayoutSections: [{ heading: 'Information', columns: 2 }] }]);
  await connection.metadata.create('Layout', {
    fullName: `${object}-Gauge Layout`,
    layoutSections: [
      {
        customLabel: true,
        label: 'Reading',
        style: 'OneColumn',
        layoutColumns: [{ layoutItems: [{ field: 'Name', behavior: 'Required' }] }],
      },
    ],
  } as never);
  const own = await connection.sobject(object).layouts();
  expect(own.layouts).toMatchObject([
    {
      id: expect.stringMatching(/^00h/),
      detailLayoutSections: [
        {
          heading: 'Reading',
          columns: 1,
          layoutRows: [{ layoutItems: [{ required: true, layoutComponents: [{ type: 'Field', value: 'Name' }] }] }],
        },
      ],
    },
  ]);
  await expect(connection.sobject(object).layouts('Unheard')).rejects.toMatchObject({ errorCode: 'NOT_FOUND' });
});

test('compact layouts and approval layouts', async () => {
  expect(await connection.sobject(object).compactLayouts()).toMatchObject({
    compactLayouts: [{ name: 'SYSTEM', fieldItems: [{ layoutComponents: [{ value: 'Name' }] }] }],
    defaultCompactLayoutId: null,
  });
  expect(await connection.sobject(object).approvalLayouts()).toEqual({ approvalLayouts: [] });
  expect(await connection.request(`/compactLayouts?q=Account,${object}`)).toMatchObject({
    Account: { name: 'SYSTEM' },
    [object]: { objectType: object },
  });
});

test('list views: all, one, its description and its rows', async () => {
  await connection.metadata.create('ListView', {
    fullName: `${object}.Named`,
    label: 'With an A',
    filterScope: 'Everything',
    columns: ['NAME'],
    filters: [{ field: 'NAME', operation: 'startsWith', value: 'A' }],
  } as never);
  await connection.sobject(object).create([{ Name: 'Aneroid' }, { Name: 'Bourdon' }]);
  const gauges = connection.sobject(object);
  const { listviews } = (await gauges.listviews()) as { listviews: { id: string; developerName: string }[] };
  expect(listviews).toMatchObject([{ developerName: 'Named', label: 'With an A' }]);
  const view = gauges.listview(listviews[0]?.id ?? '');
  expect(await view.describe()).toMatchObject({
    query: expect.stringContaining("WHERE Name LIKE 'A%'"),
    sobjectType: object,
  });
  expect(await view.explain()).toMatchObject({ plans: [expect.objectContaining({ sobjectType: object })] });
  expect(await view.results()).toMatchObject({
    size: 1,
    records: [{ columns: expect.arrayContaining([{ fieldNameOrPath: 'Name', value: 'Aneroid' }]) }],
  });
});

test('tabs, theme, apps, quick actions and processes', async () => {
  expect((await connection.tabs()) as unknown[]).toContainEqual(
    expect.objectContaining({ sobjectName: 'Account', custom: false }),
  );
  expect(await connection.theme()).toMatchObject({
    themeItems: expect.arrayContaining([{ colors: [], icons: [], name: 'Contact' }]),
  });
  expect(await connection.request('/appMenu/AppSwitcher')).toEqual({ appMenuItems: [] });
  expect(await connection.quickActions()).toEqual([]);
  expect(await connection.sobject('Account').quickActions()).toEqual([]);
  await expect(connection.sobject('Account').quickAction('Unheard').describe()).rejects.toMatchObject({
    errorCode: 'NOT_FOUND',
  });
  expect(await connection.process.rule.list()).toEqual({});
  expect(await connection.process.approval.list()).toEqual({});
});

test('limits, and what was used of them', async () => {
  expect((await connection.limits())['DailyApiRequests']).toMatchObject({
    Max: expect.any(Number),
    Remaining: expect.any(Number),
  });
  expect(connection.limitInfo.apiUsage).toMatchObject({ used: expect.any(Number), limit: expect.any(Number) });
});

test('what the org does not offer is answered as an unknown resource', async () => {
  await expect(connection.chatter.resource('/users/me').retrieve()).rejects.toMatchObject({ errorCode: 'NOT_FOUND' });
  await expect(connection.analytics.reports()).rejects.toMatchObject({ errorCode: 'NOT_FOUND' });
  await expect(connection.apex.get('/anything')).rejects.toMatchObject({ errorCode: 'NOT_FOUND' });
});
