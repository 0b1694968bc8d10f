import { askAll, type Case } from './case.ts';
import { coded, soql } from './contract-org.ts';
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

interface Part {
  readonly httpStatusCode: number;
  readonly body: readonly { readonly errorCode?: string; readonly message?: string }[];
}

const codes = (parts: readonly Part[]) =>
  parts.map(({ httpStatusCode, body }) => [httpStatusCode, body?.[0]?.errorCode]);

const composite = async (ground: Ground, ...compositeRequest: readonly object[]): Promise<readonly Part[]> =>
  (await ground.org.call('POST', 'composite', { compositeRequest })).json.compositeResponse;

const cases: readonly Case<Ground>[] = [
  {
    belief: 'a part refers to what an earlier one answered, and a row that was made tells its address',
    source: pages.compositeUse,
    ask: async (ground) => {
      const parts = await composite(
        ground,
        post(ground, 'parent', { Note__c: 'parent' }),
        post(ground, 'child', { Note__c: 'child', Parent__c: '@{parent.id}' }),
      );
      const headers = (parts[0] as unknown as { httpHeaders: { Location: string } }).httpHeaders;
      return [codes(parts), headers.Location.startsWith(`${data(ground)}/sobjects/${ground.object}/`)];
    },
    answer: () => [
      [
        [201, undefined],
        [201, undefined],
      ],
      true,
    ],
  },
  {
    belief: 'what refers to a part that failed is halted in these words; what does not is done',
    source: pages.compositeUse,
    ask: async (ground) => {
      const parts = await composite(
        ground,
        post(ground, 'bad', tooLong),
        post(ground, 'child', { Parent__c: '@{bad.id}' }),
        post(ground, 'good', {}),
      );
      return [codes(parts), parts[1]?.body[0]?.message];
    },
    answer: () => [
      [
        [400, 'STRING_TOO_LONG'],
        [400, 'PROCESSING_HALTED'],
        [201, undefined],
      ],
      'Invalid reference specified. No value for bad.id found in bad',
    ],
  },
  {
    belief: 'five parts at most are queries',
    source: known,
    ask: async ({ org, object }) => {
      const url = `/services/data/v${org.version}/${soql(`SELECT Id FROM ${object} LIMIT 1`)}`;
      const compositeRequest = Array.from({ length: 6 }, (_, n) => ({ method: 'GET', url, referenceId: `q${n}` }));
      return (await org.call('POST', 'composite', { compositeRequest })).status;
    },
    answer: () => 400,
  },
  {
    belief: 'a tree holds 200 records at most',
    source: pages.compositeTree,
    ask: async ({ org, object }) => {
      const records = Array.from({ length: 201 }, (_, n) => ({ attributes: { type: object, referenceId: `r${n}` } }));
      return (await org.call('POST', `composite/tree/${object}`, { records })).status;
    },
    answer: () => 400,
  },
  {
    belief: 'a tree names each of its records once, in these words',
    source: pages.compositeTree,
    ask: async ({ org, object }) => {
      const records = ['same', 'same'].map((referenceId) => ({ attributes: { type: object, referenceId } }));
      const { status, json } = await org.call('POST', `composite/tree/${object}`, { records });
      return [status, json.hasErrors, json.results[0].errors[0].message];
    },
    answer: () => [400, true, 'Duplicate ReferenceId provided in the request.'],
  },
  {
    belief: 'a collection has ten chunks of one type after the other at most',
    source: known,
    ask: async ({ org, object }) => {
      const records = Array.from({ length: 11 }, (_, n) => ({
        attributes: { type: n % 2 === 0 ? object : 'Account' },
      }));
      return (await org.call('POST', 'composite/sobjects', { records })).status;
    },
    answer: () => 400,
  },
  {
    belief: 'a composite request without a list is an error of the parser',
    source: known,
    ask: async ({ org }) => coded(await org.call('POST', 'composite', {})),
    answer: () => [400, 'JSON_PARSER_ERROR'],
  },
];

askAll(prepareGround, cases);
