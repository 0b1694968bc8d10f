import { afterEach, describe, expect, it } from 'vitest';
import { askTogether } from '../../src/salesforce/composite.ts';
import { followPage } from '../../src/salesforce/text-rows.ts';
import { type ScriptedOrg, scriptedOrg } from '../support/scripted-org.ts';

let server: ScriptedOrg | undefined;
afterEach(() => server?.close());

const attributes = { type: 'Contact' };
const part = (referenceId: string, httpStatusCode: number, body: unknown) => ({
  referenceId,
  httpStatusCode,
  httpHeaders: {},
  body,
});
const page = (records: readonly object[], next?: string) => ({
  totalSize: 4,
  done: next === undefined,
  records,
  ...(next === undefined ? {} : { nextRecordsUrl: next }),
});
const rows = { kind: 'queryAll', soql: 'SELECT Id FROM Contact' } as const;

describe('several questions in one request', () => {
  it('are one credit, and each has its own outcome', async () => {
    const compositeResponse = [
      part('bad', 400, [{ errorCode: 'INVALID_FIELD', message: "No such column 'Tier__c'" }]),
      part('good', 200, page([{ attributes, Id: '1' }])),
    ];
    server = await scriptedOrg({ 'POST /services/data/composite': { body: { compositeResponse } } });
    const org = await server.connect();
    const before = org.credits.spent;
    const { byName } = await askTogether(org, 'give what changed', { good: rows, bad: rows });
    expect(byName.get('good')).toEqual({ status: 'rows', page: { rows: [{ Id: '1' }], totalSize: 4 } });
    expect(byName.get('bad')).toMatchObject({ status: 'refused', refusal: { code: 'INVALID_FIELD' } });
    expect(org.credits.spent - before).toBe(1);
    expect(org.credits.byKind.get('composite')).toBe(1);
  });

  it('give each value as the org wrote it: long numbers whole, parents by their path, nothing as null', async () => {
    const body = `{"compositeResponse": [{"referenceId": "c", "httpStatusCode": 200, "httpHeaders": {}, "body": {
      "totalSize": 1, "done": true, "records": [{"attributes": {"type": "Contact"}, "Id": "1", "Amount__c": 123456789012345678,
      "Rate__c": 5.0, "Flag__c": true, "Title": null, "Owner": {"attributes": {"type": "Name"}, "Name": "Ann"}, "Account": null}]}}]}`;
    server = await scriptedOrg({ 'POST /services/data/composite': { body } });
    const { byName } = await askTogether(await server.connect(), 'give what changed', { c: rows });
    const wanted = {
      Id: '1',
      Amount__c: '123456789012345678',
      Rate__c: '5.0',
      Flag__c: 'true',
      Title: null,
      'Owner.Name': 'Ann',
      Account: null,
    };
    expect(byName.get('c')).toMatchObject({ page: { rows: [wanted] } });
  });

  it('tell the time of the org, whatever time it is here', async () => {
    const headers = { date: 'Tue, 30 Jun 2026 12:00:00 GMT' };
    const body = { compositeResponse: [part('c', 200, page([]))] };
    server = await scriptedOrg({ 'POST /services/data/composite': { body, headers } });
    const { at } = await askTogether(await server.connect(), 'give what changed', { c: rows });
    expect(at).toEqual(new Date('2026-06-30T12:00:00Z'));
  });

  it('are asked once more of a busy org, since they change nothing', async () => {
    const busy = { status: 503, body: [{ errorCode: 'SERVER_UNAVAILABLE', message: 'busy' }] };
    const good = { body: { compositeResponse: [part('c', 200, page([]))] } };
    server = await scriptedOrg({ 'POST /services/data/composite': [busy, good] });
    const { byName } = await askTogether(await server.connect(), 'give what changed', { c: rows });
    expect(byName.get('c')).toMatchObject({ status: 'rows' });
    expect(server.askedFor('/services/data/composite')).toHaveLength(2);
  });

  it('lead to further pages, whether a page is full or empty', async () => {
    const next = '/services/data/v66.0/queryAll/01g-2000';
    const compositeResponse = [part('c', 200, page([{ attributes, Id: '1' }], next))];
    server = await scriptedOrg({
      'POST /services/data/composite': { body: { compositeResponse } },
      'GET /services/data/queryAll/01g-2000': { body: page([], `${next}-more`) },
    });
    const org = await server.connect();
    const { byName } = await askTogether(org, 'give what changed', { c: rows });
    expect(byName.get('c')).toMatchObject({ page: { next } });
    expect(await followPage(org, next)).toEqual({ rows: [], totalSize: 4, next: `${next}-more` });
  });
});
