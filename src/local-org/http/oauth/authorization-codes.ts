import { createHash } from 'node:crypto';
import { unguessable } from '../../engine/ids.ts';
import { OAuthError } from './oauth-error.ts';

interface Pending {
  readonly username: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string | undefined;
  readonly expires: number;
}

interface Redemption {
  readonly code: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly verifier: string | undefined;
}

const lifetimeMilliseconds = 15 * 60_000;
/** A digest in base64url, which some clients pad. */
const digestForm = /^([\w-]{43})=?$/;
/** Logins that nobody brings to an end are forgotten, the oldest first. */
const mostPending = 1000;

/** Codes on their way from the login page back to the client: each good once, for a quarter of an hour. */
export class AuthorizationCodes {
  readonly #pending = new Map<string, Pending>();

  /** `now` is the time of the user's org. */
  issue(given: Omit<Pending, 'expires'>, now: Date): string {
    while (this.#pending.size >= mostPending) this.#pending.delete(this.#pending.keys().next().value ?? '');
    const code = `aPrx${unguessable(60)}`;
    this.#pending.set(code, { ...given, expires: now.getTime() + lifetimeMilliseconds });
    return code;
  }

  /** Trades a code in. A challenge without a method is S256, as the CLI sends it. */
  redeem(
    { code, clientId, redirectUri, verifier }: Redemption,
    nowOf: (username: string) => Date,
  ): { readonly username: string } {
    const pending = this.#pending.get(code);
    this.#pending.delete(code);
    if (pending === undefined) throw new OAuthError('invalid_grant', 'invalid authorization code');
    if (pending.expires < nowOf(pending.username).getTime())
      throw new OAuthError('invalid_grant', 'expired authorization code');
    if (pending.clientId !== clientId) throw new OAuthError('invalid_client_id', 'client identifier invalid');
    if (pending.redirectUri !== redirectUri) {
      throw new OAuthError('redirect_uri_mismatch', 'redirect_uri must match configuration');
    }
    if (pending.challenge !== undefined) {
      const answer = createHash('sha256')
        .update(verifier ?? '')
        .digest('base64url');
      if (answer !== digestForm.exec(pending.challenge)?.[1])
        throw new OAuthError('invalid_grant', 'invalid code verifier');
    }
    return { username: pending.username };
  }
}
