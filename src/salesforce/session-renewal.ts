import type { Connection as JsforceConnection, Schema } from '@jsforce/jsforce-node';
import { SessionRefreshDelegate } from '@jsforce/jsforce-node/lib/session-refresh-delegate.js';
import type { AuthInfo, Connection } from '@salesforce/core';
import { signedOut } from './signed-out.ts';

/** How `sf`'s store renews a token, by refresh token or by signing a new assertion. */
export type RefreshFn = NonNullable<ReturnType<AuthInfo['getConnectionOptions']>['refreshFn']>;

/** How often a token may be renewed in a row: one that is refused fresh from the mint would be renewed for ever. */
const most = 3;
const withinMs = 30_000;

/**
 * Renews the session of a connection when the org says that it has ended. In place of the client library's own way, which
 * loses why a renewal failed and never gives up.
 */
export class SessionRenewal extends SessionRefreshDelegate<Schema> {
  #why: Error | undefined;

  /** Asks for a token in a way that knows itself when to give up. */
  static by(connection: JsforceConnection, refresh: () => Promise<string>): SessionRefreshDelegate<Schema> {
    return new SessionRefreshDelegate(connection, (_, callback) => {
      refresh().then(
        (token) => callback(undefined, token),
        (error: Error) => callback(error),
      );
    });
  }

  constructor(connection: Connection, alias: string, refreshFn: RefreshFn) {
    let recent: number[] = [];
    super(connection, (_, callback) => {
      const now = performance.now();
      recent = [...recent.filter((at) => now - at < withinMs), now];
      const answer: Parameters<RefreshFn>[1] = async (error, token) => {
        this.#why = error ?? undefined;
        callback(error, token);
      };
      if (recent.length > most) void answer(signedOut(alias));
      else void refreshFn(connection, answer);
    });
  }

  override async refresh(since: number): Promise<void> {
    try {
      await super.refresh(since);
    } catch (error) {
      throw this.#why ?? error;
    }
  }
}
