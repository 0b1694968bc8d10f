import { expect } from 'vitest';
import { askAll, type Case } from './case.ts';
import { coded, soql } from './contract-org.ts';
import { type Ground, prepareGround } from './ground.ts';
import { element, soapCall } from './soap.ts';
import { known, pages } from './sources.ts';

const minute = 60_000;
const drop = ({ org, object }: Ground, id: string) => org.call('DELETE', `sobjects/${object}/${id}`);
const undelete = ({ org }: Ground, id: string) => soapCall(org, 'u', `<undelete><ids>${id}</ids></undelete>`);
const empty = ({ org }: Ground, id: string) =>
  soapCall(org, 'u', `<emptyRecycleBin><ids>${id}</ids></emptyRecycleBin>`);
const at = (time: number) => encodeURIComponent(new Date(time).toISOString().replace(/\.\d+Z/, '+00:00'));

/** Rows of the subject's object, deleted ones too. */
const every = async ({ org, object }: Ground, where: string): Promise<unknown[]> => {
  const text = `SELECT IsDeleted, Parent__c FROM ${object} WHERE ${where}`;
  const { json } = await org.call('GET', soql(text).replace('query?', 'queryAll?'));
  return json.records.map(({ IsDeleted, Parent__c }: Record<string, unknown>) => [IsDeleted, Parent__c]);
};

const cases: readonly Case<Ground>[] = [
  {
    belief: 'a deleted row lies in the bin, and lookups to it are emptied; undelete brings both back',
    source: pages.soapUndelete,
    ask: async (ground) => {
      const parent = await ground.make({});
      const child = await ground.make({ Parent__c: parent });
      await drop(ground, parent);
      const gone = [await every(ground, `Id = '${parent}'`), await every(ground, `Id = '${child}'`)];
      const back = element(await undelete(ground, parent), 'success');
      const [row] = (await every(ground, `Id = '${child}'`)) as [boolean, string][];
      return [gone, back, row?.[1] === parent];
    },
    answer: () => [[[[true, null]], [[false, null]]], 'true', true],
  },
  {
    belief: 'a row that is not deleted cannot be undeleted',
    source: pages.soapUndelete,
    ask: async (ground) => {
      const answer = await undelete(ground, await ground.make({}));
      return [element(answer, 'success'), element(answer, 'statusCode')];
    },
    answer: () => ['false', 'UNDELETE_FAILED'],
  },
  {
    belief: 'a row taken out of the bin is gone for good',
    source: pages.soapEmptyBin,
    ask: async (ground) => {
      const id = await ground.make({});
      await drop(ground, id);
      const emptied = element(await empty(ground, id), 'success');
      return [emptied, await every(ground, `Id = '${id}'`), element(await empty(ground, id), 'message')];
    },
    answer: () => ['true', [], 'invalid record id; no recycle bin entry found'],
  },
  {
    belief:
      'the value of a unique field is free again once its row is deleted, and then keeps the row from coming back',
    source: known,
    ask: async (ground) => {
      const id = await ground.make({ Key__c: 'once' });
      await drop(ground, id);
      await ground.make({ Key__c: 'once' });
      return element(await undelete(ground, id), 'statusCode');
    },
    answer: () => 'DUPLICATE_VALUE',
  },
  {
    belief: 'rows deleted in a span of time are told with the time, and how far back the telling goes',
    source: pages.getDeleted,
    ask: async (ground) => {
      const id = await ground.make({});
      await drop(ground, id);
      const now = Date.now();
      const { status, json } = await ground.org.call(
        'GET',
        `sobjects/${ground.object}/deleted?start=${at(now - 10 * minute)}&end=${at(now + 5 * minute)}`,
      );
      return [status, Object.keys(json).sort(), json.deletedRecords.some((row: { id: string }) => row.id === id)];
    },
    answer: () => [200, ['deletedRecords', 'earliestDateAvailable', 'latestDateCovered'], true],
  },
  {
    belief: 'rows made in a span of time are told by their Ids',
    source: pages.getUpdated,
    ask: async ({ org, object, make }) => {
      const id = await make({});
      const now = Date.now();
      const { json } = await org.call(
        'GET',
        `sobjects/${object}/updated?start=${at(now - 10 * minute)}&end=${at(now + 5 * minute)}`,
      );
      return [json.ids.includes(id), json.latestDateCovered];
    },
    answer: () => [true, expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+\+0000$/)],
  },
  {
    belief: 'a span of less than a minute, or one that begins too long ago, cannot be asked for',
    source: pages.getUpdated,
    ask: async ({ org, object }) => {
      const now = Date.now();
      const day = 24 * 60 * minute;
      return [
        coded(await org.call('GET', `sobjects/${object}/updated?start=${at(now)}&end=${at(now)}`)),
        coded(await org.call('GET', `sobjects/${object}/updated?start=${at(now - 40 * day)}&end=${at(now)}`)),
      ];
    },
    answer: () => [
      [400, 'INVALID_REPLICATION_DATE'],
      [400, 'INVALID_REPLICATION_DATE'],
    ],
  },
];

askAll(prepareGround, cases);
