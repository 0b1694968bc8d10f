import { createHash } from 'node:crypto';
import { unguessable } from '../../engine/ids.ts';
import type { HostedOrg } from '../../hosted-org.ts';
import { OAuthError } from './oauth-error.ts';

interface Kept {
  readonly username: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly expires: number;
}

interface Given {
  readonly code: string;
  readonly clientId: string;
  readonly redirectUri: string;
}

const kind = 'sign-up-code';

/** As long as `sf` remembers a sign-up that it did not wait for. Not documented; believed. */
const lifetimeMilliseconds = 24 * 3_600_000;

const digestOf = (code: string): string => createHash('sha256').update(code).digest('hex');

/** A code that lets whoever asked for an org into it, once. It is kept with that org: the sign-up may be resumed after a restart. */
export function issueSignUpCode({ engine }: HostedOrg, given: Omit<Kept, 'expires'>): string {
  const code = `aPrx${unguessable(60)}`;
  const expires = engine.clock.now().getTime() + lifetimeMilliseconds;
  engine.documents.put(kind, digestOf(code), { ...given, expires } satisfies Kept);
  return code;
}

/** Trades such a code in; `undefined` for one that no org has given out. */
export function redeemSignUpCode(orgs: readonly HostedOrg[], given: Given): string | undefined {
  const digest = digestOf(given.code);
  for (const { engine } of orgs) {
    const kept = engine.documents.get<Kept>(kind, digest);
    if (kept === undefined) continue;
    engine.documents.delete(kind, digest);
    if (kept.expires < engine.clock.now().getTime())
      throw new OAuthError('invalid_grant', 'expired authorization code');
    if (kept.clientId !== given.clientId) throw new OAuthError('invalid_client_id', 'client identifier invalid');
    if (kept.redirectUri !== given.redirectUri) {
      throw new OAuthError('redirect_uri_mismatch', 'redirect_uri must match configuration');
    }
    return kept.username;
  }
  return undefined;
}
