import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { idOf, type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { type Call, caller, data, soql } from './caller.ts';

let org: LocalOrg;
let call: Call;
const acme = idOf('001', 1);

beforeAll(async () => {
  org = await startLocalOrg({ seed: { Account: [{ Id: acme, Name: 'Acme' }] } });
  call = caller(org);
});
afterAll(() => org.close());
beforeEach(() => org.reset());

const post = (referenceId: string, object: string, body: object) => ({
  method: 'POST',
  url: `${data}/sobjects/${object}`,
  referenceId,
  body,
});
const codes = (parts: { httpStatusCode: number; body: { errorCode?: string }[] }[]) =>
  parts.map(({ httpStatusCode, body }) => [httpStatusCode, body?.[0]?.errorCode]);
const countOf = async (name: string): Promise<number> =>
  (await call('GET', soql(`SELECT Id FROM Account WHERE Name = '${name}'`))).json.totalSize;

test('later parts use what earlier ones answered, in addresses and in bodies', async () => {
  const compositeRequest = [
    post('account', 'Account', { Name: 'Made' }),
    post('contact', 'Contact', { LastName: 'Child', AccountId: '@{account.id}' }),
    { method: 'GET', url: `${data}/query?q=SELECT+Id,Name+FROM+Account+WHERE+Name='Made'`, referenceId: 'found' },
    {
      method: 'PATCH',
      url: `${data}/sobjects/Account/@{found.records[0].Id}`,
      referenceId: 'changed',
      body: { Industry: 'Retail' },
    },
  ];
  const { status, json } = await call('POST', 'composite', { compositeRequest });
  expect([status, codes(json.compositeResponse).map(([code]) => code)]).toEqual([200, [201, 201, 200, 204]]);
  expect(json.compositeResponse[0]).toEqual({
    body: { id: expect.any(String), success: true, errors: [] },
    httpHeaders: { Location: expect.stringMatching(/\/sobjects\/Account\/001/) },
    httpStatusCode: 201,
    referenceId: 'account',
  });
});

test('what builds on a part that failed is halted; the others are done', async () => {
  const compositeRequest = [
    post('bad', 'Account', {}),
    post('child', 'Contact', { LastName: 'X', AccountId: '@{bad.id}' }),
    post('good', 'Account', { Name: 'Good' }),
  ];
  const { json } = await call('POST', 'composite', { compositeRequest });
  expect(codes(json.compositeResponse)).toEqual([
    [400, 'REQUIRED_FIELD_MISSING'],
    [400, 'PROCESSING_HALTED'],
    [201, undefined],
  ]);
  expect(json.compositeResponse[1].body[0].message).toBe(
    'Invalid reference specified. No value for bad.id found in bad',
  );
});

test('a part has headers of its own', async () => {
  const part = {
    method: 'GET',
    url: `${data}/sobjects/Account/${acme}`,
    referenceId: 'a',
    httpHeaders: { 'If-Match': '"other"' },
  };
  const { json } = await call('POST', 'composite', { compositeRequest: [part] });
  expect(codes(json.compositeResponse)).toEqual([[412, 'PRECONDITION_FAILED']]);
});

test.each([
  ['more than 25 parts', 'LIMIT_EXCEEDED', () => Array.from({ length: 26 }, (_, n) => post(`r${n}`, 'Account', {}))],
  [
    'more than five queries',
    'LIMIT_EXCEEDED',
    () => Array.from({ length: 6 }, (_, n) => ({ method: 'GET', url: `${data}/query?q=x`, referenceId: `q${n}` })),
  ],
  ['two parts of one name', 'INVALID_INPUT', () => [post('same', 'Account', {}), post('same', 'Account', {})]],
  ['a name with a dash', 'INVALID_INPUT', () => [post('not-so', 'Account', {})]],
])('%s are refused', async (_, code, parts) => {
  const { status, json } = await call('POST', 'composite', { compositeRequest: parts() });
  expect([status, json[0].errorCode]).toEqual([400, code]);
});

test('no composite request stands inside another', async () => {
  const part = { method: 'POST', url: `${data}/composite`, referenceId: 'a', body: {} };
  const { json } = await call('POST', 'composite', { compositeRequest: [part] });
  expect(codes(json.compositeResponse)).toEqual([[404, 'NOT_FOUND']]);
});

test('a batch answers each part for itself, in versions of their own', async () => {
  const batchRequests = [
    { method: 'PATCH', url: `v67.0/sobjects/Account/${acme}`, richInput: { Industry: 'Banking' } },
    { method: 'GET', url: `v64.0/sobjects/Account/${acme}?fields=Industry` },
    { method: 'GET', url: 'v67.0/sobjects/Nope__c' },
  ];
  const { status, json } = await call('POST', 'composite/batch', { batchRequests });
  expect(status).toBe(200);
  expect(json.hasErrors).toBe(true);
  expect(json.results).toMatchObject([
    { statusCode: 204, result: null },
    { statusCode: 200, result: { Industry: 'Banking', attributes: { url: expect.stringContaining('/v64.0/') } } },
    { statusCode: 404, result: [{ errorCode: 'NOT_FOUND' }] },
  ]);
});

test('a batch that halts leaves the rest undone', async () => {
  const batchRequests = [
    { method: 'GET', url: 'v67.0/sobjects/Nope__c' },
    { method: 'DELETE', url: `v67.0/sobjects/Account/${acme}` },
  ];
  const { json } = await call('POST', 'composite/batch', { batchRequests, haltOnError: true });
  expect(json.results[1]).toMatchObject({ statusCode: 412, result: [{ errorCode: 'BATCH_PROCESSING_HALTED' }] });
  expect(await countOf('Acme')).toBe(1);
});

test('graphs are done whole or not at all, each by itself, in the order that they need', async () => {
  const graphs = [
    {
      graphId: 'good',
      compositeRequest: [
        post('child', 'Contact', { LastName: 'C', AccountId: '@{parent.id}' }),
        post('parent', 'Account', { Name: 'Graph 1' }),
      ],
    },
    {
      graphId: 'bad',
      compositeRequest: [
        post('parent', 'Account', { Name: 'Graph 2' }),
        post('child', 'Contact', { AccountId: '@{parent.id}' }),
      ],
    },
  ];
  const { status, json } = await call('POST', 'composite/graph', { graphs });
  expect(status).toBe(200);
  const [good, bad] = json.graphs;
  expect([good.graphId, good.isSuccessful, codes(good.graphResponse.compositeResponse)]).toEqual([
    'good',
    true,
    [
      [201, undefined],
      [201, undefined],
    ],
  ]);
  expect([bad.isSuccessful, codes(bad.graphResponse.compositeResponse)]).toEqual([
    false,
    [
      [400, 'PROCESSING_HALTED'],
      [400, 'REQUIRED_FIELD_MISSING'],
    ],
  ]);
  expect([await countOf('Graph 1'), await countOf('Graph 2')]).toEqual([1, 0]);
});

const nodes = (count: number) => Array.from({ length: count }, (_, n) => post(`n${n}`, 'Account', { Name: 'x' }));
const chain = Array.from({ length: 16 }, (_, n) =>
  post(`n${n}`, 'Account', n === 0 ? {} : { ParentId: `@{n${n - 1}.id}` }),
);

test.each([
  ['75 graphs', () => Array.from({ length: 76 }, (_, n) => ({ graphId: `g${n}`, compositeRequest: nodes(1) }))],
  ['500 nodes', () => [{ graphId: 'g', compositeRequest: nodes(501) }]],
  ['a depth of 15', () => [{ graphId: 'g', compositeRequest: chain }]],
  [
    '15 kinds of nodes',
    () => [{ graphId: 'g', compositeRequest: Array.from({ length: 16 }, (_, n) => post(`n${n}`, `O${n}__c`, {})) }],
  ],
])('graphs end at %s', async (_, graphs) => {
  const { status, json } = await call('POST', 'composite/graph', { graphs: graphs() });
  expect([status, json[0].errorCode]).toEqual([400, 'LIMIT_EXCEEDED']);
});

test('a graph that goes round in a circle is refused', async () => {
  const circle = [post('a', 'Account', { ParentId: '@{b.id}' }), post('b', 'Account', { ParentId: '@{a.id}' })];
  const { json } = await call('POST', 'composite/graph', { graphs: [{ graphId: 'g', compositeRequest: circle }] });
  expect(json[0].errorCode).toBe('INVALID_INPUT');
});

const types = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    attributes: { type: n % 2 === 0 ? 'Account' : 'Contact' },
    ...(n % 2 === 0 ? { Name: 'Chunk' } : { LastName: 'Chunk' }),
  }));

test('a collection has ten chunks of one type after the other at most', async () => {
  expect((await call('POST', 'composite/sobjects', { records: types(10) })).status).toBe(200);
  const { status, json } = await call('POST', 'composite/sobjects', { records: types(11) });
  expect([status, json[0].errorCode]).toEqual([400, 'LIMIT_EXCEEDED']);
});

test('a tree names each of its records once', async () => {
  const records = ['same', 'same'].map((referenceId) => ({
    attributes: { type: 'Account', referenceId },
    Name: 'Tree',
  }));
  const { status, json } = await call('POST', 'composite/tree/Account', { records });
  expect([status, json]).toEqual([
    400,
    {
      hasErrors: true,
      results: [
        {
          referenceId: 'same',
          errors: [
            { statusCode: 'INVALID_INPUT', message: 'Duplicate ReferenceId provided in the request.', fields: [] },
          ],
        },
      ],
    },
  ]);
});
