import { readFileSync } from 'node:fs';
import { generateKeyPair, importPKCS8, SignJWT } from 'jose';
import { askAll, type Bare, bare, type Case } from './case.ts';
import { type ContractOrg, said } from './contract-org.ts';
import { askToken, refused } from './oauth.ts';
import { known, pages } from './sources.ts';

const jwtLogin = (org: ContractOrg, assertion: string) =>
  askToken(org, { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });

const cases: readonly Case<Bare>[] = [
  {
    belief: 'a grant that there is none of is not supported',
    source: known,
    ask: async ({ org }) => said(await askToken(org, { grant_type: 'nonsense' })),
    answer: () => refused('unsupported_grant_type', 'grant type not supported'),
  },
  {
    belief: 'an assertion of an unknown client is refused for the client',
    source: known,
    ask: async ({ org }) => {
      const { privateKey } = await generateKeyPair('RS256');
      const claims = { iss: 'nobody', sub: 'nobody@contract.example', aud: org.url, exp: Date.now() };
      return said(await jwtLogin(org, await new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(privateKey)));
    },
    answer: () => refused('invalid_client_id', 'client identifier invalid'),
  },
  {
    belief: 'a token names its org before the exclamation mark, in the form that sf checks',
    source: pages.sfdxCore,
    ask: async ({ org }) => {
      const { organization_id } = (await org.call('GET', '/services/oauth2/userinfo')).json;
      const named = /^(00D\w{12,15})![.\w]*$/.exec(org.token())?.[1];
      return named?.slice(0, 15) === organization_id.slice(0, 15);
    },
    answer: () => true,
  },
  {
    belief: 'a bad token is no reason for 401 where identities are asked for, but for 403 and a word',
    source: known,
    ask: async ({ org }) => {
      const { status, text } = await org.call('GET', '/services/oauth2/userinfo', undefined, { token: '00Dnonsense' });
      return [status, text];
    },
    answer: () => [403, 'Bad_OAuth_Token'],
  },
  {
    belief: 'nor where a browser session is asked for',
    source: pages.sfdxCore,
    ask: async ({ org }) =>
      (await org.call('GET', '/services/oauth2/singleaccess', undefined, { token: '00Dnonsense' })).status,
    answer: () => 403,
  },
  {
    belief: 'a token that is not known is told to be inactive, and nothing else of it',
    source: pages.oauthIntrospect,
    needs: 'open-login',
    ask: async ({ org }) =>
      said(await org.call('POST', '/services/oauth2/introspect', new URLSearchParams({ token: 'nonsense' }))),
    answer: () => [200, { active: false }],
  },
  {
    belief: 'an assertion may expire in milliseconds, as sf has it, and never gives a refresh token or a lifetime',
    source: pages.sfdxCore,
    needs: 'jwt-app',
    ask: async ({ org }) => {
      const { clientId = '', privateKeyFile = '', username = '' } = org.jwt ?? {};
      const key = await importPKCS8(readFileSync(privateKeyFile, 'utf8'), 'RS256');
      const claims = { iss: clientId, sub: username, aud: 'https://login.salesforce.com', exp: Date.now() + 300 };
      const { status, json } = await jwtLogin(
        org,
        await new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(key),
      );
      return [status, json.token_type, json.instance_url, 'refresh_token' in json, 'expires_in' in json];
    },
    answer: ({ org }) => [200, 'Bearer', org.url, false, false],
  },
];

askAll(bare, cases);
