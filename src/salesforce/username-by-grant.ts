import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import type { OAuthGrant } from '../base/oauth-grant.ts';
import { refusalFor, toRefusal } from './refusals.ts';

const userShape = z.object({ preferred_username: z.string() });

/** Whom a sign-in stands for, known before that user may use the API. Costs no credit. */
export async function usernameByGrant(grant: OAuthGrant, clock: Clock): Promise<string> {
  if (grant.kind === 'jwt') return grant.username;
  const [{ openAgent }, { askForToken }] = await Promise.all([
    import('./metered-http.ts'),
    import('./ask-for-token.ts'),
  ]);
  const at = { doing: 'tell who signs in', instanceUrl: grant.loginUrl };
  const dispatcher = openAgent();
  try {
    const { accessToken, instanceUrl } = await askForToken(grant, { http: { dispatcher }, clock });
    const answer = await dispatcher.request({
      origin: instanceUrl,
      path: '/services/oauth2/userinfo',
      method: 'GET',
      headers: { authorization: `Bearer ${accessToken}` },
    });
    const text = await answer.body.text();
    if (answer.statusCode === 200) return userShape.parse(JSON.parse(text)).preferred_username;
    throw refusalFor({ code: `ERROR_HTTP_${answer.statusCode}`, message: text.slice(0, 200) }, at);
  } catch (error) {
    throw toRefusal(error, at);
  } finally {
    await dispatcher.close();
  }
}
