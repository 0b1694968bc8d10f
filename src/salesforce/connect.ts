import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { newestVersion } from './api-version.ts';
import { checkTokenKind } from './check-token-kind.ts';
import { CreditMeter } from './credit-meter.ts';
import type { CreditSink } from './credits.ts';
import { to18 } from './ids.ts';
import { type Login, loginByAlias, loginByToken } from './login.ts';
import type { GrantMeans } from './login-by-grant.ts';
import type { Org, OrgEnvironment, OrgTarget } from './org.ts';
import { bindWire, wireOf } from './org-wire.ts';
import { type Attempt, toRefusal } from './refusals.ts';
import { ask } from './wire.ts';

/** What an org has once said of itself. Its Id is given to no other org, and none turns into one of another kind. */
export type OrgFacts = Pick<Org, 'organizationId' | 'environment' | 'name'>;

export interface ConnectRequest {
  readonly target: OrgTarget;
  /** What the org of an Id is known to be: where that is so, it is not asked again. */
  readonly known?: (organizationId: string) => OrgFacts | undefined;
  readonly credits: CreditSink;
  readonly log: Log;
  readonly clock: Clock;
}

/**
 * Signs in to an org and learns which one it is. Costs one credit, and none where the org is known: who the user is and in
 * which org is told by a page that does not count.
 */
export async function connectOrg({ target, known, credits, log, clock }: ConnectRequest): Promise<Org> {
  const { openMeteredHttp } = await import('./metered-http.ts');
  const meter = new CreditMeter(credits, clock);
  const http = openMeteredHttp(meter);
  const as = target.kind === 'token' && target.username !== undefined ? ` as ${target.username}` : '';
  let at: Attempt = { doing: `sign in${as}`, instanceUrl: target.kind === 'grant' ? target.grant.loginUrl : '' };
  try {
    const login = await loginTo(target, { http, log, clock });
    const doing = login.alias === undefined ? at.doing : `sign in to ${login.alias}`;
    at = { doing, instanceUrl: login.instanceUrl, alias: login.alias };
    const apiVersion = await newestVersion(http, login.instanceUrl);
    const loggedIn = await login.open(apiVersion, http);
    checkTokenKind(loggedIn.accessToken(), apiVersion);
    const { instanceUrl, alias } = login;
    const wire = { ...loggedIn, http, meter, log, clock };
    const stranger = bindWire({ ...nobody, instanceUrl, apiVersion, credits: meter, ...(alias && { alias }) }, wire);
    const [user, asked] = await Promise.all([
      askUser(stranger, at.doing),
      known === undefined ? askOrganization(stranger, at.doing) : undefined,
    ]);
    const facts = asked ?? known?.(to18(user.organization_id)) ?? (await askOrganization(stranger, at.doing));
    const org: Org = { ...stranger, ...facts, username: user.preferred_username, userId: to18(user.user_id) };
    log.debug('signed in', { instanceUrl: org.instanceUrl, username: org.username, apiVersion });
    return bindWire(org, wire);
  } catch (error) {
    await http.close();
    throw toRefusal(error, at);
  }
}

async function loginTo(target: OrgTarget, means: GrantMeans): Promise<Login> {
  if (target.kind === 'alias') return loginByAlias(target.alias);
  if (target.kind === 'token') return loginByToken(target);
  const { loginByGrant } = await import('./login-by-grant.ts');
  return loginByGrant(target.grant, means);
}

/** An org of which nothing is known yet but the way to it. */
const nobody = { username: '', userId: '', organizationId: '', environment: 'production', name: '' } as const;

/** Lets go of an org's sockets, once the requests under way are answered. */
export async function closeOrg(org: Org): Promise<void> {
  await wireOf(org).http.close();
}

const organizationQuery = 'SELECT Id, Name, OrganizationType, IsSandbox, TrialExpirationDate FROM Organization';

const companyShape = z.object({
  Id: z.string(),
  Name: z.string(),
  OrganizationType: z.string().nullable(),
  IsSandbox: z.boolean(),
  TrialExpirationDate: z.string().nullable(),
});
const organizationShape = z.object({ records: z.array(companyShape).length(1) });
const userShape = z.object({ user_id: z.string(), organization_id: z.string(), preferred_username: z.string() });

async function askUser(stranger: Org, doing: string): Promise<z.infer<typeof userShape>> {
  return userShape.parse(await ask(stranger, doing, { method: 'GET', path: '/services/oauth2/userinfo' }));
}

async function askOrganization(stranger: Org, doing: string): Promise<OrgFacts> {
  const path = `/query?q=${encodeURIComponent(organizationQuery)}`;
  const company = organizationShape.parse(await ask(stranger, doing, { method: 'GET', path })).records[0]!;
  return { organizationId: to18(company.Id), environment: environmentOf(company), name: company.Name };
}

/** A scratch org is a sandbox that runs out, as `sf` tells them apart. */
function environmentOf(company: z.infer<typeof companyShape>): OrgEnvironment {
  if (company.IsSandbox) return company.TrialExpirationDate === null ? 'sandbox' : 'scratch';
  return company.OrganizationType === 'Developer Edition' ? 'developer' : 'production';
}
