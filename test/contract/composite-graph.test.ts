import { askAll, type Case } from './case.ts';
import { type Reply, soql } from './contract-org.ts';
import { type Ground, prepareGround } from './ground.ts';
import { known, pages } from './sources.ts';

const data = ({ org }: Ground): string => `/services/data/v${org.version}`;

const post = (ground: Ground, referenceId: string, body: object) => ({
  method: 'POST',
  url: `${data(ground)}/sobjects/${ground.object}`,
  referenceId,
  body,
});

const tooLong = { Note__c: 'x'.repeat(21) };

const countOf = async ({ org, object }: Ground, note: string): Promise<number> =>
  (await org.call('GET', soql(`SELECT Id FROM ${object} WHERE Note__c = '${note}'`))).json.totalSize;

const graph = (graphId: string, ...compositeRequest: readonly object[]) => ({ graphId, compositeRequest });

const cases: readonly Case<Ground>[] = [
  {
    belief: 'a batch answers each part by its status and result, and says whether any failed',
    source: pages.compositeBatch,
    ask: async ({ org, object, make }) => {
      const url = `v${org.version}/sobjects/${object}/${await make({ Note__c: 'batched' })}`;
      const batchRequests = [
        { method: 'PATCH', url, richInput: { Note__c: 'changed' } },
        { method: 'GET', url: `${url}?fields=Note__c` },
        { method: 'GET', url: `v${org.version}/sobjects/Nope__c` },
      ];
      const { status, json } = await org.call('POST', 'composite/batch', { batchRequests });
      const results = json.results.map((one: { statusCode: number; result: { Note__c?: string } | null }) => [
        one.statusCode,
        one.result?.Note__c,
      ]);
      return [status, json.hasErrors, results];
    },
    answer: () => [
      200,
      true,
      [
        [204, undefined],
        [200, 'changed'],
        [404, undefined],
      ],
    ],
  },
  {
    belief: 'each part of a batch counts as a request, and a composite request as one whatever is in it',
    source: pages.compositeBatch,
    ask: async ({ org }) => {
      const part = (referenceId: string) => ({
        method: 'GET',
        url: `/services/data/v${org.version}/sobjects`,
        referenceId,
      });
      const used = ({ headers }: Reply) => Number(/api-usage=(\d+)/.exec(headers.get('sforce-limit-info') ?? '')?.[1]);
      const before = used(await org.call('GET', 'sobjects'));
      const parts = ['one', 'two', 'three'].map(part);
      const batchRequests = parts.map(({ method, url }) => ({ method, url }));
      const batch = used(await org.call('POST', 'composite/batch', { batchRequests }));
      const composite = used(await org.call('POST', 'composite', { compositeRequest: parts }));
      return [batch - before, composite - batch];
    },
    answer: () => [3, 1],
  },
  {
    belief: 'no part of a batch is of a later version than the batch',
    source: pages.compositeBatch,
    ask: async ({ org }) => {
      const batchRequests = ['60.0', '61.0', '33.0'].map((version) => ({ method: 'GET', url: `v${version}/sobjects` }));
      const { json } = await org.call('POST', '/services/data/v60.0/composite/batch', { batchRequests });
      return json.results.map(({ statusCode }: { statusCode: number }) => statusCode < 300);
    },
    answer: () => [true, false, false],
  },
  {
    belief: 'a part of a composite request is of a version that there is',
    source: known,
    ask: async (ground) => {
      const part = (referenceId: string, version: string) => ({
        method: 'GET',
        url: `/services/data/v${version}/sobjects`,
        referenceId,
      });
      const compositeRequest = [part('retired', '20.0'), part('unborn', '99.0')];
      const { json } = await ground.org.call('POST', 'composite', { compositeRequest });
      return json.compositeResponse.map(({ httpStatusCode }: { httpStatusCode: number }) => httpStatusCode);
    },
    answer: () => [410, 404],
  },
  {
    belief: 'a batch that halts on errors answers the rest with 412',
    source: pages.compositeBatch,
    ask: async ({ org }) => {
      const part = { method: 'GET', url: `v${org.version}/sobjects/Nope__c` };
      const { json } = await org.call('POST', 'composite/batch', { haltOnError: true, batchRequests: [part, part] });
      const { statusCode, result } = json.results[1];
      return [statusCode, result[0].errorCode];
    },
    answer: () => [412, 'BATCH_PROCESSING_HALTED'],
  },
  {
    belief: 'each graph is done whole or not at all, whatever becomes of the others',
    source: pages.compositeGraph,
    ask: async (ground) => {
      const good = graph(
        'good',
        post(ground, 'a', { Note__c: 'graphed' }),
        post(ground, 'b', { Parent__c: '@{a.id}' }),
      );
      const bad = graph('bad', post(ground, 'a', { Note__c: 'ungraphed' }), post(ground, 'b', tooLong));
      const { status, json } = await ground.org.call('POST', 'composite/graph', { graphs: [good, bad] });
      const done = json.graphs.map((one: { graphId: string; isSuccessful: boolean }) => [
        one.graphId,
        one.isSuccessful,
      ]);
      return [status, done, await countOf(ground, 'graphed'), await countOf(ground, 'ungraphed')];
    },
    answer: () => [
      200,
      [
        ['good', true],
        ['bad', false],
      ],
      1,
      0,
    ],
  },
  {
    belief: 'a request holds 500 nodes of graphs at most',
    source: pages.compositeGraphLimits,
    ask: async (ground) => {
      const nodes = Array.from({ length: 501 }, (_, n) => post(ground, `n${n}`, {}));
      return (await ground.org.call('POST', 'composite/graph', { graphs: [graph('g', ...nodes)] })).status;
    },
    answer: () => 400,
  },
];

askAll(prepareGround, cases);
