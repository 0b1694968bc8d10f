import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localOrgFolder } from '../../src/context/local-org.ts';
import { idOf, type LocalOrg, type RunningOrg, startLocalOrg } from '../../src/local-org/index.ts';
import type { MetricPlan } from '../../src/metrics/fields/plan.ts';
import type { PushReport } from '../../src/push/push-report.ts';
import { openTerminal, type Terminal } from '../support/heap-sf.ts';
import { installVersion, type OurVersion, releaseNextVersion, releaseOurPackage } from '../support/package-version.ts';

const CONFIG = `source: { files: export }
metrics:
  - { name: Sessions, level: account, event: session, measure: count, lookback: all, history: true }
  - { name: Sessions, level: contact, event: session, measure: count, lookback: all }
`;

describe.each([
  ['an unlocked package', undefined],
  ['a managed package', 'acme'],
])('%s', (_, namespace) => {
  const prefix = namespace === undefined ? '' : `${namespace}__`;
  let terminal: Terminal;
  let server: LocalOrg;
  let hub: RunningOrg;
  let folder: string;
  let first: OurVersion;

  beforeAll(async () => {
    [terminal, folder] = [await openTerminal(), await mkdtemp(join(tmpdir(), 'upgrade-'))];
    server = await startLocalOrg({
      folder: localOrgFolder(terminal.state),
      seed: {
        Account: [{ Id: idOf('001', 1), Name: 'Acme' }],
        Contact: [{ Id: idOf('003', 1), LastName: 'Ann', Email: 'ann@acme.example', AccountId: idOf('001', 1) }],
      },
    });
    hub = server.orgs.create({ name: 'Dev Hub', kind: 'production' });
    first = await releaseOurPackage(server, hub, { name: 'Heap Usage', ...(namespace && { namespace }) });
    await mkdir(join(folder, 'export'));
    await writeFile(join(folder, 'heap.config.yaml'), CONFIG);
    await writeFile(join(folder, 'export', 'users.ndjson'), '{"user_id":1,"email":"ann@acme.example"}\n');
    await writeFile(
      join(folder, 'export', 'sessions.ndjson'),
      '{"user_id":1,"session_id":1,"time":"2026-06-29T12:00:00Z"}\n',
    );
  }, 120_000);
  afterAll(async () => {
    await server.close();
    await terminal.remove();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (line: string) => terminal.run(line, { cwd: folder });
  const push = async () => (await run('usage push --as-of 2026-06-30 --json')).json<PushReport>().result;

  async function rows(): Promise<readonly unknown[]> {
    const soql = (object: string) => `SELECT Id, Sessions__c, SystemModstamp FROM ${prefix}${object}`;
    const answers = ['Heap_Account_Usage__c', 'Heap_Contact_Usage__c'].map(async (object) => {
      const answer = await fetch(`${server.url}/services/data/v67.0/query?q=${encodeURIComponent(soql(object))}`, {
        headers: { authorization: `Bearer ${server.accessToken()}` },
      });
      return ((await answer.json()) as { readonly records: readonly unknown[] }).records;
    });
    return (await Promise.all(answers)).flat();
  }

  test('keeps fields of metrics, access, history and data through an upgrade', async () => {
    await installVersion(server, server, first.installed);
    for (const line of ['setup', 'metrics apply']) expect(await run(line)).toMatchObject({ code: 0, stderr: '' });
    expect((await push()).counts).toMatchObject({ accepted: 2 });
    const before = await rows();
    expect(before).toMatchObject([{ Sessions__c: 1 }, { Sessions__c: 1 }]);

    await installVersion(server, server, (await releaseNextVersion(server, hub, first)).installed);
    expect(await rows()).toEqual(before);
    const { result: plan } = (await run('metrics plan --json')).json<MetricPlan>();
    expect([plan.create, plan.grant, plan.relabel, plan.drift, plan.clash, plan.orphaned]).toEqual([
      [],
      [],
      [],
      [],
      [],
      [],
    ]);
    expect((await push()).counts).toMatchObject({ accepted: 0, unchanged: 2, rejected: 0 });
  });

  test('goes on afterwards: set-up, drift against the org, and a push of everything', async () => {
    expect(await run('setup')).toMatchObject({ code: 0, stderr: '' });
    expect(await run('usage reconcile')).toMatchObject({ code: 0, stderr: '' });
    const { result } = (await run('usage push --as-of 2026-06-30 --full --json')).json<PushReport>();
    expect(result.counts).toMatchObject({ accepted: 2, rejected: 0 });
    const object = `${prefix}Heap_Account_Usage__c`;
    const answer = await fetch(`${server.url}/services/data/v67.0/sobjects/${object}/describe`, {
      headers: { authorization: `Bearer ${server.accessToken()}` },
    });
    const { fields } = (await answer.json()) as { readonly fields: readonly { readonly name: string }[] };
    expect(fields.map(({ name }) => name)).toEqual(expect.arrayContaining([`${prefix}Plan__c`, 'Sessions__c']));
  });
});
