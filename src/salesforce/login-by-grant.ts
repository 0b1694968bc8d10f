import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { OAuthGrant } from '../base/oauth-grant.ts';
import { askForToken } from './ask-for-token.ts';
import { checkScopes } from './check-token-kind.ts';
import { type Login, loginByTokens } from './login.ts';
import type { MeteredHttp } from './metered-http.ts';
import { signedOut } from './signed-out.ts';

export interface GrantMeans {
  readonly http: MeteredHttp;
  readonly log: Log;
  readonly clock: Clock;
}

/** How often a token may be renewed in a row: one that is refused fresh from the mint would be renewed for ever. */
const most = 3;
const withinMs = 30_000;

/** Signs in by what an app may ask tokens with; nothing is written to the disk, and `sf` knows nothing of it. */
export async function loginByGrant(grant: OAuthGrant, means: GrantMeans): Promise<Login> {
  let asking = grant;
  const first = await token();
  let { accessToken } = first;
  let renewedAt = 0;
  let recent: number[] = [];
  let underWay: Promise<void> | undefined;

  async function token() {
    const answer = await askForToken(asking, means);
    checkScopes(answer.scope);
    if (asking.kind === 'refresh-token' && answer.refreshToken !== undefined) {
      // The old one is good no longer, and a run must be able to renew once more.
      if (answer.refreshToken !== asking.refreshToken) {
        means.log.warn('the app rotates refresh tokens: the one in the environment is used up', {
          loginUrl: grant.loginUrl,
        });
      }
      asking = { ...asking, refreshToken: answer.refreshToken };
    }
    return answer;
  }

  async function again(): Promise<void> {
    const now = performance.now();
    recent = [...recent.filter((at) => now - at < withinMs), now];
    if (recent.length > most) throw signedOut();
    ({ accessToken } = await token());
    renewedAt = Date.now();
  }

  return loginByTokens(first.instanceUrl, {
    accessToken: () => accessToken,
    async renew(since) {
      if (renewedAt > since) return;
      underWay ??= again().finally(() => {
        underWay = undefined;
      });
      await underWay;
    },
  });
}
