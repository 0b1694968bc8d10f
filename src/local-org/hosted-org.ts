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
  /** To be told of an object whose rows were written past the engine's tables, so that what they ask for is done. */
  readonly wrote: (object: string) => void;
}

/** The orgs of one server. A token begins with its org's Id, so that one address serves them all. */
export class HostedOrgs {
  readonly #orgs = new Map<string, HostedOrg>();
  #beforeLook: () => void = () => undefined;

  /** Has this done before somebody is let in: an org whose time is over is not found any more. */
  beforeLook(work: () => void): void {
    this.#beforeLook = work;
  }

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
    this.#beforeLook();
    const org = this.namedBy(token);
    const userId = org === undefined || hasRunOut(org) ? undefined : org.tokens.userOf(token);
    return org === undefined || userId === undefined ? undefined : { org, userId };
  }

  /** The org that knows this user, for logins that name nothing else. */
  byUsername(
    username: string,
  ): { readonly org: HostedOrg; readonly userId: string; readonly active: boolean } | undefined {
    this.#beforeLook();
    for (const org of this.#orgs.values()) {
      const user = org.engine.userByUsername(username);
      if (user !== undefined) return { org, userId: user.id, active: user.active };
    }
    return undefined;
  }
}

/** Whether a trial is over by the org's own clock: nobody gets in any more. */
export const hasRunOut = ({ engine }: HostedOrg): boolean =>
  engine.expires !== undefined && engine.expires <= engine.clock.now();
