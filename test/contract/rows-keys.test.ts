import { askAll, type Case } from './case.ts';
import { coded } from './contract-org.ts';
import { type Ground, prepareGround } from './ground.ts';
import { known, pages } from './sources.ts';

type Row = Readonly<Record<string, unknown>>;

/** Codes of the errors of each row, or `ok`. */
const codes = (json: readonly { success: boolean; errors: readonly { statusCode: string }[] }[]): unknown[] =>
  json.map(({ success, errors }) => (success ? 'ok' : errors[0]?.statusCode));

const upsertAll = async ({ org, object }: Ground, rows: readonly Row[]): Promise<unknown[]> => {
  const records = rows.map((row) => ({ attributes: { type: object }, ...row }));
  const { json } = await org.call('PATCH', `composite/sobjects/${object}/Key__c`, { allOrNone: false, records });
  return codes(json);
};

const cases: readonly Case<Ground>[] = [
  {
    belief: 'a key that comes twice in one request is refused both times',
    source: pages.sameKeyTwice,
    ask: (ground) => upsertAll(ground, [{ Key__c: 'twice' }, { Key__c: 'other' }, { Key__c: 'TWICE' }]),
    answer: () => ['DUPLICATE_VALUE', 'ok', 'DUPLICATE_VALUE'],
  },
  {
    belief: 'one request changes a row twelve times at most',
    source: pages.soapUpdate,
    ask: async ({ org, object, make }) => {
      const record = { attributes: { type: object }, id: await make({}), Note__c: 'x' };
      const { json } = await org.call('PATCH', 'composite/sobjects', {
        records: Array.from({ length: 13 }, () => record),
      });
      return codes(json);
    },
    answer: () => [...Array.from({ length: 12 }, () => 'ok'), 'DUPLICATE_VALUE'],
  },
  {
    belief: 'a parent is named by its Id or by one of its keys, and by one of them alone',
    source: known,
    ask: async ({ org, object, make }) => {
      const Parent__c = await make({ Key__c: 'one', Code__c: 'way' });
      const rows = [{ Parent__c, Parent__r: { Key__c: 'one' } }, { Parent__r: { Key__c: 'one', Code__c: 'way' } }];
      const answers = [];
      for (const row of rows) answers.push((await org.call('POST', `sobjects/${object}`, row)).json[0].message);
      return answers;
    },
    answer: ({ object }) => [
      'Cannot specify both an external ID reference Parent__r and a salesforce id, Parent__c',
      `More than 1 field provided in an external foreign key reference in entity: ${object}`,
    ],
  },
  {
    belief: 'keys differ by more than case unless the field says so',
    source: known,
    ask: async (ground) => {
      const id = await ground.make({ Key__c: 'Case' });
      const { json, status } = await ground.org.call('PATCH', `sobjects/${ground.object}/Key__c/CASE`, {
        Note__c: 'x',
      });
      return [status, json.id === id, json.created];
    },
    answer: () => [200, true, false],
  },
  {
    belief: 'a parent named by an external id is found, or said not to be there',
    source: pages.bulkRelationships,
    ask: async ({ org, object, make }) => {
      const parent = await make({ Key__c: 'the parent' });
      const found = await org.call('POST', `sobjects/${object}`, { Parent__r: { Key__c: 'the parent' } });
      const row = await org.call('GET', `sobjects/${object}/${found.json.id}?fields=Parent__c`);
      const lost = await org.call('POST', `sobjects/${object}`, { Parent__r: { Key__c: 'nobody' } });
      return [row.json.Parent__c === parent, coded(lost)];
    },
    answer: () => [true, [400, 'INVALID_FIELD']],
  },
  {
    belief: 'a parent named by an external id that several rows have is not chosen',
    source: known,
    ask: async ({ org, object, make }) => {
      await make({ Code__c: 'shared' });
      await make({ Code__c: 'shared' });
      return coded(await org.call('POST', `sobjects/${object}`, { Parent__r: { Code__c: 'shared' } }));
    },
    answer: () => [400, 'DUPLICATE_EXTERNAL_ID'],
  },
  {
    belief: 'an Id in a lookup that is of another object is told from one that is nobody’s',
    source: known,
    ask: async ({ org, object, make }) => {
      const account = await org.call('POST', 'sobjects/Account', { Name: 'Contract Keys' });
      org.later(() => org.call('DELETE', `sobjects/Account/${account.json.id}`));
      const other = await org.call('POST', `sobjects/${object}`, { Parent__c: account.json.id });
      const id = await make({});
      const self = await org.call('PATCH', `sobjects/${object}/${id}`, { Parent__c: id.slice(0, 15) });
      return [coded(other), self.status];
    },
    answer: () => [[400, 'FIELD_INTEGRITY_EXCEPTION'], 204],
  },
];

askAll(prepareGround, cases);
