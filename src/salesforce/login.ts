import type { Connection } from '@jsforce/jsforce-node';
import type { AuthInfo, Connection as CoreConnection } from '@salesforce/core';
import { Mistake } from '../base/errors.ts';
import type { MeteredHttp } from './metered-http.ts';
import type { OrgTarget } from './org.ts';
import { redact, withoutSecrets } from './redact.ts';
import { loadCore, loadJsforce } from './sdk.ts';
import { usernameOf } from './sf-auth.ts';
import { signedOut } from './signed-out.ts';
import { withSfHome } from './with-sf-home.ts';

/** A way into an org that has not been tried yet. */
export interface Login {
  /** Without a slash at the end. */
  readonly instanceUrl: string;
  readonly alias?: string;
  open(apiVersion: string, http: MeteredHttp): Promise<LoggedIn>;
}

interface LoggedIn {
  /** As it is now; another one after a renewal. */
  accessToken(): string;
  /** Renews a session that ended; absent when there is no way to. `since`: when the request left that met its end. */
  readonly renew?: (since: number) => Promise<void>;
  /** The login in the form of the client library, which is loaded with it. */
  connection(): Promise<Connection>;
  /** The same login in the form that source-deploy-retrieve wants. */
  core(): Promise<CoreConnection>;
}

/** A token that may be another one after a renewal. */
export interface TokenSource {
  accessToken(): string;
  readonly renew?: (since: number) => Promise<void>;
}

export function loginByToken({ instanceUrl, accessToken }: Extract<OrgTarget, { kind: 'token' }>): Login {
  return loginByTokens(instanceUrl, { accessToken: () => accessToken });
}

/** A login that `sf` knows nothing of, and that leaves no trace on the disk. */
export function loginByTokens(url: string, tokens: TokenSource): Login {
  const instanceUrl = withoutSlash(url);
  return {
    instanceUrl,
    open: async (version, http) => {
      const core = async () => {
        const { AuthInfo: Info } = await loadCore();
        const accessToken = tokens.accessToken();
        const info = await Info.create({ username: accessToken, accessTokenOptions: { accessToken, instanceUrl } });
        return renewedBy(tokens, await openCore(info, instanceUrl, version, http));
      };
      const connection = async () => {
        const { Connection: Jsforce } = await loadJsforce();
        const { MeteredTransport } = await import('./client-transport.ts');
        const accessToken = tokens.accessToken();
        const opened = new Jsforce({ instanceUrl, accessToken, version, callOptions: { client: 'heap-salesforce' } });
        opened._transport = new MeteredTransport(http);
        return renewedBy(tokens, opened);
      };
      const { renew } = tokens;
      return {
        accessToken: tokens.accessToken,
        ...(renew && { renew }),
        connection,
        core: () => http.run(() => withSfHome(core)),
      };
    },
  };
}

/** Has a connection of the client library ask the same source for its next token. */
async function renewedBy<C extends Connection>(tokens: TokenSource, connection: C): Promise<C> {
  const { renew } = tokens;
  if (renew === undefined) return connection;
  const { SessionRenewal } = await import('./session-renewal.ts');
  const refresh = async (): Promise<string> => {
    await renew(Date.now());
    return tokens.accessToken();
  };
  connection._refreshDelegate = SessionRenewal.by(connection, refresh);
  return connection;
}

/** An org that `sf` knows, by alias or username. The default org is never taken unless it is named. */
export async function loginByAlias(alias: string): Promise<Login> {
  const info = await authInfoOf(alias);
  const { accessToken, instanceUrl: storedUrl, refreshFn } = info.getConnectionOptions();
  if (!accessToken || !storedUrl) throw signedOut(alias);
  const instanceUrl = withoutSlash(storedUrl);
  return {
    instanceUrl,
    alias,
    open: async (version, http) => {
      const connection = await http.run(() => openCore(info, instanceUrl, version, http));
      const loggedIn = {
        accessToken: () => connection.accessToken ?? accessToken,
        connection: async () => connection,
        core: async () => connection,
      };
      if (!refreshFn) return loggedIn;
      const { SessionRenewal } = await import('./session-renewal.ts');
      const renewal = new SessionRenewal(connection, alias, (...asked) => http.run(() => refreshFn(...asked)));
      connection._refreshDelegate = renewal;
      return { ...loggedIn, renew: (since: number) => renewal.refresh(since) };
    },
  };
}

async function openCore(
  info: AuthInfo,
  instanceUrl: string,
  version: string,
  http: MeteredHttp,
): Promise<CoreConnection> {
  const { Connection: Core } = await loadCore();
  const connection = await Core.create({ authInfo: info, connectionOptions: { version } });
  connection.instanceUrl = instanceUrl;
  connection.setApiVersion(version);
  const { MeteredTransport } = await import('./client-transport.ts');
  connection._transport = new MeteredTransport(http);
  return connection;
}

async function authInfoOf(alias: string): Promise<AuthInfo> {
  const username = await usernameOf(alias);
  const { AuthInfo: Info } = await loadCore();
  try {
    return await Info.create({ username });
  } catch (error) {
    throw new Mistake({
      trouble: 'signed-out',
      message: `What sf has stored for the org "${alias}" cannot be read: ${redact(error instanceof Error ? error.message : String(error))}`,
      actions: [`Sign in again: sf org login web --alias ${alias}`],
      facts: { alias },
      cause: withoutSecrets(error),
    });
  }
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
