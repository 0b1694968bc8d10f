import { Connection } from 'jsforce';
import { expect, test } from 'vitest';
import { type LocalOrg, startLocalOrg } from '../../src/local-org/index.ts';
import { jsforceOn } from './jsforce-connection.ts';

const redirectUri = 'http://localhost:1717/OauthRedirect';

async function signedIn(org: LocalOrg): Promise<Connection> {
  const oauth2 = { loginUrl: org.url, clientId: 'PlatformCLI', redirectUri };
  const connection = new Connection({ oauth2, instanceUrl: org.url, version: '67.0' });
  const login = await fetch(connection.oauth2.getAuthorizationUrl({ state: 's' }), { redirect: 'manual' });
  const code = new URL(login.headers.get('location') ?? '').searchParams.get('code') ?? '';
  await connection.authorize(code);
  return connection;
}

async function onAnOrg(work: (org: LocalOrg) => Promise<void>): Promise<void> {
  const org = await startLocalOrg();
  try {
    await work(org);
  } finally {
    await org.close();
  }
}

test('a client that signed in knows who it is, and gets in again when its session ends', () =>
  onAnOrg(async (org) => {
    const connection = await signedIn(org);
    expect(await connection.identity()).toMatchObject({
      organization_id: org.organizationId,
      username: 'admin@heap.local',
      urls: { rest: expect.stringContaining('/services/data/v{version}/') },
    });
    const refreshed: string[] = [];
    connection.on('refresh', (token: string) => refreshed.push(token));
    await connection.oauth2.revokeToken(connection.accessToken ?? '');
    expect((await connection.query('SELECT Id FROM Organization')).totalSize).toBe(1);
    expect(refreshed).toHaveLength(1);
  }));

test('the refresh token brings a new access token until it is revoked', () =>
  onAnOrg(async (org) => {
    const connection = await signedIn(org);
    const token = connection.refreshToken ?? '';
    expect(await connection.oauth2.refreshToken(token)).toMatchObject({ instance_url: org.url, token_type: 'Bearer' });
    await connection.logout(true);
    await expect(connection.oauth2.refreshToken(token)).rejects.toMatchObject({ name: 'invalid_grant' });
  }));

test('a session that cannot be renewed is over, for REST and for SOAP', () =>
  onAnOrg(async (org) => {
    const connection = jsforceOn(org);
    await fetch(`${org.url}/services/oauth2/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ token: connection.accessToken ?? '' }),
    });
    await expect(connection.query('SELECT Id FROM Account')).rejects.toMatchObject({ errorCode: 'INVALID_SESSION_ID' });
    await expect(connection.soap.getUserInfo()).rejects.toMatchObject({ errorCode: 'sf:INVALID_SESSION_ID' });
  }));

test('logging out ends the session', () =>
  onAnOrg(async (org) => {
    const connection = jsforceOn(org);
    const token = connection.accessToken ?? '';
    await connection.logoutBySoap();
    const late = new Connection({ instanceUrl: org.url, accessToken: token, version: '67.0' });
    await expect(late.query('SELECT Id FROM Account')).rejects.toMatchObject({ errorCode: 'INVALID_SESSION_ID' });
  }));

test('a login by password is refused as SOAP login() is', () =>
  onAnOrg(async (org) => {
    const connection = new Connection({ loginUrl: org.url, version: '64.0' });
    await expect(connection.login('admin@heap.local', 'any')).rejects.toThrow(
      'SOAP API login() is disabled by default in this org.',
    );
  }));
