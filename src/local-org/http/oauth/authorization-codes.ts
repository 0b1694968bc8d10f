import { createHash } from 'node:crypto';
import type { Clock } from '../../../base/clock.ts';
import { unguessable } from '../../engine/ids.ts';
import { OAuthError } from './oauth-error.ts';

interface Pending {
  readonly username: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string | undefined;
  readonly expires: number;
}

const lifetimeMilliseconds = 15 * 60_000;

/** Codes on their way from the login page back to the client: each good once, for a quarter of an hour. */
export class AuthorizationCodes {
  readonly #clock: Clock;
  readonly #pending = new Map<string, Pending>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issue(given: Omit<Pending, 'expires'>): string {
    const now = this.#clock.now().getTime();
    for (const [code, { expires }] of this.#pending) if (expires < now) this.#pending.delete(code);
    const code = `aPrx${unguessable(60)}`;
    this.#pending.set(code, { ...given, expires: now + lifetimeMilliseconds });
    return code;
  }

  /** Trades a code in. A challenge without a method is S256, as the CLI sends it. */
  redeem(
    code: string,
    clientId: string,
    redirectUri: string,
    verifier: string | undefined,
  ): { readonly username: string } {
    const pending = this.#pending.get(code);
    this.#pending.delete(code);
    if (pending === undefined) throw new OAuthError('invalid_grant', 'invalid authorization code');
    if (pending.expires < this.#clock.now().getTime())
      throw new OAuthError('invalid_grant', 'expired authorization code');
    if (pending.clientId !== clientId) throw new OAuthError('invalid_client_id', 'client identifier invalid');
    if (pending.redirectUri !== redirectUri) {
      throw new OAuthError('redirect_uri_mismatch', 'redirect_uri must match configuration');
    }
    if (pending.challenge !== undefined) {
      const answer = createHash('sha256')
        .update(verifier ?? '')
        .digest('base64url');
      if (answer !== pending.challenge.replace(/=+$/, ''))
        throw new OAuthError('invalid_grant', 'invalid code verifier');
    }
    return { username: pending.username };
  }
}
