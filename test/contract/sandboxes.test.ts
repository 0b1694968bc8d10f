import { expect } from 'vitest';
import { askAll, type Bare, bare, type Case } from './case.ts';
import { type ContractOrg, coded, type Reply, soql, until } from './contract-org.ts';
import { known, pages } from './sources.ts';

const path = 'tooling/sobjects/SandboxInfo';
const callbackUrl = 'http://localhost:1717/OauthRedirect';
const tooling = (query: string) => `tooling/${soql(query)}`;

async function processOf(org: ContractOrg, name: string): Promise<Reply['json']> {
  const columns = 'Id, Status, SandboxName, SandboxInfoId, LicenseType, CopyProgress, SandboxOrganization, EndDate';
  const query = tooling(
    `SELECT ${columns} FROM SandboxProcess WHERE SandboxName = '${name}' ORDER BY CreatedDate DESC`,
  );
  return until(
    async () => (await org.call('GET', query)).json.records[0],
    (row) => row === undefined || row.Status !== 'Pending',
  );
}

const create = (org: ContractOrg, wanted: Readonly<Record<string, unknown>>) => org.call('POST', path, wanted);

/** The token of the production org's user in its sandbox. */
async function tokenIn(org: ContractOrg, sandboxName: string): Promise<string> {
  const { authCode, loginUrl } = (await org.call('POST', 'tooling/sandboxAuth', { sandboxName, callbackUrl })).json;
  const words = { code: authCode, client_id: 'PlatformCLI', redirect_uri: callbackUrl };
  const body = new URLSearchParams({ grant_type: 'authorization_code', ...words });
  const login = await fetch(`${loginUrl}/services/oauth2/token`, { method: 'POST', body });
  return ((await login.json()) as { readonly access_token: string }).access_token;
}

async function inSandbox(org: ContractOrg, name: string, query: string): Promise<readonly Reply['json'][]> {
  const token = await tokenIn(org, name);
  return (await org.call('GET', soql(query), undefined, { token })).json.records;
}

async function made(org: ContractOrg, name: string, LicenseType: string): Promise<void> {
  if ((await processOf(org, name)) === undefined) await create(org, { SandboxName: name, LicenseType });
  await processOf(org, name);
}

const cases: readonly Case<Bare>[] = [
  {
    belief: 'a new SandboxInfo has its SandboxProcess, which tells when the copy is done and which org it is',
    source: pages.sandboxProcess,
    needs: 'control',
    ask: async ({ org }) => {
      await made(org, 'dev1', 'DEVELOPER');
      return processOf(org, 'dev1');
    },
    answer: () =>
      expect.objectContaining({
        Id: expect.stringMatching(/^0GR/),
        SandboxInfoId: expect.stringMatching(/^0GQ/),
        Status: 'Completed',
        CopyProgress: 100,
        SandboxOrganization: expect.stringMatching(/^00D\w{12}$/),
        EndDate: expect.any(String),
      }),
  },
  {
    belief: 'a Developer sandbox copies no rows, and a Full one all, under their own Ids',
    source: pages.sandboxKinds,
    needs: 'control',
    ask: async ({ org }) => {
      const { id } = (await org.call('POST', 'sobjects/Account', { Name: 'Copied' })).json;
      await made(org, 'dev1', 'DEVELOPER');
      await made(org, 'full', 'FULL');
      const query = 'SELECT Id FROM Account';
      const [none, all] = [await inSandbox(org, 'dev1', query), await inSandbox(org, 'full', query)];
      return [none, all.some(({ Id }) => Id === id)];
    },
    answer: () => [[], true],
  },
  {
    belief: 'its users have the sandbox’s name behind theirs, and e-mail addresses that lead nowhere',
    source: pages.sandboxUsers,
    needs: 'control',
    ask: async ({ org }) => {
      await made(org, 'dev1', 'DEVELOPER');
      return inSandbox(org, 'dev1', 'SELECT Username, Email FROM User ORDER BY Username');
    },
    answer: () => [
      expect.objectContaining({ Username: 'admin@heap.local.dev1', Email: 'admin@heap.local' }),
      expect.objectContaining({ Username: 'heap-sync@heap.local.dev1', Email: 'heap-sync@heap.local.invalid' }),
    ],
  },
  {
    belief: 'whoever may use the production org is let into its sandbox by a code',
    source: pages.sandboxAuth,
    needs: 'control',
    ask: async ({ org }) => {
      await made(org, 'dev1', 'DEVELOPER');
      return (await org.call('POST', 'tooling/sandboxAuth', { sandboxName: 'dev1', callbackUrl })).json;
    },
    answer: () => ({
      authCode: expect.any(String),
      authUserName: 'admin@heap.local.dev1',
      instanceUrl: expect.stringMatching(/^http/),
      loginUrl: expect.stringMatching(/^http/),
    }),
  },
  {
    belief: 'no two sandboxes have one name',
    source: pages.sandboxTwin,
    needs: 'control',
    ask: async ({ org }) => {
      await made(org, 'dev1', 'DEVELOPER');
      return (await create(org, { SandboxName: 'dev1', LicenseType: 'Developer' })).json[0];
    },
    answer: () =>
      expect.objectContaining({
        errorCode: 'DUPLICATE_VALUE',
        message: expect.stringMatching(
          /^duplicate value found: SandboxName duplicates value on record with id: 0GQ\w{12}$/,
        ),
      }),
  },
  {
    belief: 'Unlimited Edition comes with one Full sandbox',
    source: pages.sandboxKinds,
    needs: 'control',
    ask: async ({ org }) => {
      await made(org, 'full', 'FULL');
      return coded(await create(org, { SandboxName: 'full2', LicenseType: 'FULL' }));
    },
    answer: () => [400, 'LIMIT_EXCEEDED'],
  },
  {
    belief: 'a Developer sandbox is refreshed once a day, and its sessions end with it',
    source: pages.sandboxKinds,
    needs: 'control',
    ask: async ({ org }) => {
      await made(org, 'dev1', 'DEVELOPER');
      const { SandboxInfoId, SandboxOrganization } = await processOf(org, 'dev1');
      const token = await tokenIn(org, 'dev1');
      const tooEarly = coded(await org.call('PATCH', `${path}/${SandboxInfoId}`, { AutoActivate: true }));
      org.control?.moveClock({ by: 24 * 3_600_000 });
      const { status } = await org.call('PATCH', `${path}/${SandboxInfoId}`, { AutoActivate: true });
      const fresh = await processOf(org, 'dev1');
      const old = await org.call('GET', 'limits', undefined, { token });
      return [tooEarly, status, fresh.SandboxOrganization !== SandboxOrganization, coded(old)];
    },
    answer: () => [[400, 'LIMIT_EXCEEDED'], 204, true, [401, 'INVALID_SESSION_ID']],
  },
  {
    belief: 'whether sandboxes track their source is told by SourceTrackingSettings',
    source: pages.sourceMember,
    needs: 'control',
    ask: async ({ org }) =>
      (await org.call('GET', tooling('SELECT IsSourceTrackingSandboxesEnabled FROM SourceTrackingSettings'))).json
        .records,
    answer: () => [expect.objectContaining({ IsSourceTrackingSandboxesEnabled: true })],
  },
];

askAll(bare, cases, { kind: 'production', edition: 'Unlimited Edition' });

askAll(
  bare,
  [
    {
      belief: 'an org that is no production org knows of no sandboxes',
      source: known,
      needs: 'control',
      ask: async ({ org }) => coded(await org.call('GET', tooling('SELECT Id FROM SandboxInfo'))),
      answer: () => [400, 'INVALID_TYPE'],
    },
  ],
  { kind: 'developer' },
);
