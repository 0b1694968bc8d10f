import { loadCore } from './sdk.ts';
import { withSfHome } from './with-sf-home.ts';

/** An org that `sf` is signed in to. */
export interface KnownOrg {
  /** The alias, or the username where there is none. */
  readonly name: string;
  readonly username: string;
  readonly kind: 'scratch org' | 'sandbox' | 'Dev Hub' | 'org';
  readonly instanceUrl: string;
}

/** All orgs in `sf`'s list, by name, as it remembers them: no org is asked, and no token is read. */
export async function knownOrgs(): Promise<readonly KnownOrg[]> {
  return withSfHome(listOrgs);
}

async function listOrgs(): Promise<readonly KnownOrg[]> {
  const { StateAggregator } = await loadCore();
  StateAggregator.clearInstance();
  const state = await StateAggregator.getInstance();
  const stored = await state.orgs.readAll();
  return stored
    .flatMap(({ username, isScratch, devHubUsername, isSandbox, isDevHub, instanceUrl }): KnownOrg[] => {
      if (username === undefined) return [];
      const [alias] = state.aliases.getAll(username);
      const kind = isScratch || devHubUsername ? 'scratch org' : isSandbox ? 'sandbox' : isDevHub ? 'Dev Hub' : 'org';
      return [{ name: alias ?? username, username, kind, instanceUrl: instanceUrl ?? '' }];
    })
    .sort((one, other) => one.name.localeCompare(other.name, 'en'));
}
