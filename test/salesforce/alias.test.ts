import { createReadStream } from 'node:fs';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { callKind } from '../../src/salesforce/call-kind.ts';
import { closeOrg, connectOrg } from '../../src/salesforce/connect.ts';
import { creditsInMemory } from '../../src/salesforce/credits.ts';
import { exchange } from '../../src/salesforce/exchange.ts';
import type { Org } from '../../src/salesforce/org.ts';
import { queryAll } from '../../src/salesforce/query.ts';
import { registerLocalAlias } from '../../src/salesforce/sf-auth.ts';
import { type Asked, type Script, type ScriptedOrg, scriptedOrg, token } from '../support/scripted-org.ts';
import { makeSfHome, type SfHome } from '../support/sf-home.ts';

let home: SfHome;
let server: ScriptedOrg | undefined;
let org: Org | undefined;
const before = { ...process.env };

beforeAll(async () => {
  home = await makeSfHome();
  Object.assign(process.env, home.env);
});
afterEach(async () => {
  if (org) await closeOrg(org);
  org = undefined;
  await server?.close();
  server = undefined;
});
afterAll(async () => {
  process.env = before;
  await home.remove();
});

const fresh = `${token}Fresh`;
const user = { 'GET /services/data/sobjects/User/005xx0000012345': { body: { Username: 'ann@acme.example' } } };
const ended = { status: 401, body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }] };
const rows = { body: { totalSize: 0, done: true, records: [] } };

async function connect(alias: string): Promise<Org> {
  const credits = creditsInMemory({ perRun: 100, perDay: 100 });
  org = await connectOrg({ target: { kind: 'alias', alias }, credits, log: silentLog, clock: systemClock });
  return org;
}

/** Puts a login with a refresh token into sf's store, as a login in the browser would. */
async function signInWithRefreshToken(alias: string, url: string): Promise<void> {
  const { AuthInfo } = await import('@salesforce/core');
  const oauth2Options = { loginUrl: url, clientId: 'PlatformCLI', refreshToken: '5Aep861secretSecretSecretSecret' };
  const info = await AuthInfo.create({ oauth2Options });
  await info.save();
  await info.setAlias(alias);
}

/** An org whose sessions end when the test says so; each renewal gives a token that is good, unless told otherwise. */
function renewing(options: { renewedIsGood: boolean }): { script: Script; end(): void; renewals(): number } {
  let good = token;
  let minted = 0;
  const guarded = (answer: object) => (asked: Asked) =>
    asked.headers.authorization === `Bearer ${good}` ? answer : ended;
  return {
    end: () => {
      good = 'nobody';
    },
    renewals: () => minted,
    script: {
      ...user,
      'POST /services/oauth2/token': ({ headers }) => {
        minted += 1;
        const access_token = minted === 1 ? token : `${fresh}${minted}`;
        if (minted === 1 || options.renewedIsGood) good = access_token;
        const url = `http://${headers.host}`;
        return { body: { access_token, instance_url: url, id: `${url}/id/00Dxx0000000001/005xx0000012345` } };
      },
      'GET /services/data/queryAll': guarded(rows),
      'GET /services/data/jobs/ingest/750x/failedResults': guarded({ body: 'a\n' }),
      'PUT /services/data/jobs/ingest/750x/batches': guarded({ status: 201, body: '' }),
    },
  };
}

describe('an org that sf knows', () => {
  it('is found by the alias we registered, and by its username', async () => {
    server = await scriptedOrg(user);
    const registered = await registerLocalAlias({ alias: 'heap-local', instanceUrl: server.url, accessToken: token });
    expect(registered).toEqual({ status: 'registered', alias: 'heap-local', username: 'ann@acme.example' });
    const found = await connect('heap-local');
    expect(found).toMatchObject({ alias: 'heap-local', username: 'ann@acme.example', instanceUrl: server.url });
    expect(found.credits.spent).toBe(1);
    await closeOrg(found);
    expect(await connect('ann@acme.example')).toMatchObject({ username: 'ann@acme.example' });
  });

  it('is named with its neighbours when the alias is mistyped', async () => {
    await expect(connect('heap-locla')).rejects.toMatchObject({
      trouble: 'unknown-name',
      message: 'sf knows no org "heap-locla". Did you mean "heap-local"?',
      actions: [expect.stringContaining('sf org login web --alias heap-locla'), expect.anything()],
    });
  });

  it('that cannot be reached is said so', async () => {
    server = await scriptedOrg(user);
    await registerLocalAlias({ alias: 'gone', instanceUrl: server.url, accessToken: token });
    const { url } = server;
    await server.close();
    await expect(connect('gone')).rejects.toMatchObject({ trouble: 'unreachable', facts: { instanceUrl: url } });
  });

  it('whose token is refused asks for a new login under that alias', async () => {
    server = await scriptedOrg(user);
    await registerLocalAlias({ alias: 'stale', instanceUrl: server.url, accessToken: token });
    const { url } = server;
    await server.close();
    server = await scriptedOrg({ 'GET /services/data/query': ended });
    await registerAgain('stale', server.url);
    expect(server.url).not.toBe(url);
    const trouble = await connect('stale').catch((error) => error);
    expect(trouble).toMatchObject({ trouble: 'signed-out', actions: [expect.stringContaining('--alias stale')] });
    expect(inspect(trouble, { depth: 10, showHidden: true })).not.toContain('secretSecret');
  });
});

describe('a session that ends', () => {
  it('is renewed, and the request that met its end is made again and counted', async () => {
    const life = renewing({ renewedIsGood: true });
    server = await scriptedOrg(life.script);
    await signInWithRefreshToken('web', server.url);
    const signedIn = await connect('web');
    life.end();
    expect(await queryAll(signedIn, 'SELECT Id FROM Account', { deletedToo: true })).toEqual([]);
    expect(server.askedFor('/services/data/queryAll')).toHaveLength(2);
    // The renewal itself is free, but sf's library asks the org other things on the way.
    const afterSignIn = server.asked.slice(server.asked.findLastIndex(({ path }) => path === '/services/data'));
    const counted = afterSignIn.filter(({ path }) => callKind(path) !== undefined);
    expect(signedIn.credits.spent).toBe(counted.length);
  });

  it('is renewed in the middle of a streamed upload, which begins again', async () => {
    const life = renewing({ renewedIsGood: true });
    server = await scriptedOrg(life.script);
    await signInWithRefreshToken('web', server.url);
    const signedIn = await connect('web');
    life.end();
    const upload = {
      method: 'PUT',
      path: '/jobs/ingest/750x/batches',
      body: () => createReadStream(new URL(import.meta.url)),
    } as const;
    expect(await exchange(signedIn, 'take rows', upload, async ({ statusCode }) => statusCode)).toBe(201);
    const [first, second] = server.askedFor('/services/data/jobs');
    expect(second?.body).toBe(first?.body);
    expect(second?.body.length).toBeGreaterThan(1000);
  });

  it('is given up when the renewed token is refused too', async () => {
    const life = renewing({ renewedIsGood: false });
    server = await scriptedOrg(life.script);
    await signInWithRefreshToken('web', server.url);
    const signedIn = await connect('web');
    life.end();
    const trouble = await queryAll(signedIn, 'SELECT Id FROM Account', { deletedToo: true }).catch((error) => error);
    expect(trouble).toMatchObject({ name: 'Refusal', trouble: 'signed-out' });
    expect(life.renewals()).toBeLessThan(6);
  });

  it('is given up when its refresh token is revoked', async () => {
    const life = renewing({ renewedIsGood: true });
    let revoked = false;
    server = await scriptedOrg({
      ...life.script,
      'POST /services/oauth2/token': (asked) => {
        if (!revoked) return (life.script['POST /services/oauth2/token'] as (asked: Asked) => object)(asked);
        return { status: 400, body: { error: 'invalid_grant', error_description: 'expired access/refresh token' } };
      },
    });
    await signInWithRefreshToken('web', server.url);
    const signedIn = await connect('web');
    life.end();
    revoked = true;
    const trouble = await queryAll(signedIn, 'SELECT Id FROM Account', { deletedToo: true }).catch((error) => error);
    expect(trouble).toMatchObject({ name: 'Refusal', trouble: 'signed-out' });
    expect(trouble.message).toContain('expired access/refresh token');
    expect(inspect(trouble, { depth: 10, showHidden: true })).not.toMatch(/secretSecret/);
  });
});

async function registerAgain(alias: string, instanceUrl: string): Promise<void> {
  const { AuthInfo } = await import('@salesforce/core');
  const info = await AuthInfo.create({ username: 'ann@acme.example' });
  await info.save({ instanceUrl, loginUrl: instanceUrl });
  await info.setAlias(alias);
}
