import { askAll, type Bare, bare, type Case } from './case.ts';
import { coded, said, soql } from './contract-org.ts';
import { element, faulted, soapCall } from './soap.ts';
import { pages } from './sources.ts';

const hour = 3_600_000;
const users = soql('SELECT Id FROM User LIMIT 1');
const used = async ({ org }: Bare): Promise<number> => {
  const header = (await org.call('GET', 'sobjects')).headers.get('sforce-limit-info') ?? '';
  return Number(/api-usage=(\d+)/.exec(header)?.[1]);
};

const cases: readonly Case<Bare>[] = [
  {
    belief: 'a day’s allocation that is used up refuses every further request, in each API',
    source: pages.restErrors,
    needs: 'control',
    ask: async ({ org }) => {
      org.control?.useRequests({ left: 1 });
      const last = await org.call('GET', users);
      const rest = said(await org.call('GET', users));
      const soap = faulted(await soapCall(org, 'u', '<getUserInfo/>'));
      const bulk = await org.call('GET', `/services/async/${org.version}/job/750000000000001`, undefined, {
        headers: { 'x-sfdc-session': org.token() },
      });
      return [last.status, rest, soap, element(bulk, 'exceptionCode')];
    },
    answer: () => [
      200,
      [403, [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }]],
      [500, 'sf:REQUEST_LIMIT_EXCEEDED'],
      'ExceededQuota',
    ],
  },
  {
    belief: 'the allocation is of the last 24 hours: what was used comes back a day after it was used, not at midnight',
    source: pages.requestLimits,
    needs: 'control',
    ask: async (ground) => {
      const { org } = ground;
      org.control?.useRequests({ used: 100 });
      const seen = [(await used(ground)) > 100];
      org.control?.moveClock({ by: 23 * hour });
      seen.push((await used(ground)) > 100);
      org.control?.moveClock({ by: 2 * hour });
      seen.push((await used(ground)) > 100);
      return seen;
    },
    answer: () => [true, true, false],
  },
  {
    belief: 'a Developer Edition bears five requests of twenty seconds at once, and refuses all others meanwhile',
    source: pages.requestLimits,
    needs: 'control',
    ask: async ({ org }) => {
      const fault = org.control!.addFault({ kind: 'hold', path: '/services/data/*/query', times: 5 });
      const slow = Array.from({ length: 5 }, () => org.call('GET', users));
      await org.control!.met(fault, 5);
      const before = (await org.call('GET', 'sobjects')).status;
      org.control!.moveClock({ by: 21_000 });
      const refused = await org.call('GET', 'sobjects');
      org.control!.removeFault(fault);
      await Promise.all(slow);
      return [before, coded(refused), (await org.call('GET', 'sobjects')).status];
    },
    answer: () => [200, [403, 'REQUEST_LIMIT_EXCEEDED'], 200],
  },
];

askAll(bare, cases);
