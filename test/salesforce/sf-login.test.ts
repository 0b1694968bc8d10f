import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { closeOrg, connectOrg } from '../../src/salesforce/connect.ts';
import { creditsInMemory } from '../../src/salesforce/credits.ts';
import { deploySource } from '../../src/salesforce/deploy-source.ts';
import { countRows, queryAll } from '../../src/salesforce/query.ts';
import { withLocalOrg } from '../support/local-org.ts';
import { projectFolder } from '../support/project.ts';
import { makeSfHome, runSf, type SfHome } from '../support/sf-home.ts';

let home: SfHome;
const before = { ...process.env };

beforeAll(async () => {
  home = await makeSfHome();
  Object.assign(process.env, home.env);
});
afterAll(async () => {
  process.env = before;
  await home.remove();
});

it('a login that sf made by JWT serves us for queries and deploys, and is renewed when its token is revoked', async () => {
  await withLocalOrg(async (server) => {
    const { clientId, privateKeyFile } = server.jwt;
    const words = 'org login jwt --alias jwt --username admin@heap.local --json'.split(' ');
    const more = ['--client-id', clientId, '--jwt-key-file', privateKeyFile, '--instance-url', server.url];
    expect((await runSf([...words, ...more], { home })).json()).toMatchObject({ status: 0 });

    const credits = creditsInMemory({ perRun: 100, perDay: 100 });
    const org = await connectOrg({
      target: { kind: 'alias', alias: 'jwt' },
      credits,
      log: silentLog,
      clock: systemClock,
    });
    try {
      expect(org).toMatchObject({ alias: 'jwt', username: 'admin@heap.local', organizationId: server.organizationId });
      const outcome = await deploySource(org, { projectFolder, paths: ['force-app/package'] });
      expect(outcome.status).toBe('deployed');

      const token = await storedToken();
      const revoked = await fetch(`${server.url}/services/oauth2/revoke?token=${encodeURIComponent(token)}`, {
        method: 'POST',
      });
      expect(revoked.status).toBe(200);
      expect(await countRows(org, 'SELECT COUNT() FROM Heap_Account_Usage__c')).toBe(0);
      expect(await storedToken()).not.toBe(token);
      expect(await queryAll(org, "SELECT Username FROM User WHERE Username = 'admin@heap.local'")).toHaveLength(1);
    } finally {
      await closeOrg(org);
    }
  });
});

/** The access token that sf's store holds now. */
async function storedToken(): Promise<string> {
  const { AuthInfo, StateAggregator } = await import('@salesforce/core');
  StateAggregator.clearInstance();
  const info = await AuthInfo.create({ username: 'admin@heap.local' });
  return info.getConnectionOptions().accessToken ?? '';
}
