import { afterEach, describe, expect, it } from 'vitest';
import { insertRows, updateRows, upsertRows } from '../../src/salesforce/collections.ts';
import { type ScriptedOrg, scriptedOrg } from '../support/scripted-org.ts';

let server: ScriptedOrg | undefined;
afterEach(() => server?.close());

const accepted = (count: number) => ({
  body: Array.from({ length: count }, (_, place) => ({
    id: `a00-${place}`,
    success: true,
    errors: [],
    created: false,
  })),
});

describe('collections', () => {
  it('go in portions of 200, and each row keeps its place', async () => {
    const path = '/services/data/composite/sobjects/Usage__c/Ext__c';
    server = await scriptedOrg({ [`PATCH ${path}`]: [accepted(200), accepted(200), accepted(50)] });
    const org = await server.connect();
    const rows = Array.from({ length: 450 }, (_, place) => ({ Ext__c: `e${place}`, Sessions__c: place }));
    const outcomes = await upsertRows(org, 'Usage__c', 'Ext__c', rows);
    expect(outcomes).toHaveLength(450);
    expect(outcomes.map(({ index }) => index)).toEqual(rows.map((_, place) => place));
    expect(server.askedFor(path).map(({ body }) => JSON.parse(body).records.length)).toEqual([200, 200, 50]);
    expect(JSON.parse(server.askedFor(path)[2]!.body).records[49]).toEqual({
      attributes: { type: 'Usage__c' },
      Ext__c: 'e449',
      Sessions__c: 449,
    });
  });

  it('reject a row with its codes, its message and the fields at fault, and keep the others', async () => {
    const errors = [{ statusCode: 'STRING_TOO_LONG', message: 'data value too large', fields: ['Name'] }];
    const results = [
      { id: 'a00-1', success: true, errors: [] },
      { success: false, errors },
    ];
    server = await scriptedOrg({ 'POST /services/data/composite/sobjects': { body: results } });
    const org = await server.connect();
    const outcomes = await insertRows(org, 'Usage__c', [{ Name: 'a' }, { Name: 'b' }]);
    expect(outcomes).toEqual([
      { status: 'accepted', index: 0, id: 'a00-1', created: true },
      {
        status: 'rejected',
        index: 1,
        problems: [{ code: 'STRING_TOO_LONG', message: 'data value too large', fields: ['Name'] }],
      },
    ]);
  });

  it('spell the Id of an update in lower case, as the resource wants', async () => {
    server = await scriptedOrg({ 'PATCH /services/data/composite/sobjects': accepted(1) });
    const org = await server.connect();
    await updateRows(org, 'Usage__c', [{ Id: 'a00-0', Name: 'x' }]);
    const [asked] = server.askedFor('/services/data/composite');
    expect(JSON.parse(asked!.body).records).toEqual([{ attributes: { type: 'Usage__c' }, Name: 'x', id: 'a00-0' }]);
  });

  it('send nothing when there is nothing to send', async () => {
    server = await scriptedOrg();
    const org = await server.connect();
    expect(await insertRows(org, 'Usage__c', [])).toEqual([]);
    expect(org.credits.spent).toBe(1);
  });
});
