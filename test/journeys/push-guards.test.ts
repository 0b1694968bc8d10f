import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLedger } from '../../src/ledger/open-ledger.ts';
import type { RunDetail } from '../../src/ledger/types/run.ts';
import type { PushReport } from '../../src/push/push-report.ts';
import { openWarehouse } from '../../src/warehouse/warehouse.ts';
import { openPushDesk, type PushDesk } from '../support/push-desk.ts';

const line = 'usage push --as-of 2026-06-30';

let desk: PushDesk;
afterEach(() => desk.close());

describe('a push with a small org', () => {
  beforeEach(async () => {
    desk = await openPushDesk({ people: 400 });
  });

  test('that finds less than half of the events of the last time stops, until that is accepted', async () => {
    await desk.sessions(() => 3);
    expect((await desk.push()).status).toBe('done');
    await desk.sessions((person) => (person < 300 ? 1 : 0));

    const stopped = await desk.run(line);
    expect(stopped.code).toBe(13);
    expect(stopped.stderr).toContain('events in the export: 300, and 1,200 the last time');
    expect(stopped.stderr).toContain('--accept-shrink');
    expect([...(await desk.held()).values()].every((row) => row.Sessions__c === 3)).toBe(true);
    expect((await desk.run(`${line} --dry-run`)).code).toBe(13);

    expect((await desk.push('--accept-shrink')).counts).toMatchObject({ accepted: 410, rejected: 0 });
    // What was accepted is the measure from now on.
    expect((await desk.push()).status).toBe('done');
  });

  test('that finds no event at all is not green, the first time either', async () => {
    await desk.sessions(() => 0);
    const { code, stderr } = await desk.run(line);
    expect(code).toBe(13);
    expect(stderr).toContain('is an empty export: no event that a metric counts has a row');
    expect((await desk.held()).size).toBe(0);
  });

  test('that finds nothing newer for days stops once it was fresh before, until that is accepted', async () => {
    // The newest session of the desk is of 2026-06-22, noon.
    await desk.sessions(() => 3);
    const as = (day: string, more = '') => desk.run(`usage push --as-of ${day} ${more}`.trim());
    const fresh = await as('2026-06-24');
    expect([fresh.code, fresh.stdout]).toEqual([0, expect.stringContaining('the newest data is of 2026-06-22.')]);
    expect(fresh.stdout).not.toContain('behind');

    const stopped = await as('2026-06-25');
    expect(stopped.code).toBe(13);
    expect(stopped.stderr.replaceAll(/\s+/g, ' ')).toContain(
      'Nothing in the export is newer than 2026-06-22T12:00:00.000Z, which is 3 days behind.',
    );
    expect((await as('2026-06-25', '--dry-run')).code).toBe(13);
    expect((JSON.parse((await as('2026-06-25', '--json')).stdout) as { readonly data: unknown }).data).toEqual({
      guard: 'stale',
      newest: '2026-06-22T12:00:00.000Z',
      daysBehind: 3,
    });
    // A day later it is still the last good push that counts.
    expect((await as('2026-06-26')).code).toBe(13);
    await desk.configure('push: { staleDays: 5 }\n');
    expect((await as('2026-06-26')).code).toBe(0);
    await desk.configure('');

    expect((await as('2026-06-24')).code).toBe(0);
    const accepted = await as('2026-06-26', '--accept-stale');
    expect([accepted.code, accepted.stdout.replaceAll(/\s+/g, ' ')]).toEqual([
      0,
      expect.stringContaining('That is 4 days behind: what looks back less far counts nothing.'),
    ]);
    // What was accepted is told each time, and stops no more.
    const { result } = (await as('2026-06-27', '--json')).json<PushReport>();
    expect(result).toMatchObject({ status: 'done', newest: '2026-06-22T12:00:00.000Z', stale: true });

    // New data begins the count anew.
    await desk.sessions(() => 8);
    expect((await as('2026-06-28')).code).toBe(0);
    expect((await as('2026-07-02')).code).toBe(13);
  });

  test.each([
    ['microseconds', 'epoch_us("time")'],
    ['milliseconds', 'epoch_ms("time")'],
    ['text', `strftime("time", '%Y-%m-%d %H:%M:%S')`],
  ])('that tells its newest data by %s, and not by a clock that was wrong', async (_, time) => {
    const file = join(desk.folder, 'export', 'sessions.parquet');
    const warehouse = await openWarehouse({ folder: desk.folder });
    const ofRobot = `SELECT 999999999 AS session_id, 1 AS user_id, TIMESTAMP '2038-01-19 03:14:07' AS "time"`;
    const rows = `SELECT * REPLACE (${time} AS "time") FROM (FROM read_parquet('${file}') UNION ALL BY NAME ${ofRobot})`;
    await warehouse.copyToParquet(rows, `${file}.new`);
    await warehouse.close();
    await rename(`${file}.new`, file);
    const { result } = (await desk.run('usage push --as-of 2026-06-30 --dry-run --json')).json<PushReport>();
    expect(result).toMatchObject({ newest: '2026-06-20T12:00:00.000Z', stale: true });
  });

  test('that would pass the cap of a run stops before its first row, and says what would fit', async () => {
    await dryRun();
    await desk.configure(`credits: { perRun: ${(await dryRun()).credits + 2} }\n`);

    const { result } = (await desk.run(`${line} --dry-run --json`)).json<PushReport>();
    expect(result).toMatchObject({ status: 'failed', price: { requests: 3, fits: false } });

    const { code, stderr } = await desk.run(line);
    expect(code).toBe(17);
    expect(stderr).toContain('needs 3 Salesforce API requests');
    expect(stderr).toMatch(/10 rows of Heap_Account_Usage__c by collections, 1 request;/);
    expect(stderr).toContain('400 rows, or Heap_Account_Usage__c or Heap_Contact_Usage__c by itself');
    expect((await desk.held()).size).toBe(0);
    const run = (await desk.run('runs show latest --json')).json<RunDetail>().result;
    expect(run).toMatchObject({ status: 'failed', jobs: [], error: { trouble: 'limit' } });
  });

  test.each([
    [100, 1_000_000, '1,000,000 that the org has for 24 hours'],
    [80, 800_000, '800,000 (80 % of the 1,000,000 that the org has for 24 hours)'],
  ])(
    "that would pass %i % of the org's own allocation stops the same way, whoever used it",
    async (ofOrg, most, said) => {
      await desk.configure(`credits: { ofOrg: ${ofOrg} }\n`);
      // The first run reads all records, the others what changed.
      await dryRun();
      // Signing in costs one more than the report tells, and three would be needed for sending.
      const used = most - (await dryRun()).credits - 1 - 2;
      desk.org.control.useRequests({ used });
      expect((await dryRun()).price).toEqual(expect.objectContaining({ fits: false, left: 2, cap: said }));
      desk.org.control.useRequests({ used });
      const { code, stderr } = await desk.run(line);
      expect([code, stderr.replaceAll(/\s+/g, ' ')]).toEqual([
        17,
        expect.stringContaining(`2 are left of the ${said}.`),
      ]);
      expect(stderr.includes('credits.ofOrg')).toBe(ofOrg < 100);
      expect(stderr).toContain('What would fit now: 400 rows');
      desk.org.control.useRequests({ used: most });
      expect((await desk.run(line)).code).toBe(17);
      desk.org.control.useRequests({ used: 0 });
      expect((await desk.held()).size).toBe(0);
    },
  );

  test('waits for another run of the org, or refuses, as it is told', async () => {
    const ledger = openLedger(desk.terminal.state, { clock: { now: () => new Date() } });
    const over = Promise.withResolvers<void>();
    const orgId = desk.org.organizationId;
    const other = ledger.withRun({ kind: 'push', orgId, orgName: 'local' }, async () => {
      await over.promise;
      return { status: 'done', result: undefined };
    });
    const refused = await desk.run(line);
    expect(refused.code).toBe(20);
    const waiting = desk.push('--when-busy wait');
    setTimeout(over.resolve, 600);
    expect((await waiting).status).toBe('done');
    await other;
    ledger.close();
  });

  test('keeps a metric out whose field is of another type by now, and says so', async () => {
    expect((await desk.push()).status).toBe('done');
    await retype('Last_Seen__c');
    await desk.sessions((person) => 1 + (person % 2));
    const { code, stdout } = await desk.run(line);
    expect(code).toBe(68);
    expect(stdout).toContain('"Last Seen" stayed out: Heap_Contact_Usage__c.Last_Seen__c is of another type now');
    expect([...(await desk.held()).values()].filter((row) => row.Sessions__c === 2)).toHaveLength(200);

    const alone = '{ name: Last Seen, level: contact, event: session, measure: last seen, lookback: all }';
    await writeFile(join(desk.folder, 'heap.config.yaml'), `source: { files: export }\nmetrics:\n  - ${alone}\n`);
    const none = await desk.run(line);
    expect(none.code).toBe(12);
    expect(none.stderr).toContain('No metric fits its field: Last_Seen__c is of another type.');
    expect(none.stderr).toContain('heap-sf metrics plan');
  });

  async function dryRun(): Promise<PushReport> {
    return (await desk.run(`${line} --dry-run --json`)).json<PushReport>().result;
  }

  /** Deletes a field of contacts and makes one of that name which holds a yes or no. */
  async function retype(field: string): Promise<void> {
    const { zipSync, strToU8 } = await import('fflate');
    const object = 'Heap_Contact_Usage__c';
    const xml = (root: string, inner: string) =>
      strToU8(`<${root} xmlns="http://soap.sforce.com/2006/04/metadata">${inner}</${root}>`);
    const member = `<types><members>${object}.${field}</members><name>CustomField</name></types>`;
    const version = '<version>67.0</version>';
    const gone = desk.org.control.deploy(
      zipSync({
        'package.xml': xml('Package', version),
        'destructiveChanges.xml': xml('Package', `${member}${version}`),
      }),
    );
    expect(gone.status).toBe('Succeeded');
    const fields = `<fields><fullName>${field}</fullName><label>Last Seen</label><type>Checkbox</type><defaultValue>false</defaultValue></fields>`;
    const made = desk.org.control.deploy(
      zipSync({
        'package.xml': xml('Package', `${member}${version}`),
        [`objects/${object}.object`]: xml('CustomObject', fields),
      }),
    );
    expect(made.status).toBe('Succeeded');
    const granted = desk.org.control.write({
      object: 'FieldPermissions',
      operation: 'insert',
      rows: [
        {
          ParentId: await permissionSetId('Heap_Metric_Access'),
          SobjectType: object,
          Field: `${object}.${field}`,
          PermissionsRead: true,
          PermissionsEdit: true,
        },
      ],
    });
    expect(granted.map(({ status }) => status)).toEqual(['done']);
  }

  async function permissionSetId(name: string): Promise<string> {
    const soql = `SELECT Id FROM PermissionSet WHERE Name = '${name}'`;
    const answer = await fetch(`${desk.org.url}/services/data/v67.0/query?q=${encodeURIComponent(soql)}`, {
      headers: { authorization: `Bearer ${desk.org.accessToken()}` },
    });
    return ((await answer.json()) as { records: readonly { Id: string }[] }).records[0]!.Id;
  }
});
