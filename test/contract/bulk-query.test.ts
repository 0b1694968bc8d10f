import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';
import { type Job, jobOver, quoted } from './bulk.ts';
import { askAll, type Case } from './case.ts';
import { type ContractOrg, coded, type Reply } from './contract-org.ts';
import { type Ground, prepareGround } from './ground.ts';
import { known, pages } from './sources.ts';

async function withRows(org: ContractOrg): Promise<Ground> {
  const ground = await prepareGround(org);
  for (const Note__c of ['a;b|c', 'say "hi"', 'plain', 'more', 'last']) await ground.make({ Note__c });
  return ground;
}

const start = ({ org }: Ground, query: string, more: Readonly<Record<string, unknown>> = {}): Promise<Reply> =>
  org.call('POST', 'jobs/query', { operation: 'query', query, ...more });

/** Runs a query to its end. */
async function run(ground: Ground, query: string, more: Readonly<Record<string, unknown>> = {}): Promise<Job> {
  const { status, json, text } = await start(ground, query, more);
  if (status !== 200) throw new Error(`The query was refused: ${text}`);
  return jobOver(ground, 'query', json.id);
}

const results = ({ org }: Ground, id: string, page = ''): Promise<Reply> =>
  org.call('GET', `jobs/query/${id}/results${page}`);

const notes = ({ object }: Ground): string => `SELECT Note__c, Amount__c, CreatedDate FROM ${object}`;

const cases: readonly Case<Ground>[] = [
  {
    belief: 'a query begins as UploadComplete, and its number of rows is told at the end',
    source: pages.bulkQueryCreate,
    ask: async (ground) => {
      const { status, json } = await start(ground, notes(ground));
      const over = await jobOver(ground, 'query', json.id);
      return [status, json.state, json.object, over.state, over.jobType, over.numberRecordsProcessed];
    },
    answer: ({ object }) => [200, 'UploadComplete', object, 'JobComplete', 'V2Query', 5],
  },
  {
    belief: 'columns come in the order of the query, every cell quoted, nothing as an empty cell and times with Z',
    source: pages.jsforce,
    ask: async (ground) => {
      const { id } = await run(ground, notes(ground));
      const { text, headers } = await results(ground, id);
      const [first, ...lines] = text.trimEnd().split('\n');
      const rows: readonly Record<string, string>[] = parse(text, { columns: true });
      return [
        [first, quoted(lines.join('\n'))],
        [headers.get('content-type')?.startsWith('text/csv'), rows.map((row) => row['Note__c']).sort()],
        rows.every(
          (row) => row['Amount__c'] === '' && /^\d{4}-\d\d-\d\dT[\d:]{8}\.000Z$/.test(row['CreatedDate'] ?? ''),
        ),
      ];
    },
    answer: () => [
      ['"Note__c","Amount__c","CreatedDate"', true],
      [true, ['a;b|c', 'last', 'more', 'plain', 'say "hi"']],
      true,
    ],
  },
  {
    belief: 'pages of a wanted size lead through all rows, to a locator that is the word null',
    source: pages.bulkQueryResults,
    ask: async (ground) => {
      const { id } = await run(ground, notes(ground));
      const seen: string[] = [];
      let locator: string | null = '';
      do {
        const page = await results(ground, id, `?maxRecords=2${locator && `&locator=${locator}`}`);
        const rows: readonly Record<string, string>[] = parse(page.text, { columns: true });
        if (page.headers.get('sforce-numberofrecords') !== String(rows.length)) return page.headers;
        seen.push(...rows.map((row) => row['Note__c'] ?? ''));
        locator = page.headers.get('sforce-locator');
      } while (locator !== 'null' && locator !== null);
      return [locator, seen.length, new Set(seen).size];
    },
    answer: () => ['null', 5, 5],
  },
  {
    belief: 'no rows are a header alone, and the last page',
    source: pages.bulkQueryResults,
    ask: async (ground) => {
      const { id } = await run(ground, `SELECT Note__c FROM ${ground.object} WHERE Note__c = 'nobody'`);
      const { text, headers } = await results(ground, id);
      return [text.trim(), headers.get('sforce-locator'), headers.get('sforce-numberofrecords')];
    },
    answer: () => ['"Note__c"', 'null', '0'],
  },
  {
    belief: 'results are read with the version that the job was made with',
    source: pages.bulkQueryResults,
    ask: async (ground) => {
      const { id } = await run(ground, notes(ground));
      return (await ground.org.call('GET', `/services/data/v60.0/jobs/query/${id}/results`)).status;
    },
    answer: () => 409,
  },
  ...(
    [
      ['groups', 'SELECT COUNT(Id), Note__c FROM OBJECT GROUP BY Note__c'],
      ['aggregates', 'SELECT MAX(Amount__c) FROM OBJECT'],
      ['offsets', 'SELECT Id FROM OBJECT LIMIT 5 OFFSET 2'],
      ['rows of children', 'SELECT Id, (SELECT Id FROM Children__r) FROM OBJECT'],
      ['compound fields', 'SELECT Id, BillingAddress FROM Account'],
      ['fields that are not known beforehand', 'SELECT FIELDS(ALL) FROM OBJECT LIMIT 200'],
    ] as const
  ).map(([what, query]) => ({
    belief: `Bulk offers no ${what}`,
    source: pages.bulkQueryCreate,
    ask: async (ground: Ground) => {
      const started = await start(ground, query.replace('OBJECT', ground.object));
      if (started.status !== 200) return 'refused';
      return (await jobOver(ground, 'query', started.json.id)).state === 'Failed' ? 'refused' : 'done';
    },
    answer: () => 'refused',
  })),
  {
    belief: 'queryAll has the deleted rows too',
    source: pages.bulkQueryCreate,
    ask: async (ground) => {
      const id = await ground.make({ Note__c: 'gone' });
      await ground.org.call('DELETE', `sobjects/${ground.object}/${id}`);
      const query = `SELECT Id FROM ${ground.object} WHERE Note__c = 'gone'`;
      const [live, all] = [await run(ground, query), await run(ground, query, { operation: 'queryAll' })];
      return [live.numberRecordsProcessed, all.numberRecordsProcessed];
    },
    answer: () => [0, 1],
  },
  {
    belief: 'lines end and cells are parted as the job says, and a job that is deleted is gone',
    source: known,
    ask: async (ground) => {
      const { id } = await run(ground, notes(ground), { lineEnding: 'CRLF', columnDelimiter: 'TAB' });
      const [header] = (await results(ground, id)).text.split('\r\n');
      const deleted = await ground.org.call('DELETE', `jobs/query/${id}`);
      return [header, deleted.status, (await results(ground, id)).status];
    },
    answer: () => ['"Note__c"\t"Amount__c"\t"CreatedDate"', 204, 404],
  },
  {
    belief: 'a query that is wrong is refused before there is a job',
    source: pages.airbyte,
    ask: async (ground) => coded(await start(ground, 'nonsense')),
    answer: () => [400, expect.any(String)],
  },
];

askAll(withRows, cases);
