import { askAll, type Case } from './case.ts';
import type { ContractOrg } from './contract-org.ts';
import { type Ground, prepareGround } from './ground.ts';
import { known, pages } from './sources.ts';

interface Changes extends Ground {
  /** Three rows, made one after the other. */
  readonly ids: readonly string[];
}

async function prepare(org: ContractOrg): Promise<Changes> {
  const ground = await prepareGround(org);
  const ids = [];
  for (const Note__c of ['one', 'two', 'three']) ids.push(await ground.make({ Note__c }));
  return { ...ground, ids };
}

interface Part {
  readonly httpStatusCode: number;
  // biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what the cases are about
  readonly body: any;
}

async function together({ org }: Ground, urls: Readonly<Record<string, string>>) {
  const compositeRequest = Object.entries(urls).map(([referenceId, path]) => ({
    method: 'GET',
    url: `/services/data/v${org.version}/${path}`,
    referenceId,
  }));
  const { headers, json } = await org.call('POST', 'composite', { allOrNone: false, compositeRequest });
  const parts: readonly (Part & { readonly referenceId: string })[] = json.compositeResponse;
  return { headers, parts: new Map(parts.map((part) => [part.referenceId, part])) };
}

const asked = (resource: 'query' | 'queryAll', text: string) => `${resource}?q=${encodeURIComponent(text)}`;
const idsOf = (records: readonly { readonly Id: string }[]) => records.map(({ Id }) => Id);

async function ordered({ org, object }: Ground, where: string): Promise<readonly string[]> {
  const text = `SELECT Id, SystemModstamp FROM ${object} ${where} ORDER BY SystemModstamp, Id`;
  return idsOf((await org.call('GET', asked('queryAll', text))).json.records);
}

/** As SOQL takes a moment: whole seconds, no quotes. */
async function stampOf({ org, object }: Ground, id: string): Promise<string> {
  const { SystemModstamp } = (await org.call('GET', `sobjects/${object}/${id}?fields=SystemModstamp`)).json;
  return SystemModstamp.replace('+0000', 'Z');
}

const cases: readonly Case<Changes>[] = [
  {
    belief:
      'a query, one with deleted rows and a describe go in one request, and one that is refused hides none of them',
    source: pages.composite,
    ask: async (ground) => {
      const { parts } = await together(ground, {
        live: asked('query', `SELECT Id FROM ${ground.object}`),
        all: asked('queryAll', `SELECT Id, IsDeleted FROM ${ground.object}`),
        bad: asked('query', `SELECT Id, Nothing__c FROM ${ground.object}`),
        shape: `sobjects/${ground.object}/describe`,
      });
      return [
        [...parts.values()].map(({ httpStatusCode }) => httpStatusCode),
        parts.get('live')?.body.done,
        parts.get('all')?.body.totalSize >= 3,
        parts.get('bad')?.body[0].errorCode,
        parts.get('shape')?.body.name,
      ];
    },
    answer: ({ object }) => [[200, 200, 400, 200], true, true, 'INVALID_FIELD', object],
  },
  {
    belief: 'an object that does not exist is described as NOT_FOUND, and queried as INVALID_TYPE',
    source: pages.restErrors,
    ask: async (ground) => {
      const { parts } = await together(ground, {
        shape: 'sobjects/Nothing__c/describe',
        rows: asked('query', 'SELECT Id FROM Nothing__c'),
      });
      return [...parts.values()].map(({ httpStatusCode, body }) => [httpStatusCode, body[0].errorCode]);
    },
    answer: () => [
      [404, 'NOT_FOUND'],
      [400, 'INVALID_TYPE'],
    ],
  },
  {
    belief: 'a query inside a composite request is not held to the length of an address',
    source: known,
    ask: async (ground) => {
      const { ids } = ground;
      const many = Array.from({ length: 1200 }, (_, at) => `'${ids[at % ids.length]}'`).join(', ');
      const text = `SELECT Id FROM ${ground.object} WHERE Id IN (${many})`;
      const { parts } = await together(ground, { rows: asked('query', text) });
      return [text.length > 16_384, parts.get('rows')?.body.totalSize];
    },
    answer: () => [true, 3],
  },
  {
    belief: 'a query inside a composite request answers with its pages as one by itself does',
    source: pages.query,
    ask: async (ground) => {
      const { parts } = await together(ground, { rows: asked('queryAll', `SELECT Id FROM ${ground.object}`) });
      return Object.keys(parts.get('rows')?.body ?? {}).sort();
    },
    answer: () => ['done', 'records', 'totalSize'],
  },
  {
    belief: 'rows are filtered and sorted by SystemModstamp and Id, from a moment on and after a row',
    source: pages.systemFields,
    ask: async (ground) => {
      const all = await ordered(ground, '');
      const first = all[0]!;
      const stamp = await stampOf(ground, first);
      const after = `(SystemModstamp > ${stamp} OR (SystemModstamp = ${stamp} AND Id > '${first}'))`;
      return [
        (await ordered(ground, `WHERE SystemModstamp >= ${stamp}`)).join() === all.join(),
        (await ordered(ground, `WHERE ${after}`)).join() === all.slice(1).join(),
      ];
    },
    answer: () => [true, true],
  },
  {
    belief: 'a row that is deleted is changed by that, and is read with its fate',
    source: pages.systemFields,
    ask: async (ground) => {
      const { org, object } = ground;
      const id = await ground.make({ Note__c: 'soon gone' });
      const before = await stampOf(ground, id);
      await org.call('DELETE', `sobjects/${object}/${id}`);
      const text = `SELECT Id, IsDeleted, SystemModstamp FROM ${object} WHERE Id = '${id}' AND SystemModstamp >= ${before}`;
      const { records } = (await org.call('GET', asked('queryAll', text))).json;
      return records.map(({ IsDeleted }: { readonly IsDeleted: boolean }) => IsDeleted);
    },
    answer: () => [true],
  },
  {
    belief: 'an answer tells the time of the org in its Date header, to the second',
    source: 'https://www.rfc-editor.org/rfc/rfc9110#name-date',
    ask: async (ground) => {
      const id = await ground.make({ Note__c: 'now' });
      const { headers } = await together(ground, { shape: `sobjects/${ground.object}/describe` });
      const behind = Date.parse(headers.get('date') ?? '') - Date.parse(await stampOf(ground, id));
      return Math.abs(behind) < 60_000;
    },
    answer: () => true,
  },
  {
    belief: "the header tells the org's time, not the machine's",
    source: known,
    needs: 'control',
    ask: async (ground) => {
      const { control } = ground.org;
      const shown = control?.moveClock({ by: 3_600_000 });
      const { headers } = await together(ground, { shape: `sobjects/${ground.object}/describe` });
      control?.moveClock({ by: -3_600_000 });
      return Math.abs(Date.parse(headers.get('date') ?? '') - Number(shown)) < 60_000;
    },
    answer: () => true,
  },
];

askAll(prepare, cases);
