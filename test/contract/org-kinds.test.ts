import { askAll, type Bare, bare, type Case } from './case.ts';
import { type Reply, soql } from './contract-org.ts';
import { pages } from './sources.ts';

const organization = soql('SELECT IsSandbox, TrialExpirationDate, OrganizationType, InstanceName FROM Organization');
const record = ({ json }: Reply) => json.records[0];

const told = (belief: string, sandbox: boolean, expires: boolean, edition: string): readonly Case<Bare>[] => [
  {
    belief,
    source: pages.orgFields,
    needs: 'control',
    ask: async ({ org }) => {
      const { IsSandbox, TrialExpirationDate, OrganizationType } = record(await org.call('GET', organization));
      return [IsSandbox, TrialExpirationDate !== null, OrganizationType];
    },
    answer: () => [sandbox, expires, edition],
  },
];

const instance: Case<Bare> = {
  belief: 'instances of sandboxes and scratch orgs end in S',
  source: pages.instanceNames,
  needs: 'control',
  ask: async ({ org }) => String(record(await org.call('GET', organization)).InstanceName).endsWith('S'),
  answer: () => true,
};

askAll(bare, told('a production org is no sandbox and does not run out', false, false, 'Enterprise Edition'), {
  kind: 'production',
});
askAll(
  bare,
  [
    ...told(
      'a sandbox says so, has the edition of its production org, and does not run out',
      true,
      false,
      'Enterprise Edition',
    ),
    instance,
  ],
  { kind: 'sandbox' },
);
askAll(bare, told('a scratch org is a sandbox that runs out', true, true, 'Developer Edition'), { kind: 'scratch' });
askAll(bare, told('a Developer Edition is no sandbox, and is told by its edition', false, false, 'Developer Edition'), {
  kind: 'developer',
});
