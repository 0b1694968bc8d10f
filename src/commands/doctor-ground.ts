import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { NamedError } from '../base/errors.ts';
import { ownVersion, packageFolder } from '../base/own-package.ts';
import { findServer, readClaim } from '../base/server-claim.ts';
import type { Target } from '../config/settings.ts';
import { targetName } from '../config/target-name.ts';
import type { Context } from '../context.ts';
import type { OwnRelease } from '../doctor/connection/heap-package.ts';
import type { LoginFacts } from '../doctor/connection/signed-in.ts';
import type { DoctorGround } from '../doctor/doctor-ground.ts';
import type { ScheduleFacts } from '../doctor/machine/run-lines.ts';
import type { MeasuredJoin } from '../doctor/pull/join-key.ts';
import { newestWritten } from '../heap/newest-written.ts';
import { reachHeap } from '../heap/properties/reach-heap.ts';
import { checkJoin } from '../pull/join-check/check-join.ts';
import { priceOfReading } from '../pull/read/read-price.ts';
import { storedLogin } from '../salesforce/stored-login.ts';
import { readMetrics } from './metrics-ground.ts';

/** Brings together what the doctor looks with; it knows neither the pull nor where a local org's admin comes from. */
export function doctorGround(context: Context, adminOrg: string | undefined): DoctorGround {
  const { settings } = context;
  const { target, source, stateFolder } = settings;
  return {
    settings,
    orgName: targetName(target),
    ledger: context.ledger,
    clock: context.clock,
    progress: context.progress,
    own: ownRelease(),
    connect: () => context.org(),
    // A local org has an admin that nobody has to name; without one, the connecting user would be asked once more.
    admin:
      adminOrg !== undefined || settings.admin !== undefined || target.kind === 'local'
        ? () => context.adminOrg(adminOrg)
        : undefined,
    source: () => context.export(),
    newestWritten: () => newestWritten(source, { cacheFolder: join(stateFolder, 'export') }),
    metrics: () => readMetrics(context),
    measureJoin: (contacts) => measureJoin(context, contacts),
    reachHeap,
    login: () => loginFacts(target),
    schedule: () => scheduleFacts(stateFolder),
  };
}

async function loginFacts(target: Target): Promise<LoginFacts | undefined> {
  if (target.kind === 'alias') return { by: 'sf', stored: await storedLogin(target.alias) };
  if (target.kind === 'local') return undefined;
  const { grant, files } = target.read();
  return { by: 'environment', kind: grant.kind, files };
}

/** More than this for one line of a table is a surprise. */
const MOST_REQUESTS = 10;

async function measureJoin(context: Context, contacts: number): Promise<MeasuredJoin> {
  const { settings, progress } = context;
  const { requests } = priceOfReading(contacts);
  if (requests > MOST_REQUESTS) return { status: 'too-dear', requests, contacts };
  try {
    const [source, warehouse] = [await context.export(), await context.warehouse()];
    const ground = { settings, connect: () => context.org(), source, warehouse, progress };
    const { verdict, least, key } = await checkJoin(ground, { tries: [] });
    return {
      status: 'measured',
      facts: {
        verdict,
        least,
        pair: `${key.field} = ${key.property}`,
        percent: key.uniqueness.percent,
        contacts: key.contacts.all,
        users: key.users.all,
        matched: key.users.matched,
      },
    };
  } catch (error) {
    if (error instanceof NamedError) return { status: 'failed', error };
    throw error;
  }
}

/** The scheduler that leaves its claim in the state folder, and tells its health to whoever asks on this machine. */
async function scheduleFacts(stateFolder: string): Promise<ScheduleFacts> {
  const file = join(stateFolder, 'schedule.json');
  const alive = await findServer(file, '/healthz');
  if (alive !== undefined) return { status: 'alive', pid: alive.pid, url: alive.url };
  const claim = readClaim(file);
  return claim === undefined ? { status: 'none' } : { status: 'gone', pid: claim.pid };
}

const projectShape = z.object({ packageAliases: z.record(z.string(), z.string()).optional() });

/** The version of this program, and the Id of the package version that was released with it. */
function ownRelease(): OwnRelease {
  const version = ownVersion();
  const project = join(packageFolder, 'sfdx-project.json');
  if (!existsSync(project)) return { version };
  const { packageAliases = {} } = projectShape.parse(JSON.parse(readFileSync(project, 'utf8')));
  const found = Object.entries(packageAliases).find(([name]) => name.startsWith(`Heap Usage@${version}`));
  return { version, ...(found && { packageVersionId: found[1] }) };
}
