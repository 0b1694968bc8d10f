import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '../base/clock.ts';
import { ensureControlKey } from '../base/control-key.ts';
import { type Log, silentLog } from '../base/log.ts';
import { portInUse } from '../base/port-in-use.ts';
import type { Seed } from './engine/new-org.ts';
import type { OrgKind } from './engine/org-kind.ts';
import type { Edition } from './engine/schema/edition.ts';
import { HostedOrgs } from './hosted-org.ts';
import { openHouse } from './house/open-house.ts';
import type { OrgHouse } from './house/org-house.ts';
import type { JwtApp } from './http/oauth/jwt-apps.ts';
import type { SecretApp } from './http/oauth/secret-apps.ts';
import { buildServer, type Patience, type RegisteredRoute } from './http/server.ts';
import { ensureJwtKey, jwtAppOf, jwtClientId } from './jwt-key.ts';
import { checkHost, shownHost } from './listen-address.ts';
import { openOrg } from './open-org.ts';
import { claimFolder, type OrgFolder } from './org-folder.ts';
import { checkFormat } from './org-format.ts';
import { temporaryPlace } from './org-place.ts';
import { type RunningOrg, runningOrg } from './running-org.ts';
import { announcing } from './token-announcer.ts';

export interface StartOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** The orgs are kept here; without a folder they live in memory. */
  readonly folder?: string;
  /** Rows of a new org; a function is asked only when the org is new. */
  readonly seed?: Seed | (() => Seed);
  readonly clock?: Clock;
  /** Loopback unless named. Another address needs `allowOtherMachines` beside it. */
  readonly host?: string;
  /** That whoever reaches the address may try to sign in and guess tokens is known and wanted. */
  readonly allowOtherMachines?: boolean;
  readonly log?: Log;
  /** A new org's edition: Developer Edition unless named. */
  readonly edition?: Edition;
  /** What a new org is: production, sandbox, scratch or developer; by its edition unless named. */
  readonly kind?: OrgKind;
  /** Whether a new org is a Dev Hub; production orgs are unless told. */
  readonly devHub?: boolean;
  /** A new org's Salesforce licences: 100 unless told. */
  readonly licences?: number;
  /** API requests in 24 hours, where they are not what edition and licences give. */
  readonly dailyApiRequests?: number;
  /** Megabytes of rows that fit in, where they are not what edition and licences give. */
  readonly dataStorageMb?: number;
  /** Minutes without a request after which a session ends, by the org's clock; never unless told. Salesforce's own is 120. */
  readonly sessionMinutes?: number;
  /** How long requests may take to come; 20 seconds for headers and ten minutes for all, unless told. */
  readonly patience?: Patience;
  /** Further clients that may log users in by JWT. */
  readonly jwtApps?: readonly JwtApp[];
  /** Clients that may log in by their own secret. */
  readonly secretApps?: readonly SecretApp[];
}

/** A running server that speaks Salesforce's APIs, and the first of its orgs. */
export interface LocalOrg extends RunningOrg {
  /** `http://localhost:PORT` */
  readonly url: string;
  /** For `sf org login jwt`: the private key's file, made when it is first asked for. It logs in the users of all orgs. */
  readonly jwt: { readonly clientId: string; readonly privateKeyFile: string };
  /** The file with the secret that the control API at `/local-org` asks for, made when it is first asked for. */
  readonly controlKeyFile: string;
  /** Every route of Salesforce's that is served, as it was registered. */
  readonly routes: readonly RegisteredRoute[];
  /** All orgs of this server, and how to make and delete further ones. */
  readonly orgs: OrgHouse;
  close(): Promise<void>;
}

/** Starts an org on this machine: in a folder, where it goes on from where it was, or in memory. */
export async function startLocalOrg(options: StartOptions = {}): Promise<LocalOrg> {
  const { clock = systemClock, log = silentLog, host = '127.0.0.1' } = options;
  const beyondThisMachine = checkHost(host, options.allowOtherMachines ?? false);
  const place: OrgFolder =
    options.folder === undefined
      ? { ...temporaryPlace(), announce: () => undefined }
      : await claimFolder(options.folder);
  try {
    if (options.folder !== undefined && place.first.database !== undefined)
      checkFormat(options.folder, place.first.database);
    const orgs = new HostedOrgs();
    const org = openOrg({ ...newOrgOptions(options), place: place.first, clock, log, orgs });
    orgs.add(org);
    const first = runningOrg(org, { name: 'Heap Local Org', usernameSuffix: '' });
    let url = '';
    const announcer = announcing(place, orgs, () => url);
    const { sessionMinutes } = options;
    const house = openHouse({
      place,
      orgs,
      first,
      clock,
      log,
      ...(sessionMinutes === undefined ? {} : { sessionMinutes }),
      url: () => url,
      changed: () => announcer.orgsChanged(),
    });
    house.attend(org);
    const closeOrgs = () => house.close().then(() => org.close());
    let closed: Promise<void> | undefined;
    const { app, routes } = await buildServer({
      orgs,
      house,
      clock,
      log,
      beyondThisMachine,
      defaultUsername: 'admin@heap.local',
      origin: () => url,
      controlKey: () => ensureControlKey(place.controlKey),
      jwtApps: () => [...jwtAppOf(place.jwtKey), ...(options.jwtApps ?? [])],
      secretApps: options.secretApps ?? [],
      ...(options.patience === undefined ? {} : { patience: options.patience }),
    });
    await app.listen({ port: options.port ?? 0, host }).catch(async (error: unknown) => {
      await closeOrgs();
      throw portInUse(error, options.port, 'the local org');
    });
    url = `http://${shownHost(host)}:${(app.server.address() as AddressInfo).port}`;
    if (place.kept) {
      ensureJwtKey(place.jwtKey);
      ensureControlKey(place.controlKey);
      announcer.orgsChanged();
    }
    org.jobs.resume();
    house.settle();
    log.info('local org: started', { url, organizationId: org.engine.organizationId });
    if (beyondThisMachine)
      log.warn('local org: other machines can reach it; its login page asks for no password', { host });

    return {
      ...first,
      url,
      jwt: {
        clientId: jwtClientId,
        get privateKeyFile() {
          return ensureJwtKey(place.jwtKey);
        },
      },
      get controlKeyFile() {
        ensureControlKey(place.controlKey);
        return place.controlKey;
      },
      routes,
      orgs: house,
      close() {
        for (const { engine } of orgs.all()) engine.faults.clear();
        closed ??= app.close().then(closeOrgs).then(place.release);
        return closed;
      },
    };
  } catch (error) {
    place.release();
    throw error;
  }
}

function newOrgOptions({
  seed,
  edition,
  kind,
  devHub,
  licences,
  dailyApiRequests,
  dataStorageMb,
  sessionMinutes,
}: StartOptions): Partial<Omit<StartOptions, 'clock' | 'log'>> {
  return {
    ...(seed === undefined ? {} : { seed }),
    ...(edition === undefined ? {} : { edition }),
    ...(kind === undefined ? {} : { kind }),
    ...(devHub === undefined ? {} : { devHub }),
    ...(licences === undefined ? {} : { licences }),
    ...(dailyApiRequests === undefined ? {} : { dailyApiRequests }),
    ...(dataStorageMb === undefined ? {} : { dataStorageMb }),
    ...(sessionMinutes === undefined ? {} : { sessionMinutes }),
  };
}
