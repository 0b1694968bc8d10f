import { unguessable } from '../engine/ids.ts';
import type { HostedOrg } from '../hosted-org.ts';

interface Whom {
  readonly org: HostedOrg;
  readonly userId: string;
}

interface Given extends Whom {
  /** On the machine's clock, not the org's. */
  readonly until: number;
}

const lifetime = 60_000;
const most = 1000;

/**
 * What an address carries in place of an access token: good for one use, and for a minute.
 * https://help.salesforce.com/s/articleView?id=xcloud.frontdoor_singleaccess.htm
 */
export class OneTimePasswords {
  readonly #given = new Map<string, Given>();

  give({ org, userId }: Whom): string {
    for (const oldest of this.#given.keys()) {
      if (this.#given.size < most) break;
      this.#given.delete(oldest);
    }
    const password = unguessable(40);
    this.#given.set(password, { org, userId, until: performance.now() + lifetime });
    return password;
  }

  /** Whom it lets in, once. */
  take(password: string): Whom | undefined {
    const given = this.#given.get(password);
    this.#given.delete(password);
    return given === undefined || given.until < performance.now() ? undefined : given;
  }
}
