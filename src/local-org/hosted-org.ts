import type { MovableClock } from '../base/movable-clock.ts';
import type { JobBook } from './engine/jobs/job-book.ts';
import type { Engine } from './engine/types.ts';
import type { TokenBook } from './http/oauth/token-book.ts';
import type { RequestMeter } from './http/request-meter.ts';

/** One org on the server, with all that belongs to it alone. */
export interface HostedOrg {
  readonly engine: Engine;
  readonly clock: MovableClock;
  readonly tokens: TokenBook;
  readonly meter: RequestMeter;
  readonly jobs: JobBook;
}

/** The orgs of one server. A token begins with its org's Id, so that one address serves them all. */
export class HostedOrgs {
  readonly #orgs = new Map<string, HostedOrg>();

  add(org: HostedOrg): void {
    this.#orgs.set(org.engine.organizationId.slice(0, 15), org);
  }

  remove(org: HostedOrg): void {
    this.#orgs.delete(org.engine.organizationId.slice(0, 15));
  }

  all(): readonly HostedOrg[] {
    return [...this.#orgs.values()];
  }

  /** The org whose Id a token begins with, whether or not the token is good. */
  namedBy(token: string): HostedOrg | undefined {
    return this.#orgs.get(token.slice(0, 15));
  }

  byToken(token: string): { readonly org: HostedOrg; readonly userId: string } | undefined {
    const org = this.namedBy(token);
    const userId = org?.tokens.userOf(token);
    return org === undefined || userId === undefined ? undefined : { org, userId };
  }

  /** The org that knows this user, for logins that name nothing else. */
  byUsername(
    username: string,
  ): { readonly org: HostedOrg; readonly userId: string; readonly active: boolean } | undefined {
    for (const org of this.#orgs.values()) {
      const user = org.engine.userByUsername(username);
      if (user !== undefined) return { org, userId: user.id, active: user.active };
    }
    return undefined;
  }
}
