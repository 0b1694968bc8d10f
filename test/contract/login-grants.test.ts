import { createHash } from 'node:crypto';
import type { Fault } from '../../src/local-org/engine/faults.ts';
import { askAll, type Bare, bare, type Case } from './case.ts';
import { type ContractOrg, said } from './contract-org.ts';
import { askToken, client, refused } from './oauth.ts';
import { signInAs } from './person.ts';
import { known, pages } from './sources.ts';

async function grant(org: ContractOrg, verifier = 'a-verifier') {
  const code_challenge = createHash('sha256').update('a-verifier').digest('base64url');
  const query = new URLSearchParams({ response_type: 'code', prompt: 'login', ...client, code_challenge });
  const { headers } = await org.call('GET', `/services/oauth2/authorize?${query}`);
  const code = new URL(headers.get('location') ?? '').searchParams.get('code') ?? '';
  return askToken(org, { grant_type: 'authorization_code', code, ...client, code_verifier: verifier });
}

const refresh = (org: ContractOrg, refresh_token: string) =>
  askToken(org, { grant_type: 'refresh_token', refresh_token, client_id: client.client_id });

const cases: readonly Case<Bare>[] = [
  {
    belief: 'a user may have allowed a client five times; the sixth ends the oldest refresh token',
    source: known,
    needs: 'open-login',
    ask: async ({ org }) => {
      const tokens: string[] = [];
      for (let time = 0; time < 6; time++) tokens.push((await grant(org)).json.refresh_token);
      const answers = [];
      for (const token of tokens) answers.push((await refresh(org, token)).status);
      return answers;
    },
    answer: () => [400, 200, 200, 200, 200, 200],
  },
  {
    belief: 'a code with a challenge is not good with another verifier',
    source: known,
    needs: 'open-login',
    ask: async ({ org }) => said(await grant(org, 'another-verifier')),
    answer: () => refused('invalid_grant', 'invalid code verifier'),
  },
  {
    belief: 'a refresh token is good for its own client only',
    source: known,
    needs: 'open-login',
    ask: async ({ org }) => {
      const { refresh_token } = (await grant(org)).json;
      return said(await askToken(org, { grant_type: 'refresh_token', refresh_token, client_id: 'nobody' }));
    },
    answer: () => refused('invalid_client_id', 'client identifier invalid'),
  },
  {
    belief: 'a refresh token that is taken back takes the sessions it gave with it',
    source: known,
    needs: 'open-login',
    ask: async ({ org }) => {
      const { refresh_token, access_token } = (await grant(org)).json;
      await org.call('POST', '/services/oauth2/revoke', new URLSearchParams({ token: refresh_token }));
      return (await org.call('GET', 'limits', undefined, { token: access_token })).status;
    },
    answer: () => 401,
  },
  {
    belief: 'client credentials of an unknown client are refused for the client',
    source: known,
    ask: async ({ org }) =>
      said(await askToken(org, { grant_type: 'client_credentials', client_id: 'nobody', client_secret: 'none' })),
    answer: () => refused('invalid_client_id', 'client identifier invalid'),
  },
  {
    belief: 'a password that is no user’s lets nobody in',
    source: pages.oauthErrors,
    needs: 'open-login',
    ask: async ({ org }) => {
      const words = { username: 'nobody@contract.example', password: 'none' };
      return said(await askToken(org, { grant_type: 'password', ...client, ...words }));
    },
    answer: () => refused('invalid_grant', 'authentication failure'),
  },
  {
    belief: 'a client that nobody installed is refused for itself, whoever signs in by it',
    source: pages.appUninstalled,
    needs: 'control',
    ask: ({ org }) => refusedLogin(org, { kind: 'app-not-installed' }),
    answer: () => refused('invalid_client', 'app must be installed into org'),
  },
  {
    belief: 'a user whom no administrator approved for a client is refused',
    source: pages.appApproved,
    needs: 'control',
    ask: ({ org }) => refusedLogin(org, { kind: 'app-not-approved', username: org.jwt?.username ?? '' }),
    answer: () => refused('invalid_app_access', 'user is not admin approved to access this app'),
  },
  {
    belief: 'a sign-in that a policy refused is let in once the policy is another',
    source: known,
    needs: 'control',
    ask: async ({ org }) => {
      await refusedLogin(org, { kind: 'app-not-approved' });
      return (await signInAs(org, org.jwt?.username ?? '')).status;
    },
    answer: () => 200,
  },
];

/** A sign-in by JWT while a policy stands in its way. */
async function refusedLogin(org: ContractOrg, policy: Fault): Promise<unknown> {
  const fault = org.control?.addFault(policy) ?? '';
  const answer = said(await signInAs(org, org.jwt?.username ?? ''));
  org.control?.removeFault(fault);
  return answer;
}

askAll(bare, cases);
