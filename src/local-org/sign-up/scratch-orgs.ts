import type { FoundRow } from '../engine/find-rows.ts';
import type { RunningOrg } from '../running-org.ts';
import type { Bureau } from './desk.ts';
import { emailOf, type Request, requested, scratchOrgOf, usualDays, wishOf } from './scratch-request.ts';
import { scratchTrouble } from './scratch-trouble.ts';
import { type SignUpOptions, writerOf } from './sign-up-options.ts';
import { signUpWaits } from './sign-up-waits.ts';

const dateOf = (time: Date): string => time.toISOString().slice(0, 10);
const short = (id: string): string => id.slice(0, 15);

/**
 * The scratch orgs of a Dev Hub: each row of ScratchOrgInfo becomes an org, and each org lives as long as its row of
 * ActiveScratchOrg. What holds is told by the rows alone, so that a kill or a restored snapshot leaves nothing astray.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_scratchorginfo.htm
 */
export function scratchOrgs(options: SignUpOptions): Bureau {
  const { engine, house, moved, origin, end, report } = options;
  const isHub = (): boolean => engine.schema.object('ScratchOrgInfo') !== undefined;
  const now = (): Date => engine.clock.now();
  const mine = (): readonly RunningOrg[] =>
    house.list().filter(({ origin: of }) => of?.kind === 'scratch' && of.by === engine.organizationId);
  const active = () => engine.find('ActiveScratchOrg', ['Id', 'ScratchOrg', 'ScratchOrgInfoId'], { IsDeleted: false });
  const write = writerOf(engine);

  function signUp(request: Request): void {
    const code = scratchTrouble(wishOf(request, emailOf(engine, request)), {
      usernameTaken: house.usernameTaken,
      namespaceLinked: (prefix) =>
        engine.find('NamespaceRegistry', ['Id'], { NamespacePrefix: prefix, IsDeleted: false }).length > 0,
    });
    try {
      if (code !== undefined) refuse(request, code);
      else welcome(request, mine().find(({ origin: of }) => of?.request === request.Id) ?? made(request));
    } catch (error) {
      report('the sign-up of a scratch org failed', error);
      refuse(request, 'C-9999');
    }
  }

  function refuse({ Id }: Request, ErrorCode: string): void {
    write('ScratchOrgInfo', 'update', { Id, Status: 'Error', ErrorCode });
  }

  function made(request: Request): RunningOrg {
    const email = emailOf(engine, request);
    return house.create(scratchOrgOf(request, { email, hub: engine.organizationId, now: now(), clockMoved: moved() }));
  }

  /** Tells of the org in the Dev Hub's rows. Its code lets in whoever asked for it. */
  function welcome(request: Request, org: RunningOrg): void {
    const days = Number(request.DurationDays ?? usualDays);
    const told = {
      ExpirationDate: org.expires === undefined ? null : dateOf(org.expires),
      ScratchOrg: short(org.organizationId),
      SignupEmail: emailOf(engine, request),
      SignupInstance: org.instanceName,
      SignupTrialDays: days,
      SignupUsername: org.administrator,
    };
    const AuthCode = org.issueSignUpCode({
      clientId: String(request.ConnectedAppConsumerKey),
      redirectUri: String(request.ConnectedAppCallbackUrl),
    });
    const { Description, Edition, Features, HasSampleData, Namespace, OrgName, OwnerId } = request;
    const asAsked = { Description, Edition, Features, HasSampleData, Namespace, OrgName, OwnerId };
    engine.transaction(() => {
      write('ScratchOrgInfo', 'update', {
        Id: request.Id,
        Status: 'Active',
        AuthCode,
        LoginUrl: origin(),
        SignupCountry: request.Country ?? 'US',
        SignupLanguage: request.Language ?? 'en_US',
        ...told,
      });
      write('ActiveScratchOrg', 'insert', { ...asAsked, ...told, ScratchOrgInfoId: request.Id });
    });
  }

  /** Ends the orgs whose time is over, whose row is gone, and the rows of orgs that are no more. */
  function endOver(): void {
    const orgs = new Map(mine().map((org) => [short(org.organizationId), org]));
    const living = new Set<string>();
    for (const { Id, ScratchOrg, ScratchOrgInfoId } of active()) {
      const org = orgs.get(String(ScratchOrg));
      const isOver = org?.expires !== undefined && org.expires <= now();
      const isAskedFor = engine.find('ScratchOrgInfo', ['Id'], { Id: String(ScratchOrgInfoId), IsDeleted: false });
      if (org === undefined || isOver || isAskedFor.length === 0) write('ActiveScratchOrg', 'delete', { Id });
      else living.add(String(ScratchOrg));
    }
    for (const { Id, ScratchOrg } of engine.find('ScratchOrgInfo', ['Id', 'ScratchOrg'], {
      Status: 'Active',
      IsDeleted: false,
    })) {
      if (!living.has(String(ScratchOrg))) write('ScratchOrgInfo', 'update', { Id, ...lastWords(String(ScratchOrg)) });
    }
    const waiting = new Set(engine.find('ScratchOrgInfo', ['Id'], { Status: 'New' }).map(({ Id }) => Id));
    for (const [id, org] of orgs) if (!living.has(id) && !waiting.has(org.origin?.request ?? '')) end(org);
  }

  function lastWords(scratchOrg: string): Readonly<Record<string, FoundRow[string]>> {
    const [row] = engine.find('ActiveScratchOrg', ['LastModifiedById'], { ScratchOrg: scratchOrg, IsDeleted: true });
    const by = row?.['LastModifiedById'];
    return { Status: 'Deleted', DeletedDate: dateOf(now()), DeletedBy: typeof by === 'string' ? short(by) : null };
  }

  return {
    objects: new Set(['ScratchOrgInfo', 'ActiveScratchOrg']),
    work() {
      if (!isHub()) return;
      endOver();
      const requests = engine.find('ScratchOrgInfo', requested, { Status: 'New', IsDeleted: false });
      if (requests.length === 0 || signUpWaits(options)) return;
      for (const request of requests) signUp(request as Request);
    },
    nextDue: () => Math.min(...mine().map(({ expires }) => expires?.getTime() ?? Number.POSITIVE_INFINITY)),
  };
}
