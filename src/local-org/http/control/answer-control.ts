import {
  type ControlAnswer,
  type ControlRequest,
  done,
  NotThere,
  refusedAnswer,
} from '../../../base/control-answer.ts';
import { ApiError } from '../../engine/api-error.ts';
import type { OrgHouse } from '../../house/org-house.ts';
import type { RunningOrg } from '../../running-org.ts';
import { actions, parseNewOrg } from './actions.ts';
import { faultKinds, parseFault } from './fault-forms.ts';

interface Asked extends ControlRequest {
  readonly house: OrgHouse;
  /** What the address has in place of its `:org` and `:id`. */
  readonly org: () => RunningOrg;
  readonly id: string;
}

/** Method and address, with what is done. `:org` is an org's Id or name, or `first`. */
const routes: Readonly<Record<string, (asked: Asked) => ControlAnswer | Promise<ControlAnswer>>> = {
  'GET ': ({ house }) =>
    done({
      orgs: house.list().map(about),
      faults: faultKinds,
      actions: Object.fromEntries(Object.entries(actions).map(([name, { does }]) => [name, does])),
    }),
  'GET orgs': ({ house }) => done({ orgs: house.list().map(about) }),
  'POST orgs': ({ house, body }) => ({ status: 201, body: about(house.create(parseNewOrg(body))) }),
  'GET orgs/:org': ({ org }) => done(about(org())),
  'DELETE orgs/:org': async ({ house, org }) => {
    await house.delete(org().organizationId);
    return done();
  },
  'GET orgs/:org/tokens': ({ org }) => {
    const found = org();
    return done({ tokens: Object.fromEntries(found.usernames().map((name) => [name, found.accessToken(name)])) });
  },
  'GET orgs/:org/faults': ({ org }) => done({ faults: org().control.faults() }),
  'POST orgs/:org/faults': ({ org, body }) => {
    const { control } = org();
    return { status: 201, body: { id: control.addFault(parseFault(body)) } };
  },
  'DELETE orgs/:org/faults': ({ org }) => {
    org().control.clearFaults();
    return done();
  },
  'GET orgs/:org/faults/:id': ({ org, id }) => done(theFault(org(), id)),
  'GET orgs/:org/faults/:id/met': async ({ org, id, query }) => {
    const found = org();
    theFault(found, id);
    const times = Number(query['times'] ?? 1);
    await found.control.met(id, Number.isInteger(times) ? times : 1);
    return done(theFault(found, id));
  },
  'DELETE orgs/:org/faults/:id': ({ org, id }) => {
    theFault(org(), id);
    org().control.removeFault(id);
    return done();
  },
  ...Object.fromEntries(
    Object.entries(actions).map(([name, { run }]) => [
      `POST orgs/:org/${name}`,
      async ({ org, body }: Asked) => done((await run(org(), body)) ?? undefined),
    ]),
  ),
};

/** Answers one request of the control API. */
export async function answerControl(house: OrgHouse, request: ControlRequest): Promise<ControlAnswer> {
  const { method, steps } = request;
  const address = steps.map((step, at) => (at === 1 ? ':org' : at === 3 && steps[2] === 'faults' ? ':id' : step));
  const route = `${method} ${address.join('/')}`;
  try {
    const answer = Object.hasOwn(routes, route) ? routes[route] : undefined;
    if (answer === undefined)
      throw new NotThere(`The control API has no ${method} at /local-org/${steps.join('/')}.`, Object.keys(routes));
    return await answer({ ...request, house, org: () => orgOf(house, steps[1] ?? ''), id: steps[3] ?? '' });
  } catch (error) {
    return refusal(error);
  }
}

function orgOf(house: OrgHouse, named: string): RunningOrg {
  const org = named === 'first' ? house.list()[0] : house.find(named);
  if (org === undefined) {
    const names = house.list().map(({ name }) => name);
    throw new NotThere(`This server has no org ${JSON.stringify(named)}.`, [`Name one of: ${names.join(', ')}.`]);
  }
  return org;
}

function theFault({ control }: RunningOrg, id: string): unknown {
  const fault = control.faults().find((one) => one.id === id);
  if (fault === undefined)
    throw new NotThere(`The org has no fault ${JSON.stringify(id)}.`, ['List the faults of the org.']);
  return fault;
}

/** What was wrong with what was asked; anything else is thrown on. */
function refusal(error: unknown): ControlAnswer {
  const refused = refusedAnswer(error);
  if (refused !== undefined) return refused;
  if (error instanceof ApiError) return { status: 400, body: { message: error.message, code: error.code } };
  throw error;
}

function about(org: RunningOrg): unknown {
  const { organizationId, name, kind, edition, licences, usernameSuffix } = org;
  return {
    organizationId,
    name,
    kind,
    edition,
    licences,
    usernameSuffix,
    usernames: org.usernames(),
    snapshots: org.snapshots(),
  };
}
