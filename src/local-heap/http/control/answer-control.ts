import { z } from 'zod';
import { clockMoveForm } from '../../../base/clock-move-form.ts';
import {
  type ControlAnswer,
  type ControlRequest,
  done,
  NotThere,
  refusedAnswer,
} from '../../../base/control-answer.ts';
import type { Log } from '../../../base/log.ts';
import type { HeapPlace } from '../../heap-control.ts';
import { faultKinds, parseFault } from './fault-forms.ts';

interface Asked extends ControlRequest {
  readonly place: HeapPlace;
  /** What the address has in place of its `:app` (or a fault's Id), and of what stands two steps behind it. */
  readonly name: string;
  readonly inner: string;
}

const pageForm = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(10_000).default(100),
});
const lastForm = z.object({ last: z.coerce.number().int().min(0).max(1000).default(20) });
const exportForm = z.strictObject({ appId: z.string().min(1), folder: z.string().min(1) });

/** Method and address, with what is done. */
const routes: Readonly<Record<string, (asked: Asked) => ControlAnswer | Promise<ControlAnswer>>> = {
  'GET ': ({ place }) => done({ apps: place.apps(), faults: faultKinds, now: place.now().toISOString() }),
  'GET apps': ({ place }) => done({ apps: place.apps() }),
  'GET apps/:name/users': ({ place, name, query }) => done(place.users(name, pageForm.parse(query))),
  'GET apps/:name/users/:inner': ({ place, name, inner }) => found(place.user(name, inner), 'user', inner),
  'GET apps/:name/user-ids/:inner': ({ place, name, inner }) => found(place.userById(name, inner), 'user', inner),
  'GET apps/:name/accounts': ({ place, name, query }) => done(place.accounts(name, pageForm.parse(query))),
  'GET apps/:name/accounts/:inner': ({ place, name, inner }) => found(place.account(name, inner), 'account', inner),
  'GET apps/:name/events': ({ place, name, query }) => done(place.events(name, pageForm.parse(query))),
  'GET apps/:name/migrations': ({ place, name }) => done({ migrations: place.migrations(name) }),
  'GET apps/:name/properties': ({ place, name }) => done({ properties: place.properties(name) }),
  'GET apps/:name/digest': ({ place, name }) => done(place.digest(name)),
  'GET requests': ({ place, query }) => done(place.requests(lastForm.parse(query).last)),
  'GET faults': ({ place }) => done({ faults: place.control.faults() }),
  'POST faults': ({ place, body }) => ({ status: 201, body: { id: place.control.addFault(parseFault(body)) } }),
  'DELETE faults': ({ place }) => {
    place.control.clearFaults();
    return done();
  },
  'GET faults/:name': ({ place, name }) => done(theFault(place, name)),
  'GET faults/:name/met': async ({ place, name, query }) => {
    theFault(place, name);
    const times = Number(query['times'] ?? 1);
    await place.control.met(name, Number.isInteger(times) ? times : 1);
    return done(theFault(place, name));
  },
  'DELETE faults/:name': ({ place, name }) => {
    theFault(place, name);
    place.control.removeFault(name);
    return done();
  },
  'POST move-clock': ({ place, body }) =>
    done({ now: place.control.moveClock(clockMoveForm.parse(body ?? {})).toISOString() }),
  'POST reset': async ({ place }) => {
    await place.reset();
    return done();
  },
  'POST export': async ({ place, body }) => {
    const { appId, folder } = exportForm.parse(body ?? {});
    return done(await place.exportTo(folder, appId));
  },
};

/** Answers one request of the control API. */
export async function answerControl(place: HeapPlace, log: Log, request: ControlRequest): Promise<ControlAnswer> {
  const { method, steps } = request;
  const address = steps.map((step, at) => (at === 1 ? ':name' : at === 3 ? ':inner' : step));
  const route = `${method} ${address.join('/')}`;
  try {
    const answer = Object.hasOwn(routes, route) ? routes[route] : undefined;
    if (answer === undefined)
      throw new NotThere(`The control API has no ${method} at /local-heap/${steps.join('/')}.`, Object.keys(routes));
    return await answer({ ...request, place, name: steps[1] ?? '', inner: steps[3] ?? '' });
  } catch (error) {
    return refusal(error, log, route);
  }
}

function found(one: unknown, kind: string, name: string): ControlAnswer {
  if (one !== undefined) return done(one);
  throw new NotThere(`The environment has no ${kind} ${JSON.stringify(name)}.`, []);
}

function theFault({ control }: HeapPlace, id: string): unknown {
  const fault = control.faults().find((one) => one.id === id);
  if (fault === undefined) throw new NotThere(`There is no fault ${JSON.stringify(id)}.`, ['List the faults.']);
  return fault;
}

/** What was wrong with what was asked; anything else is logged. */
function refusal(error: unknown, log: Log, where: string): ControlAnswer {
  const refused = refusedAnswer(error);
  if (refused !== undefined) return refused;
  log.warn('local heap: unexpected error', {
    where,
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
  return { status: 500, body: { message: 'Something went wrong in the local Heap.', actions: [] } };
}
