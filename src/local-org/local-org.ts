import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '../base/clock.ts';
import { Mistake } from '../base/errors.ts';
import { type Log, silentLog } from '../base/log.ts';
import type { Seed } from './engine/engine.ts';
import { type HostedOrg, HostedOrgs } from './hosted-org.ts';
import type { JwtApp } from './http/oauth/jwt-apps.ts';
import { buildServer, type RegisteredRoute } from './http/server.ts';
import { newestVersion } from './http/versions.ts';
import { ensureJwtKey, jwtAppOf, jwtClientId } from './jwt-key.ts';
import { openOrg } from './open-org.ts';
import { claimFolder, type OrgFolder } from './org-folder.ts';

export interface StartOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** The org is kept here; without a folder it lives in memory. */
  readonly folder?: string;
  /** Rows of a new org. */
  readonly seed?: Seed;
  readonly clock?: Clock;
  /** Loopback unless named. */
  readonly host?: string;
  readonly log?: Log;
  readonly dailyApiRequests?: number;
  /** Further clients that may log users in by JWT. */
  readonly jwtApps?: readonly JwtApp[];
}

/** A running org that speaks Salesforce's APIs. */
export interface LocalOrg {
  /** `http://localhost:PORT` */
  readonly url: string;
  readonly organizationId: string;
  /** The user's access token, the same one until it is revoked; the administrator's when nobody is named. */
  accessToken(username?: string): string;
  /** For `sf org login jwt`: the private key's file, made when it is first asked for. */
  readonly jwt: { readonly clientId: string; readonly privateKeyFile: string };
  /** Every route that is served, as it was registered. */
  readonly routes: readonly RegisteredRoute[];
  /** Back to the seed. Tokens stay good. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

const defaultUsername = 'admin@heap.local';

/** What a Developer Edition may ask in 24 hours. */
const defaultDailyApiRequests = 15_000;

/** Starts an org on this machine: in a folder, where it goes on from where it was, or in memory. */
export async function startLocalOrg(options: StartOptions = {}): Promise<LocalOrg> {
  const { clock = systemClock, log = silentLog, host = '127.0.0.1' } = options;
  const place = options.folder === undefined ? temporaryPlace() : await claimFolder(options.folder);
  try {
    const { org, reset } = openOrg({
      place,
      kept: options.folder !== undefined,
      seed: options.seed,
      dailyApiRequests: options.dailyApiRequests ?? defaultDailyApiRequests,
      clock,
      log,
    });
    const orgs = new HostedOrgs();
    orgs.add(org);
    let url = '';
    let closed: Promise<void> | undefined;
    const { app, routes } = await buildServer({
      orgs,
      clock,
      log,
      defaultUsername,
      origin: () => url,
      jwtApps: () => [...jwtAppOf(place.jwtKey), ...(options.jwtApps ?? [])],
    });
    await app.listen({ port: options.port ?? 0, host }).catch((error: unknown) => {
      org.engine.close();
      throw portInUse(error, options.port);
    });
    const shownHost = host === '127.0.0.1' || host === '0.0.0.0' ? 'localhost' : host;
    url = `http://${shownHost}:${(app.server.address() as AddressInfo).port}`;
    if (options.folder !== undefined) {
      ensureJwtKey(place.jwtKey);
      announceTokens(org, place, url);
    }
    org.jobs.resume();
    log.info('local org: started', { url, organizationId: org.engine.organizationId });

    return {
      url,
      organizationId: org.engine.organizationId,
      accessToken: (username = defaultUsername) => tokenFor(org, username),
      jwt: {
        clientId: jwtClientId,
        get privateKeyFile() {
          return ensureJwtKey(place.jwtKey);
        },
      },
      routes,
      reset,
      close() {
        closed ??= Promise.all([org.jobs.close(), app.close()]).then(() => {
          org.engine.close();
          place.release();
        });
        return closed;
      },
    };
  } catch (error) {
    place.release();
    throw error;
  }
}

function portInUse(error: unknown, port: number | undefined): unknown {
  if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) return error;
  return new Mistake({
    trouble: 'busy',
    message: `Port ${port} is in use by another program, so the local org cannot be served there.`,
    actions: ['Name another port, or 0 for a free one.'],
    facts: { port },
    cause: error,
  });
}

function tokenFor({ engine, tokens }: HostedOrg, username: string): string {
  const user = engine.userByUsername(username);
  if (user === undefined || !user.active) {
    throw new Mistake({
      trouble: 'unknown-name',
      message: `The local org has no active user ${username}.`,
      actions: ['Use admin@heap.local or heap-sync@heap.local, or a user that was added to the org.'],
      facts: { username },
    });
  }
  return tokens.accessToken(user.id, engine.session(user.id)?.user.username ?? username, jwtClientId);
}

/** Each active user's token, for the other programs of whoever owns the folder; told anew at each change. */
function announceTokens(org: HostedOrg, place: OrgFolder, url: string): void {
  const { records } = org.engine
    .system()
    .query('SELECT Id, Username FROM User WHERE IsActive = true', { apiVersion: newestVersion });
  const users = records.map(({ Id, Username }) => ({ id: String(Id), username: String(Username) }));
  for (const { id, username } of users) org.tokens.accessToken(id, username, jwtClientId);
  place.announce(url, org.tokens.byUsername());
  org.tokens.onChange(() => place.announce(url, org.tokens.byUsername()));
}

/** An org in memory still needs files for what streams and for its key; they go when it goes. */
function temporaryPlace(): OrgFolder {
  const folder = mkdtempSync(join(tmpdir(), 'heap-local-org-'));
  return {
    database: join(folder, 'org.sqlite'),
    seedSnapshot: join(folder, 'seed.sqlite'),
    jwtKey: join(folder, 'jwt.key'),
    jobs: join(folder, 'jobs'),
    announce: () => undefined,
    release: () => rmSync(folder, { recursive: true, force: true }),
  };
}
