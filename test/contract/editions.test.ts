import { askAll, type Bare, bare, type Case } from './case.ts';
import { said } from './contract-org.ts';
import { element, faulted, soapCall } from './soap.ts';
import { pages } from './sources.ts';

const withoutApi: readonly Case<Bare>[] = [
  {
    belief: 'a Professional Edition without the add-on has no REST API',
    source: pages.editionsWithApi,
    needs: 'control',
    ask: async ({ org }) => said(await org.call('GET', 'sobjects')),
    answer: () => [
      403,
      [{ errorCode: 'API_DISABLED_FOR_ORG', message: 'The REST API is not enabled for this Organization.' }],
    ],
  },
  {
    belief: 'nor SOAP',
    source: pages.editionsWithApi,
    needs: 'control',
    ask: async ({ org }) => faulted(await soapCall(org, 'u', '<getUserInfo/>')),
    answer: () => [500, 'sf:API_DISABLED_FOR_ORG'],
  },
  {
    belief: 'nor the Bulk API, which says so as FeatureNotEnabled',
    source: pages.bulkErrors,
    needs: 'control',
    ask: async ({ org }) => {
      const headers = { 'x-sfdc-session': org.token() };
      const bulk = await org.call('GET', `/services/async/${org.version}/job/750000000000001`, undefined, { headers });
      return [bulk.status, element(bulk, 'exceptionCode')];
    },
    answer: () => [400, 'FeatureNotEnabled'],
  },
];

const most = async ({ org }: Bare): Promise<number> => (await org.call('GET', 'limits')).json.DailyApiRequests.Max;

const allocation = (edition: string, licences: number, requests: number): readonly Case<Bare>[] => [
  {
    belief: `${edition} with ${licences} licences may make ${requests.toLocaleString('en-US')} requests in 24 hours`,
    source: pages.requestLimits,
    needs: 'control',
    ask: most,
    answer: () => requests,
  },
];

askAll(bare, withoutApi, { edition: 'Professional Edition' });
askAll(bare, allocation('Developer Edition', 5, 15_000), { edition: 'Developer Edition', licences: 5 });
askAll(bare, allocation('Enterprise Edition', 15, 115_000), { edition: 'Enterprise Edition', licences: 15 });
askAll(bare, allocation('Unlimited Edition', 15, 175_000), { edition: 'Unlimited Edition', licences: 15 });
