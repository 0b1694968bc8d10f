import { expect } from 'vitest';
import { rowErrors, runJob } from './bulk.ts';
import { askAll, type Case } from './case.ts';
import { type ContractOrg, said } from './contract-org.ts';
import { addFields, decimals } from './field-grants.ts';
import { type Ground, prepareGround } from './ground.ts';
import { known, pages } from './sources.ts';

type Row = Readonly<Record<string, unknown>>;

async function prepare(org: ContractOrg): Promise<Ground> {
  const ground = await prepareGround(org);
  const fields = {
    When__c: '<type>DateTime</type>',
    Day__c: '<type>Date</type>',
    Cash__c: `${decimals}<type>Currency</type>`,
    Open__c: '<defaultValue>false</defaultValue><type>Checkbox</type>',
  };
  await addFields(ground, fields, 'edit');
  return ground;
}

const make = async ({ org, object }: Ground, row: Row): Promise<unknown> =>
  said(await org.call('POST', `sobjects/${object}`, row));

/** The reader tells where it stood, and no fields. */
const unread = (words: string) => [
  400,
  [
    {
      errorCode: 'JSON_PARSER_ERROR',
      message: expect.stringMatching(
        new RegExp(`^Cannot deserialize instance of ${words} ?\\[line:1, column:\\d+\\]$`),
      ),
    },
  ],
];
const orMissing = 'or request may be missing a required field at';

/** What a job says of its rows, of which each fills one field. */
const inBulk = async (ground: Ground, field: string, ...values: readonly string[]): Promise<unknown> =>
  (
    await rowErrors(
      ground,
      (
        await runJob(ground, {}, `Key__c,${field}\n${values.map((value) => `,${value}\n`).join('')}`)
      ).id,
    )
  ).sort();

const refusedInBulk = (field: string, type: string, ...values: readonly string[]): string[] =>
  values
    .map((value) => `'${value}' is not a valid value for the type xsd:${type}:${field} --`)
    .map((trouble) => `INVALID_FIELD:Failed to deserialize field at col 1. Due to, ${trouble}`)
    .sort();

const cases: readonly Case<Ground>[] = [
  {
    belief: 'a blank does not part the day of a datetime from its time, and the refusal tells the place and no fields',
    source: pages.jsonReader,
    ask: (ground) => make(ground, { When__c: '2026-01-02 03:04:05' }),
    answer: () => unread(`datetime from VALUE_STRING value 2026-01-02 03:04:05 ${orMissing}`),
  },
  {
    belief: 'an object is no value of a field',
    source: pages.jsonObjects,
    ask: async (ground) => [await make(ground, { Day__c: {} }), await make(ground, { Note__c: { name: 'x' } })],
    answer: () => [
      unread(`date from START_OBJECT value { ${orMissing}`),
      unread(`string from START_OBJECT value { ${orMissing}`),
    ],
  },
  {
    belief: 'nor is a list',
    source: pages.jsonLists,
    ask: (ground) => make(ground, { Parent__c: ['x'] }),
    answer: () => unread('reference from START_ARRAY value'),
  },
  {
    belief: 'a date is not taken from a datetime with more than three digits of a second',
    source: pages.jsonDays,
    ask: (ground) => make(ground, { Day__c: '2026-04-30T13:19:18.000000+02:00' }),
    answer: () => unread(`date from VALUE_STRING value 2026-04-30T13:19:18\\.000000\\+02:00 ${orMissing}`),
  },
  {
    belief: 'money is read as currency, and comes without its sign',
    source: known,
    ask: (ground) => make(ground, { Cash__c: '$5' }),
    answer: () => unread(`currency from VALUE_STRING value \\$5 ${orMissing}`),
  },
  {
    belief: 'one value that cannot be read refuses a whole collection, and makes nothing',
    source: known,
    ask: async ({ org, object }) => {
      const rows = [{ Key__c: 'read' }, { Open__c: 'FALSE' }];
      const records = rows.map((row) => ({ attributes: { type: object }, ...row }));
      const answer = await org.call('POST', 'composite/sobjects', { allOrNone: false, records });
      return [said(answer), (await org.call('GET', `sobjects/${object}/Key__c/read`)).status];
    },
    answer: () => [unread(`boolean from VALUE_STRING value FALSE ${orMissing}`), 404],
  },
  {
    belief: 'Bulk refuses a row by the column, counted from 0, and by the type that its value is not of',
    source: pages.bulkReader,
    ask: async (ground) => [
      await inBulk(ground, 'When__c', '2026-01-02', '2026-01-02 03:04:05', '2026-01-02T03:04:05Z'),
      await inBulk(ground, 'Cash__c', '$5', '5'),
    ],
    answer: () => [
      refusedInBulk('When__c', 'dateTime', '2026-01-02', '2026-01-02 03:04:05'),
      refusedInBulk('Cash__c', 'double', '$5'),
    ],
  },
  {
    belief: 'Bulk takes a date as year, month and day alone',
    source: pages.bulkDates,
    ask: (ground) => inBulk(ground, 'Day__c', '6/15/26', '2026-06-15T00:00:00Z', '2026-06-15'),
    answer: () => refusedInBulk('Day__c', 'date', '6/15/26', '2026-06-15T00:00:00Z'),
  },
];

askAll(prepare, cases);
