import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { ManualClock } from '../../../src/base/clock.ts';
import { type RunningOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { orgFormat } from '../../../src/local-org/org-format.ts';
import { withLocalOrg } from '../../support/local-org.ts';
import { caller } from './caller.ts';

test('a session ends after so many minutes without a request, by the clock of the org', async () => {
  const clock = new ManualClock('2026-11-02T08:00:00Z');
  await withLocalOrg(
    async (org) => {
      const token = org.accessToken();
      const ask = async () =>
        (await fetch(`${org.url}/services/data/v67.0/limits`, { headers: { authorization: `Bearer ${token}` } }))
          .status;
      const minutes = (by: number) => org.control.moveClock({ by: by * 60_000 });
      minutes(119);
      expect(await ask()).toBe(200);
      minutes(119);
      expect(await ask()).toBe(200);
      minutes(120);
      expect(await ask()).toBe(401);
      expect(org.accessToken()).not.toBe(token);
      expect(await ask()).toBe(401);
      const next = caller(org);
      org.control.timeOutSessions();
      minutes(10_000);
      expect((await next('GET', 'limits')).status).toBe(200);
      org.control.timeOutSessions(15);
      expect((await next('GET', 'limits')).status).toBe(200);
    },
    { clock, sessionMinutes: 120 },
  );
});

test('no two users of a server have the same name, whatever their orgs', async () => {
  await withLocalOrg(async (org) => {
    const uat = org.orgs.create({ name: 'UAT' });
    const call = caller(org);
    const profile = (await call('GET', 'query?q=SELECT+ProfileId+FROM+User+LIMIT+1')).json.records[0].ProfileId;
    const person = (Username: string) => ({
      Username,
      LastName: 'Park',
      Alias: 'park',
      Email: 'park@example.com',
      ProfileId: profile,
      TimeZoneSidKey: 'America/Los_Angeles',
      LocaleSidKey: 'en_US',
      EmailEncodingKey: 'UTF-8',
      LanguageLocaleKey: 'en_US',
    });
    const refused = await call('POST', 'sobjects/User', person('Admin@heap.local.uat'));
    expect([refused.status, refused.json[0].errorCode]).toEqual([400, 'DUPLICATE_USERNAME']);
    const made = await call('POST', 'sobjects/User', person('admin@heap.local.late'));
    expect(made.status).toBe(201);
    expect((await call('PATCH', `sobjects/User/${made.json.id}`, { Username: 'admin@heap.local.late' })).status).toBe(
      204,
    );
    expect(org.orgs.create({ name: 'Late' }).usernameSuffix).toBe('.late2');
    expect(() => org.orgs.create({ name: 'Other', usernameSuffix: '.late' })).toThrow(/belongs to another org/);
    await uat.reset();
    expect(uat.usernames()).toContain('admin@heap.local.uat');
  });
});

test('an org has as much room as it is told, and its further orgs as they are told', async () => {
  await withLocalOrg(
    async (org) => {
      const load = (to: RunningOrg, count: number) => {
        const rows = Array.from({ length: count }, (_, row) => ({ Name: `Row ${row}` }));
        return to.control.write({ object: 'Account', operation: 'insert', rows }).map(({ status }) => status);
      };
      expect(load(org, 512)).not.toContain('refused');
      const { status, json } = await caller(org)('POST', 'sobjects/Account', { Name: 'One more' });
      expect([status, json[0].errorCode]).toEqual([400, 'STORAGE_LIMIT_EXCEEDED']);
      const larger = org.orgs.create({ name: 'Larger', dataStorageMb: 2 });
      load(larger, 1023);
      const another = () =>
        fetch(`${org.url}/services/data/v67.0/sobjects/Account`, {
          method: 'POST',
          headers: { authorization: `Bearer ${larger.accessToken()}`, 'content-type': 'application/json' },
          body: '{"Name":"One more"}',
        });
      expect((await another()).status).toBe(201);
      expect((await another()).status).toBe(400);
    },
    { dataStorageMb: 1 },
  );
});

/**
 * A kept org is opened with the tables that it has. When this fails because a new org's tables changed, raise the
 * number in src/local-org/org-format.ts and put both here: older folders are then refused, and not half understood.
 */
test('the number of the format goes with the tables of a new org', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'format-'));
  try {
    await (await startLocalOrg({ folder })).close();
    const db = new DatabaseSync(join(folder, 'org.sqlite'), { readOnly: true });
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
    const columns = tables.map(({ name }) => [
      name,
      ...db
        .prepare('SELECT name, type FROM pragma_table_info(?) ORDER BY name')
        .all(String(name))
        .map((column) => `${column['name']} ${column['type']}`),
    ]);
    db.close();
    const digest = createHash('sha256').update(JSON.stringify(columns)).digest('hex').slice(0, 12);
    expect({ orgFormat, digest }).toEqual({ orgFormat: 3, digest: 'a25dd204d0ff' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
