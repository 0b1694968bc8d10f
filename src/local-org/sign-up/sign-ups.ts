import type { Log } from '../../base/log.ts';
import type { HostedOrg } from '../hosted-org.ts';
import type { OrgHouse } from '../house/org-house.ts';
import { type Desk, openDesk } from './desk.ts';
import { sandboxes } from './sandboxes.ts';
import { scratchOrgs } from './scratch-orgs.ts';
import type { SignUpOptions } from './sign-up-options.ts';

interface Server {
  readonly house: OrgHouse;
  readonly log: Log;
  readonly url: () => string;
}

/** Has the rows of an org make and end other orgs. */
export function openSignUps({ engine, clock }: HostedOrg, { house, log, url }: Server): Desk {
  function report(what: string, error: unknown): void {
    const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log.warn(`local org: ${what}`, { error: said });
  }
  const options: SignUpOptions = {
    engine,
    house,
    moved: () => clock.moved,
    origin: url,
    end: ({ organizationId }) => {
      house.delete(organizationId).catch((error: unknown) => report('an org could not be thrown away', error));
    },
    again: () => desk.poke(),
    report,
  };
  const desk = openDesk([scratchOrgs(options), sandboxes(options)], () => engine.clock.now().getTime(), report);
  return desk;
}
