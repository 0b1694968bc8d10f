import { createHash } from 'node:crypto';
import { askAll, type Bare, bare, type Case } from './case.ts';
import { type ContractOrg, said } from './contract-org.ts';
import { askToken, client, refused } from './oauth.ts';
import { known, pages } from './sources.ts';

/** Goes to the login page as the CLI does, with a challenge but no word on its method; gives the address it leads back to. */
async function authorize(org: ContractOrg, verifier: string): Promise<URL> {
  const code_challenge = createHash('sha256').update(verifier).digest('base64url');
  const query = new URLSearchParams({
    response_type: 'code',
    state: 'kept',
    prompt: 'login',
    ...client,
    code_challenge,
  });
  const response = await org.call('GET', `/services/oauth2/authorize?${query}`);
  return new URL(response.headers.get('location') ?? '');
}

async function login(org: ContractOrg, change: Readonly<Record<string, string>> = {}) {
  const code = (await authorize(org, 'a-verifier')).searchParams.get('code') ?? '';
  const words = { grant_type: 'authorization_code', code, ...client, code_verifier: 'a-verifier', ...change };
  return { words, answer: await askToken(org, words) };
}

const refresh = (org: ContractOrg, refresh_token: string) =>
  askToken(org, { grant_type: 'refresh_token', refresh_token, client_id: client.client_id });

const cases: readonly Case<Bare>[] = [
  {
    belief: 'a refresh token that nobody holds has expired',
    source: pages.oauthErrors,
    ask: async ({ org }) => said(await refresh(org, '5Aepnonsense')),
    answer: () => refused('invalid_grant', 'expired access/refresh token'),
  },
  {
    belief: 'a code with a challenge is S256 without a word on it, and gives both tokens and no lifetime',
    source: pages.jsforce,
    needs: 'open-login',
    ask: async ({ org }) => {
      const state = (await authorize(org, 'a-verifier')).searchParams.get('state');
      const { status, json } = (await login(org)).answer;
      return [
        state,
        status,
        typeof json.access_token,
        typeof json.refresh_token,
        json.token_type,
        json.instance_url,
        'expires_in' in json,
      ];
    },
    answer: ({ org }) => ['kept', 200, 'string', 'string', 'Bearer', org.url, false],
  },
  {
    belief: 'a code is good once',
    source: known,
    needs: 'open-login',
    ask: async ({ org }) => said(await askToken(org, (await login(org)).words)),
    answer: () => refused('invalid_grant', 'invalid authorization code'),
  },
  {
    belief: 'a code is good for the address it was sent to',
    source: known,
    needs: 'open-login',
    ask: async ({ org }) => said((await login(org, { redirect_uri: 'http://localhost:1717/Other' })).answer),
    answer: () => refused('redirect_uri_mismatch', 'redirect_uri must match configuration'),
  },
  {
    belief: 'a refresh needs no address and gives an access token alone; once revoked it has expired',
    source: pages.jsforce,
    needs: 'open-login',
    ask: async ({ org }) => {
      const { refresh_token } = (await login(org)).answer.json;
      const { status, json } = await refresh(org, refresh_token);
      const revoked = await org.call('POST', '/services/oauth2/revoke', new URLSearchParams({ token: refresh_token }));
      return [
        status,
        typeof json.access_token,
        json.refresh_token,
        revoked.status,
        said(await refresh(org, refresh_token)),
      ];
    },
    answer: () => [200, 'string', undefined, 200, refused('invalid_grant', 'expired access/refresh token')],
  },
];

askAll(bare, cases);
