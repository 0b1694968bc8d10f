import { expect } from 'vitest';
import { askAll, type Bare, bare, type Case } from './case.ts';
import { type ContractOrg, coded, type Reply, soql, until } from './contract-org.ts';
import { deploy, metadata } from './deployment.ts';
import { known, pages } from './sources.ts';

const definition = {
  OrgName: 'Contract',
  Edition: 'Developer',
  DurationDays: 1,
  ConnectedAppConsumerKey: 'PlatformCLI',
  ConnectedAppCallbackUrl: 'http://localhost:1717/OauthRedirect',
};
const path = 'sobjects/ScratchOrgInfo';
const ask = (org: ContractOrg, wanted: Readonly<Record<string, unknown>> = {}) =>
  org.call('POST', path, { ...definition, ...wanted });

/** The request once it is answered. */
async function signUp(org: ContractOrg, wanted: Readonly<Record<string, unknown>> = {}): Promise<Reply['json']> {
  const { id } = (await ask(org, wanted)).json;
  const look = async () => (await org.call('GET', `${path}/${id}`)).json;
  return until(look, ({ Status }) => Status !== 'New' && Status !== 'Creating');
}

const knows = soql('SELECT Id FROM ScratchOrgInfo LIMIT 1');
const active = ({ SignupUsername }: Reply['json']) =>
  soql(`SELECT Id, ScratchOrg, ScratchOrgInfoId FROM ActiveScratchOrg WHERE SignupUsername = '${SignupUsername}'`);

const hub: readonly Case<Bare>[] = [
  {
    belief: 'a Dev Hub is told by its knowing of scratch orgs',
    source: pages.sfdxCore,
    needs: 'control',
    ask: async ({ org }) => (await org.call('GET', knows)).status,
    answer: () => 200,
  },
  {
    belief: 'a request is answered with all that a client needs to sign in to the new org',
    source: pages.sfdxCore,
    needs: 'control',
    ask: async ({ org }) => signUp(org),
    answer: () =>
      expect.objectContaining({
        Id: expect.stringMatching(/^2SR/),
        Status: 'Active',
        ScratchOrg: expect.stringMatching(/^00D\w{12}$/),
        SignupUsername: expect.stringContaining('@'),
        SignupInstance: expect.any(String),
        LoginUrl: expect.stringMatching(/^http/),
        AuthCode: expect.any(String),
        ExpirationDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      }),
  },
  {
    belief: 'without AdminEmail the new org’s user has the e-mail address of whoever asked',
    source: pages.scratchOrgInfo,
    needs: 'control',
    ask: async ({ org }) => {
      const { SignupEmail, AdminEmail, CreatedById } = await signUp(org);
      const asker = (await org.call('GET', `sobjects/User/${CreatedById}?fields=Email`)).json.Email;
      return [AdminEmail, SignupEmail === asker];
    },
    answer: () => [null, true],
  },
  {
    belief: 'a new scratch org has its row of ActiveScratchOrg, and goes with it',
    source: pages.activeScratchOrg,
    needs: 'control',
    ask: async ({ org }) => {
      const request = await signUp(org);
      const [row] = (await org.call('GET', active(request))).json.records;
      const gone = await org.call('DELETE', `sobjects/ActiveScratchOrg/${row.Id}`);
      const { Status } = await until(
        async () => (await org.call('GET', `${path}/${request.Id}`)).json,
        (now) => now.Status !== 'Active',
      );
      return [row.ScratchOrg === request.ScratchOrg, row.ScratchOrgInfoId === request.Id, gone.status, Status];
    },
    answer: () => [true, true, 204, 'Deleted'],
  },
  {
    belief: 'a feature that there is not is refused by its name',
    source: pages.noFeature,
    needs: 'control',
    ask: async ({ org }) => (await ask(org, { Features: 'API;NoSuchFeature' })).json[0],
    answer: () =>
      expect.objectContaining({ errorCode: 'INVALID_INPUT', message: 'NoSuchFeature is not a valid Features value.' }),
  },
  {
    belief: 'features are known in any case, and some are asked for with a number',
    source: pages.scratchDefinition,
    needs: 'control',
    ask: async ({ org }) => (await signUp(org, { Features: 'api;ADDCUSTOMTABS:10' })).Status,
    answer: () => 'Active',
  },
  {
    belief: 'an edition that there is not is refused as a value of a restricted picklist',
    source: pages.scratchOrgInfo,
    needs: 'control',
    ask: async ({ org }) => coded(await ask(org, { Edition: 'Gold' })),
    answer: () => [400, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
  },
  {
    belief: 'partner editions are for partners’ business orgs',
    source: pages.partnerEditions,
    needs: 'control',
    ask: async ({ org }) => (await ask(org, { Edition: 'Partner Developer' })).json[0].message,
    answer: () => expect.stringContaining("You don't have permission to create Partner Edition organizations."),
  },
  {
    belief: 'a sign-up that comes to nothing says why by a code',
    source: pages.scratchErrors,
    needs: 'control',
    ask: async ({ org }) => {
      const wrong = [
        { AdminEmail: 'a@b.c' },
        { Country: 'XX' },
        { Namespace: 'notours' },
        { Username: 'admin@heap.local' },
      ];
      const codes: unknown[] = [];
      for (const wanted of wrong) {
        const { Status, ErrorCode } = await signUp(org, wanted);
        codes.push([Status, ErrorCode]);
      }
      return codes;
    },
    answer: () => [
      ['Error', 'S-1006'],
      ['Error', 'S-2006'],
      ['Error', 'S-1017'],
      ['Error', 'C-1007'],
    ],
  },
  {
    belief: 'Enterprise Edition has 40 scratch orgs at a time and 80 a day',
    source: pages.scratchLimits,
    needs: 'control',
    ask: async ({ org }) => {
      const { ActiveScratchOrgs, DailyScratchOrgs } = (await org.call('GET', 'limits')).json;
      return [ActiveScratchOrgs.Max, DailyScratchOrgs.Max];
    },
    answer: () => [40, 80],
  },
  {
    belief: 'a Dev Hub stays one',
    source: known,
    needs: 'control',
    ask: async ({ org }) => (await deploy(org, ...devHub(false))).success,
    answer: () => false,
  },
];

const devHub = (on: boolean) =>
  [
    { Settings: ['DevHub'] },
    {
      'settings/DevHub.settings': metadata(
        'DevHubSettings',
        `<enableScratchOrgManagementPref>${on}</enableScratchOrgManagementPref>`,
      ),
    },
  ] as const;

askAll(bare, hub, { kind: 'production' });

const developer: readonly Case<Bare>[] = [
  {
    belief: 'an org that is no Dev Hub knows of no scratch orgs',
    source: pages.sfdxCore,
    needs: 'control',
    ask: async ({ org }) => coded(await org.call('GET', knows)),
    answer: () => [400, 'INVALID_TYPE'],
  },
  {
    belief: 'a Developer Edition becomes a Dev Hub by DevHubSettings, with three scratch orgs at a time and six a day',
    source: pages.devHubSettings,
    needs: 'control',
    ask: async ({ org }) => {
      const { success } = await deploy(org, ...devHub(true));
      const { ActiveScratchOrgs, DailyScratchOrgs } = (await org.call('GET', 'limits')).json;
      return [success, (await org.call('GET', knows)).status, ActiveScratchOrgs.Max, DailyScratchOrgs.Max];
    },
    answer: () => [true, 200, 3, 6],
  },
  {
    belief: 'one scratch org too many is refused as such',
    source: pages.tooManyScratchOrgs,
    needs: 'control',
    ask: async ({ org }) => {
      await deploy(org, ...devHub(true));
      for (let count = 0; count < 3; count++) await signUp(org);
      return (await ask(org)).json[0];
    },
    answer: () =>
      expect.objectContaining({
        errorCode: 'LIMIT_EXCEEDED',
        message: 'The signup request failed because this organization has reached its active scratch org limit',
      }),
  },
];

askAll(bare, developer, { kind: 'developer' });

askAll(
  bare,
  [
    {
      belief: 'a sandbox cannot become a Dev Hub',
      source: pages.enableDevHub,
      needs: 'control',
      ask: async ({ org }) => (await deploy(org, ...devHub(true))).success,
      answer: () => false,
    },
  ],
  { kind: 'sandbox' },
);
