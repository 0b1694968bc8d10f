import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';
import { askAll, type Case } from './case.ts';
import { type ContractOrg, type Reply, until } from './contract-org.ts';
import { type Ground, prepareGround } from './ground.ts';
import { pages } from './sources.ts';

const element = ({ text }: Reply, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];

/** A request to Bulk API 1.0. */
function async1(
  org: ContractOrg,
  method: string,
  path: string,
  body?: string,
  type = 'application/xml',
): Promise<Reply> {
  const headers = { 'X-SFDC-Session': org.token(), 'content-type': type };
  return org.call(method, `/services/async/${org.version}/${path}`, body, { headers });
}

const jobXml = (fields: Readonly<Record<string, string>>): string =>
  `<?xml version="1.0" encoding="UTF-8"?><jobInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload">${Object.entries(
    fields,
  )
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('')}</jobInfo>`;

async function open({ org, object }: Ground, operation = 'insert', contentType = 'CSV'): Promise<string> {
  const made = await async1(org, 'POST', 'job', jobXml({ operation, object, contentType }));
  if (made.status !== 201) throw new Error(`The job was refused: ${made.text}`);
  return element(made, 'id') ?? '';
}

/** Adds a batch and waits for its end. */
async function batch({ org }: Ground, job: string, body: string, type = 'text/csv'): Promise<Reply> {
  const added = await async1(org, 'POST', `job/${job}/batch`, body, type);
  const path = `job/${job}/batch/${element(added, 'id')}`;
  return until(
    () => async1(org, 'GET', path),
    (seen) => !['Queued', 'InProgress'].includes(element(seen, 'state') ?? ''),
  );
}

const result = ({ org }: Ground, job: string, over: Reply): Promise<Reply> =>
  async1(org, 'GET', `job/${job}/batch/${element(over, 'id')}/result`);

const cases: readonly Case<Ground>[] = [
  {
    belief: 'results of a CSV batch answer for its rows in their order',
    source: pages.asyncResults,
    ask: async (ground) => {
      const job = await open(ground);
      const over = await batch(ground, job, 'Note__c,Amount__c\nA,1\nB,123456\n');
      const rows: Record<string, string>[] = parse((await result(ground, job, over)).text, { columns: true });
      return [element(over, 'state'), rows.map(({ Success, Created }) => [Success, Created]), rows[1]?.['Error']];
    },
    answer: () => [
      'Completed',
      [
        ['true', 'true'],
        ['false', 'false'],
      ],
      expect.stringMatching(/^NUMBER_OUTSIDE_VALID_RANGE:.*:Amount__c --$/),
    ],
  },
  {
    belief: 'XML rows fill fields of their own each',
    source: pages.asyncBatches,
    ask: async (ground) => {
      const job = await open(ground, 'insert', 'XML');
      const rows = `<sObjects xmlns="http://www.force.com/2009/06/asyncapi/dataload"><sObject><Note__c>A</Note__c></sObject><sObject><Amount__c>1</Amount__c></sObject></sObjects>`;
      const over = await batch(ground, job, rows, 'application/xml');
      const { text } = await result(ground, job, over);
      return [element(over, 'numberRecordsProcessed'), text.match(/<success>true<\/success>/g)?.length];
    },
    answer: () => ['2', 2],
  },
  {
    belief: 'in CSV an empty cell leaves its field alone and #N/A empties it; in XML xsi:nil empties it',
    source: pages.asyncNil,
    ask: async (ground) => {
      const ids = [
        await ground.make({ Note__c: 'A', Amount__c: 5 }),
        await ground.make({ Note__c: 'A', Amount__c: 5 }),
      ];
      await batch(ground, await open(ground, 'update'), `Id,Note__c,Amount__c\n${ids[0]},,#N/A\n`);
      const nil = `<sObject><Id>${ids[1]}</Id><Amount__c xsi:nil="true"/></sObject>`;
      const rows = `<sObjects xmlns="http://www.force.com/2009/06/asyncapi/dataload" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${nil}</sObjects>`;
      await batch(ground, await open(ground, 'update', 'XML'), rows, 'application/xml');
      const path = (id: string) => `sobjects/${ground.object}/${id}?fields=Note__c,Amount__c`;
      const seen = await Promise.all(ids.map(async (id) => (await ground.org.call('GET', path(id))).json));
      return seen.map(({ Note__c, Amount__c }) => [Note__c, Amount__c]);
    },
    answer: () => [
      ['A', null],
      ['A', null],
    ],
  },
  {
    belief: 'a field that is not there fails its batch and leaves the job open',
    source: pages.asyncBatches,
    ask: async (ground) => {
      const job = await open(ground);
      const over = await batch(ground, job, 'Nope__c\nA\n');
      return [
        element(over, 'state'),
        element(over, 'stateMessage'),
        element(await async1(ground.org, 'GET', `job/${job}`), 'state'),
      ];
    },
    answer: () => ['Failed', 'InvalidBatch : Field name not found : Nope__c', 'Open'],
  },
  {
    belief: 'a query batch names a result, and the result has the rows',
    source: pages.asyncQuery,
    ask: async (ground) => {
      const id = await ground.make({ Note__c: 'Queried' });
      const job = await open(ground, 'query');
      const over = await batch(ground, job, `SELECT Id, Note__c FROM ${ground.object} WHERE Id = '${id}'`);
      const name = element(await result(ground, job, over), 'result');
      const path = `job/${job}/batch/${element(over, 'id')}/result/${name}`;
      return parse((await async1(ground.org, 'GET', path)).text, { columns: true });
    },
    answer: () => [{ Id: expect.stringMatching(/^a\w{17}$/), Note__c: 'Queried' }],
  },
  {
    belief: 'a closed job takes no further batches',
    source: pages.asyncJobs,
    ask: async (ground) => {
      const job = await open(ground);
      const closed = await async1(ground.org, 'POST', `job/${job}`, jobXml({ state: 'Closed' }));
      const late = await async1(ground.org, 'POST', `job/${job}/batch`, 'Note__c\nA\n', 'text/csv');
      return [element(closed, 'state'), late.status, element(late, 'exceptionCode')];
    },
    answer: () => ['Closed', 400, 'InvalidJobState'],
  },
  {
    belief: 'a token that is none is refused with status 400, in XML',
    source: pages.jsforce,
    ask: async ({ org }) => {
      const headers = { 'X-SFDC-Session': 'none', 'content-type': 'application/xml' };
      const refused = await org.call('GET', `/services/async/${org.version}/job/750000000000001AAA`, undefined, {
        headers,
      });
      return [refused.status, element(refused, 'exceptionCode')];
    },
    answer: () => [400, 'InvalidSessionId'],
  },
];

askAll(prepareGround, cases);
