import type { HostedOrg, HostedOrgs } from './hosted-org.ts';
import { jwtClientId } from './jwt-key.ts';
import type { OrgFolder } from './org-folder.ts';

/** Keeps each active user's token where the other programs of whoever owns the folder find it. */
export function announcing(place: OrgFolder, orgs: HostedOrgs, url: () => string): { orgsChanged(): void } {
  let busy = false;
  function announce(): void {
    if (!place.kept || url() === '' || busy) return;
    busy = true;
    try {
      for (const org of orgs.all()) issueTokens(org);
      place.announce(url(), Object.assign({}, ...orgs.all().map(({ tokens }) => tokens.byUsername())));
    } finally {
      busy = false;
    }
  }
  return {
    orgsChanged() {
      for (const { tokens } of orgs.all()) tokens.onChange(announce);
      announce();
    },
  };
}

/** Has a token ready for each active user, for the other programs of whoever owns the org. */
function issueTokens(org: HostedOrg): void {
  for (const { id, username } of org.engine.activeUsers()) org.tokens.accessToken(id, username, jwtClientId);
}
