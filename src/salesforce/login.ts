import type { Connection } from '@jsforce/jsforce-node';
import type { AuthInfo, Connection as CoreConnection } from '@salesforce/core';
import { Mistake } from '../base/errors.ts';
import type { MeteredHttp } from './metered-http.ts';
import type { OrgTarget } from './org.ts';
import { redact, withoutSecrets } from './redact.ts';
import { loadCore, loadJsforce } from './sdk.ts';
import { usernameOf } from './sf-auth.ts';
import { signedOut } from './signed-out.ts';

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

export function loginByToken({ instanceUrl: url, accessToken }: Extract<OrgTarget, { kind: 'token' }>): Login {
  const instanceUrl = withoutSlash(url);
  return {
    instanceUrl,
    open: async (version, http) => {
      const core = async () => {
        const { AuthInfo: Info } = await loadCore();
        const info = await Info.create({ username: accessToken, accessTokenOptions: { accessToken, instanceUrl } });
        return openCore(info, instanceUrl, version, http);
      };
      const connection = async () => {
        const { Connection: Jsforce } = await loadJsforce();
        const { MeteredTransport } = await import('./client-transport.ts');
        const opened = new Jsforce({ instanceUrl, accessToken, version, callOptions: { client: 'heap-salesforce' } });
        opened._transport = new MeteredTransport(http);
        return opened;
      };
      return { accessToken: () => accessToken, connection, core: () => http.run(core) };
    },
  };
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
