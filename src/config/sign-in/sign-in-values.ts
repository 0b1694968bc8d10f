import { Mistake } from '../../base/errors.ts';
import { isLoopback } from '../../base/loopback.ts';
import type { OAuthGrant } from '../../base/oauth-grant.ts';
import type { VariableReader } from './variable-reader.ts';

export function loginUrlOf(reader: VariableReader): string {
  const text = reader.find('HEAP_SF_LOGIN_URL') ?? 'https://login.salesforce.com';
  const url = URL.parse(text);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (url !== null && isSafe && url.username === '') return url.origin;
  const name = reader.nameOf('HEAP_SF_LOGIN_URL');
  throw new Mistake({
    trouble: 'signed-out',
    message: `${name} must hold the address of a login page that begins with https://.`,
    actions: [
      'Set it to https://login.salesforce.com, https://test.salesforce.com for a sandbox, or the My Domain address.',
    ],
    facts: { variable: name },
  });
}

/** https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_client_credentials_flow.htm */
const SHARED_HOSTS = /^https:\/\/(?:login|test)\.salesforce\.com$/;

/** The address for client credentials, which no address that orgs share will do for. */
export function ownLoginUrlOf(reader: VariableReader): string {
  const loginUrl = loginUrlOf(reader);
  if (!SHARED_HOSTS.test(loginUrl)) return loginUrl;
  const name = reader.nameOf('HEAP_SF_LOGIN_URL');
  throw new Mistake({
    trouble: 'signed-out',
    message: `Client credentials are taken at the org's own address only, and ${name} is ${loginUrl}.`,
    actions: [`Set ${name} to the My Domain address, as https://acme.my.salesforce.com (Setup, My Domain).`],
    facts: { variable: name, loginUrl },
  });
}

/** A key that passed through a variable may have lost its line breaks, or be in base64. */
export function pemOf(reader: VariableReader): string {
  const given = reader.need('HEAP_SF_JWT_KEY').replaceAll('\\n', '\n');
  const text = given.includes('-----BEGIN') ? given : Buffer.from(given, 'base64').toString();
  if (text.includes('-----BEGIN')) return text;
  const name = reader.nameOf('HEAP_SF_JWT_KEY');
  throw new Mistake({
    trouble: 'signed-out',
    message: `${name} holds no private key: there is no line that begins with -----BEGIN.`,
    actions: [`Put the whole key file into ${name}, or its path into ${name}_FILE.`],
    facts: { variable: name },
  });
}

/** `force://clientId:clientSecret:refreshToken@host`. https://developer.salesforce.com/docs/atlas.en-us.sfdx_cli_reference.meta/sfdx_cli_reference/cli_reference_org_commands_unified.htm */
const AUTH_URL = /^force:\/\/([\w.-]+={0,2}):([\w.-]*={0,2}):([\w.-]+={0,2})@([\w.:-]+)\/?$/;

export function authUrlOf(reader: VariableReader): OAuthGrant {
  const name = reader.nameOf('SF_AUTH_URL');
  const [, clientId, clientSecret, refreshToken, host] = AUTH_URL.exec(reader.need('SF_AUTH_URL')) ?? [];
  if (clientId === undefined || clientSecret === undefined || refreshToken === undefined || host === undefined) {
    throw new Mistake({
      trouble: 'signed-out',
      message: `${name} holds no SFDX authorization URL: force://clientId:clientSecret:refreshToken@host.`,
      actions: ['See that of an org you are signed in to: sf org display --verbose --json --target-org ALIAS'],
      facts: { variable: name },
    });
  }
  // The form has no protocol: an address of this machine is a local org, which speaks http.
  const protocol = isLoopback(host.replace(/:\d+$/, '')) ? 'http' : 'https';
  return { kind: 'refresh-token', loginUrl: `${protocol}://${host}`, clientId, clientSecret, refreshToken };
}
