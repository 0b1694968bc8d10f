import { expect } from 'vitest';
import { askAll, type Bare, bare, type Case } from './case.ts';
import { said, soql } from './contract-org.ts';
import { element, faulted, soapCall } from './soap.ts';
import { known, pages } from './sources.ts';

const expired = [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }];
const wrongToken = (token: string): string => `${token.slice(0, 16)}nonsense.${token.slice(-20, -1)}`;
const nowhere = [{ message: 'The requested resource does not exist', errorCode: 'NOT_FOUND' }];
const organization =
  'SELECT Name, InstanceName, IsSandbox, TrialExpirationDate, NamespacePrefix, OrganizationType FROM Organization';

const cases: readonly Case<Bare>[] = [
  {
    belief: 'the versions are listed to anybody, from old to new',
    source: pages.versions,
    ask: async ({ org }) => {
      const listed = (await (await fetch(`${org.url}/services/data`)).json()) as { url: string; version: string }[];
      const numbers = listed.map(({ version }) => Number(version));
      return [listed.at(-1), numbers.every((number, place) => place === 0 || number > (numbers[place - 1] ?? 0))];
    },
    answer: ({ org: { version } }) => [
      { label: expect.any(String), url: `/services/data/v${version}`, version: expect.stringMatching(/^[1-9]\d\.0$/) },
      true,
    ],
  },
  {
    belief: 'version 51.0, which sf asks by, is served whatever is listed',
    source: pages.sfdxCore,
    ask: async ({ org }) =>
      (await org.call('GET', `/services/data/v51.0/${soql('SELECT Id FROM Organization')}`)).status,
    answer: () => 200,
  },
  ...['20.0', '30.0'].map((version) => ({
    belief: `version ${version} is retired, and gone from REST`,
    source: pages.retired,
    ask: async ({ org }: Bare) => (await org.call('GET', `/services/data/v${version}/sobjects`)).status,
    answer: () => 410,
  })),
  {
    belief: 'a retired version is a fault of SOAP, with its own code',
    source: pages.retired,
    ask: async ({ org }) => {
      const { status, text } = await soapCall(org, 'm', '<describeMetadata/>', { version: '30.0' });
      return [status, text.includes('UNSUPPORTED_API_VERSION')];
    },
    answer: () => [500, true],
  },
  {
    belief: 'REST says of a bad session that it expired, with 401 and without fields',
    source: pages.restforce,
    ask: async ({ org }) => said(await org.call('GET', 'sobjects', undefined, { token: wrongToken(org.token()) })),
    answer: () => [401, expired],
  },
  {
    belief: 'Bulk says the same, so that clients know to log in again',
    source: pages.jsforce,
    ask: async ({ org }) => {
      const body = { object: 'Account', operation: 'insert' };
      const { status, text } = await org.call('POST', 'jobs/ingest', body, { token: wrongToken(org.token()) });
      return [status, text.includes('INVALID_SESSION_ID')];
    },
    answer: () => [401, true],
  },
  ...(['m', 'u'] as const).map((api) => ({
    belief: `SOAP (${api}) says it with 500 and a fault code with one prefix and no attributes`,
    source: pages.jsforce,
    ask: async ({ org }: Bare) => {
      const call = api === 'm' ? '<describeMetadata/>' : '<getUserInfo/>';
      return faulted(await soapCall(org, api, call, { token: wrongToken(org.token()) }));
    },
    answer: () => [500, 'sf:INVALID_SESSION_ID'],
  })),
  {
    belief: 'an access token is a good session of SOAP, whose answer is in a prefixed envelope',
    source: pages.soapLogin,
    ask: async ({ org }) => {
      const us = (await org.call('GET', '/services/oauth2/userinfo')).json;
      const answer = await soapCall(org, 'u', '<getUserInfo/>');
      return [answer.status, element(answer, 'userId') === us.user_id, /<\w+:Envelope[\s>]/.test(answer.text)];
    },
    answer: () => [200, true, true],
  },
  {
    belief: 'SOAP has no login() from version 65.0 on',
    source: pages.soapLogin,
    ask: async ({ org }) => {
      const call = '<login><username>nobody@contract.example</username><password>x</password></login>';
      const { status, text } = await soapCall(org, 'u', call, { version: '65.0' });
      return [status, text.includes('INVALID_LOGIN'), text.includes('<sessionId>')];
    },
    answer: () => [500, false, false],
  },
  {
    belief: 'every answer of REST tells what was used of the allowance',
    source: pages.restforce,
    ask: async ({ org }) => (await org.call('GET', 'sobjects')).headers.get('sforce-limit-info'),
    answer: () => expect.stringMatching(/^api-usage=\d+\/\d+(?:;|$)/),
  },
  {
    belief: 'an administrator may ask for the limits',
    source: pages.limits,
    ask: async ({ org }) => {
      const { DailyApiRequests, DailyBulkApiBatches, DailyBulkV2QueryJobs } = (await org.call('GET', 'limits')).json;
      return [DailyApiRequests, DailyBulkApiBatches, DailyBulkV2QueryJobs];
    },
    answer: () =>
      Array.from({ length: 3 }, () =>
        expect.objectContaining({ Max: expect.any(Number), Remaining: expect.any(Number) }),
      ),
  },
  {
    belief: 'a path that leads nowhere, and an object that is not there, are not found in the same words',
    source: pages.restforce,
    ask: async ({ org }) => [
      said(await org.call('GET', 'sobjects/Nope__c/describe')),
      said(await org.call('POST', 'sobjects/Nope__c', { Name: 'x' })),
      said(await org.call('GET', 'nonsense')),
    ],
    answer: () => [
      [404, nowhere],
      [404, nowhere],
      [404, nowhere],
    ],
  },
  {
    belief: 'an org has exactly one row of Organization, with what sf asks of it',
    source: pages.sfdxCore,
    ask: async ({ org }) => {
      const { totalSize, records } = (await org.call('GET', soql(organization))).json;
      return [totalSize, typeof records[0].IsSandbox, typeof records[0].OrganizationType];
    },
    answer: () => [1, 'boolean', 'string'],
  },
  {
    belief: 'a request without a token is answered as one with a bad token',
    source: known,
    ask: async ({ org }) => {
      const response = await fetch(`${org.url}/services/data/v${org.version}/sobjects`);
      return [response.status, await response.json()];
    },
    answer: () => [401, expired],
  },
];

askAll(bare, cases);
