import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { closeOrg, connectOrg } from '../../src/salesforce/connect.ts';
import { creditsInMemory } from '../../src/salesforce/credits.ts';
import { queryAll } from '../../src/salesforce/query.ts';
import { type ScriptedOrg, scriptedOrg, token } from '../support/scripted-org.ts';

let server: ScriptedOrg | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const organization = (facts: object) => ({
  'GET /services/data/query': {
    body: {
      totalSize: 1,
      done: true,
      records: [
        {
          Id: '00Dxx0000000001',
          Name: 'Acme',
          OrganizationType: 'Enterprise Edition',
          IsSandbox: false,
          TrialExpirationDate: null,
          ...facts,
        },
      ],
    },
  },
});

describe('connecting by token', () => {
  it('tells who and where we are, and costs one credit', async () => {
    server = await scriptedOrg();
    const org = await server.connect();
    expect(org).toMatchObject({
      instanceUrl: server.url,
      username: 'ann@acme.example',
      name: 'Acme',
      apiVersion: '66.0',
      environment: 'production',
    });
    expect(org.organizationId).toMatch(/^00Dxx0000000001\w{3}$/);
    expect(org.userId).toMatch(/^005xx0000012345\w{3}$/);
    expect(org.credits.spent).toBe(1);
  });

  it('asks an org that is known by its Id nothing, which costs no credit', async () => {
    server = await scriptedOrg();
    const target = { kind: 'token', instanceUrl: server.url, accessToken: token } as const;
    const credits = creditsInMemory({ perRun: 10, perDay: 10 });
    const facts = { environment: 'sandbox', name: 'Acme' } as const;
    const known = (organizationId: string) => ({ organizationId, ...facts });
    const org = await connectOrg({ target, known, credits, log: silentLog, clock: systemClock });
    expect(org).toMatchObject({ ...facts, organizationId: expect.stringMatching(/^00Dxx0000000001\w{3}$/) });
    expect([org.credits.spent, server.askedFor('/services/data/query')]).toEqual([0, []]);
    await closeOrg(org);
  });

  it('takes an address with slashes at its end', async () => {
    server = await scriptedOrg();
    const target = { kind: 'token', instanceUrl: `${server.url}/`, accessToken: token } as const;
    const credits = creditsInMemory({ perRun: 10, perDay: 10 });
    const org = await connectOrg({ target, credits, log: silentLog, clock: systemClock });
    expect(org.instanceUrl).toBe(server.url);
    expect(server.asked.every(({ path }) => !path.includes('//'))).toBe(true);
    await closeOrg(org);
  });

  it.each([
    ['sandbox', { IsSandbox: true }],
    ['scratch', { IsSandbox: true, TrialExpirationDate: '2026-12-01T00:00:00.000+0000' }],
    ['developer', { OrganizationType: 'Developer Edition' }],
    ['production', {}],
  ])('sees a %s org', async (environment, facts) => {
    server = await scriptedOrg(organization(facts));
    expect((await server.connect()).environment).toBe(environment);
  });

  it('says that nobody answers, and where, without asking again and again', async () => {
    const port = await freePort();
    const target = { kind: 'token', instanceUrl: `http://127.0.0.1:${port}`, accessToken: token } as const;
    const credits = creditsInMemory({ perRun: 10, perDay: 10 });
    const trouble = await connectOrg({ target, credits, log: silentLog, clock: systemClock }).catch((error) => error);
    expect(trouble).toMatchObject({ name: 'Mistake', trouble: 'unreachable' });
    expect(trouble.message).toContain(`127.0.0.1:${port}`);
  });

  it('says that somebody else answers', async () => {
    server = await scriptedOrg({ 'GET /services/data': { body: '<html>It works!</html>' } });
    await expect(server.connect()).rejects.toMatchObject({ trouble: 'unreachable' });
  });

  it('gives a refused token back as a refusal that does not show it', async () => {
    const refused = { status: 401, body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }] };
    server = await scriptedOrg({ 'GET /services/data/query': refused });
    const trouble = await server.connect().catch((error) => error);
    expect(trouble).toMatchObject({ name: 'Refusal', trouble: 'signed-out', code: 'INVALID_SESSION_ID' });
    expect(inspect(trouble, { depth: 10, showHidden: true })).not.toContain('secretSecret');
  });
});

describe('the counting of requests', () => {
  const rows = { totalSize: 0, done: true, records: [] };

  it('counts each try of a request that is made again', async () => {
    const busy = { status: 503, body: [{ errorCode: 'SERVER_UNAVAILABLE', message: 'busy' }] };
    const after = { body: rows, headers: { 'sforce-limit-info': 'api-usage=18/5000' } };
    server = await scriptedOrg({ 'GET /services/data/queryAll': [busy, busy, after] });
    const org = await server.connect();
    await queryAll(org, 'SELECT Id FROM Account', { deletedToo: true });
    expect(server.askedFor('/services/data/queryAll')).toHaveLength(3);
    expect(org.credits.spent).toBe(4);
    expect(org.credits.allocation).toMatchObject({ used: 18, of: 5000 });
  });

  it('keeps the books of two orgs apart while both work at once', async () => {
    server = await scriptedOrg({ 'GET /services/data/queryAll': { body: rows } });
    const [one, other] = [await server.connect(), await server.connect({ accessToken: `${token}2` })];
    await Promise.all([
      ...Array.from({ length: 5 }, () => queryAll(one, 'SELECT Id FROM Account', { deletedToo: true })),
      ...Array.from({ length: 3 }, () => queryAll(other, 'SELECT Id FROM Account', { deletedToo: true })),
    ]);
    expect([one.credits.spent, other.credits.spent]).toEqual([6, 4]);
  });

  it('stops before the request that would pass the cap, even among requests at once', async () => {
    server = await scriptedOrg({ 'GET /services/data/queryAll': { body: rows } });
    const org = await server.connect({ credits: creditsInMemory({ perRun: 3, perDay: 100 }) });
    const all = Array.from({ length: 6 }, () => queryAll(org, 'SELECT Id FROM Account', { deletedToo: true }));
    const ends = await Promise.allSettled(all);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    for (const end of ends) if (end.status === 'rejected') expect(end.reason).toMatchObject({ trouble: 'limit' });
    expect(server.askedFor('/services/data/queryAll')).toHaveLength(2);
    expect(org.credits.spent).toBe(3);
  });

  it('counts a request whose answer never came', async () => {
    server = await scriptedOrg({ 'PATCH /services/data/jobs/ingest/750x': () => 'hang-up' });
    const org = await server.connect();
    const { closeJob } = await import('../../src/salesforce/bulk-ingest.ts');
    await expect(closeJob(org, '750x')).rejects.toMatchObject({ trouble: 'unreachable' });
    expect(org.credits.spent).toBe(2);
  });
});

async function freePort(): Promise<number> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  await new Promise((resolve) => listener.close(resolve));
  return port;
}
