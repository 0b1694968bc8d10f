import { join } from 'node:path';
import { loadCore } from './sdk.ts';
import { usernameOf } from './sf-auth.ts';

/** How `sf` can sign in to an org that it knows, and the files that hold the secrets for it. */
export interface StoredLogin {
  /** `access-token`: good until its session ends, and then not renewed. */
  readonly kind: 'jwt' | 'refresh-token' | 'access-token';
  readonly username: string;
  /** Absolute paths; some need not be there. */
  readonly files: readonly string[];
}

/** What `sf` has stored for an alias or username. Asks no org; Mistake `unknown-name` when `sf` knows neither. */
export async function storedLogin(alias: string): Promise<StoredLogin> {
  const username = await usernameOf(alias);
  const { Global, StateAggregator } = await loadCore();
  const state = await StateAggregator.getInstance();
  const stored = await state.orgs.read(username);
  return {
    kind: stored?.privateKey ? 'jwt' : stored?.refreshToken ? 'refresh-token' : 'access-token',
    username,
    files: [
      join(Global.SFDX_DIR, `${username}.json`),
      join(Global.SFDX_DIR, 'key.json'),
      ...keyFiles(stored?.privateKey),
    ],
  };
}

/** A login by JWT names the file of its key. */
function keyFiles(privateKey: unknown): readonly string[] {
  return typeof privateKey === 'string' && privateKey !== '' ? [privateKey] : [];
}
