import { join } from 'node:path';
import { loadCore } from './sdk.ts';
import { usernameOf } from './sf-auth.ts';

/** How `sf` can sign in to an org that it knows, and what holds the secrets for it. */
export interface StoredLogin {
  /** `access-token`: good until its session ends, and then not renewed. `unreadable`: the key to it is not to be had. */
  readonly kind: 'jwt' | 'refresh-token' | 'access-token' | 'unreadable';
  /** The file of the login, whose tokens are encrypted. An absolute path, as all of them. */
  readonly file: string;
  /** What opens it or signs in by itself: the key that the tokens are encrypted with, where a file has it, and a key of a login by JWT. */
  readonly keys: readonly string[];
}

/** What `sf` has stored for an alias or username. Asks no org; Mistake `unknown-name` when `sf` knows neither. */
export async function storedLogin(alias: string): Promise<StoredLogin> {
  const username = await usernameOf(alias);
  const { Global, StateAggregator } = await loadCore();
  const state = await StateAggregator.getInstance();
  const place = {
    file: join(Global.SFDX_DIR, `${username}.json`),
    keys: [join(Global.SFDX_DIR, 'key.json')],
  };
  try {
    const { privateKey, refreshToken } = (await state.orgs.read(username)) ?? {};
    if (typeof privateKey === 'string') return { ...place, kind: 'jwt', keys: [...place.keys, privateKey] };
    return { ...place, kind: refreshToken ? 'refresh-token' : 'access-token' };
  } catch {
    // Whoever signs in with it is told why.
    return { ...place, kind: 'unreadable' };
  }
}
