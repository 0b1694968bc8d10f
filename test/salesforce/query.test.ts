import { afterEach, describe, expect, it } from 'vitest';
import { queryAll, queryRows, soqlList, soqlText } from '../../src/salesforce/query.ts';
import { type ScriptedOrg, scriptedOrg } from '../support/scripted-org.ts';

let server: ScriptedOrg | undefined;
afterEach(() => server?.close());

const attributes = { type: 'Contact', url: '/services/data/v66.0/sobjects/Contact/1' };
const page = (records: readonly object[], next?: string) => ({
  body: { totalSize: 4, done: next === undefined, records, ...(next ? { nextRecordsUrl: next } : {}) },
});

describe('a query', () => {
  it('goes on until the org says that it is done, however few rows a page holds', async () => {
    server = await scriptedOrg({
      'GET /services/data/queryAll': page([{ Id: '1' }], '/services/data/v66.0/query/01g-1'),
      'GET /services/data/query/01g-1': page([], '/services/data/v66.0/query/01g-2'),
      'GET /services/data/query/01g-2': page([{ Id: '2' }, { Id: '3' }]),
    });
    const org = await server.connect();
    const pages: number[] = [];
    for await (const rows of queryRows<{ Id: string }>(org, 'SELECT Id FROM Contact', { deletedToo: true })) {
      pages.push(rows.length);
    }
    expect(pages).toEqual([1, 0, 2]);
    expect(org.credits.byKind.get('query')).toBe(1 + 3);
  });

  it('gives rows without the attributes of the wire, nested ones too', async () => {
    const record = { attributes, Id: '1', Account: { attributes, Name: 'Acme', Owner: { attributes, Name: 'Ann' } } };
    server = await scriptedOrg({ 'GET /services/data/queryAll': page([{ ...record, Reports: null }]) });
    const org = await server.connect();
    expect(await queryAll(org, 'SELECT Id FROM Contact', { deletedToo: true })).toEqual([
      { Id: '1', Account: { Name: 'Acme', Owner: { Name: 'Ann' } }, Reports: null },
    ]);
  });

  it("fails in the org's words", async () => {
    const body = [{ errorCode: 'MALFORMED_QUERY', message: "unexpected token: 'FORM'" }];
    server = await scriptedOrg({ 'GET /services/data/queryAll': { status: 400, body } });
    const org = await server.connect();
    await expect(queryAll(org, 'SELECT Id FORM Contact', { deletedToo: true })).rejects.toMatchObject({
      code: 'MALFORMED_QUERY',
      message: expect.stringContaining("unexpected token: 'FORM'"),
    });
  });
});

describe('texts in SOQL', () => {
  it('cannot end the literal they are in', () => {
    expect(soqlText("O'Neil \\ x")).toBe("'O\\'Neil \\\\ x'");
    expect(soqlText('two\nlines')).toBe("'two\\nlines'");
    expect(soqlList(['a', "b'"])).toBe("('a', 'b\\'')");
  });
});
