import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findLocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { data } from '../http/caller.ts';
import { asSfAsks, hubOf, openHub } from './hub.ts';

/** Asks for orgs, one after the other, until nobody answers; gives the Ids of what was promised. */
async function askOn(url: string, token: string, promised: (count: number) => void): Promise<readonly string[]> {
  const ids: string[] = [];
  const ask = async (path: string, row: Readonly<Record<string, unknown>>): Promise<string> => {
    const response = await fetch(`${url}${data}/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(row),
    });
    return ((await response.json()) as { readonly id: string }).id;
  };
  for (;;) {
    try {
      const sandbox = { SandboxName: `dev${ids.length}`, LicenseType: 'Developer' };
      const isScratch = ids.length % 2 === 0;
      ids.push(
        await (isScratch ? ask('sobjects/ScratchOrgInfo', asSfAsks) : ask('tooling/sobjects/SandboxInfo', sandbox)),
      );
      promised(ids.length);
    } catch {
      return ids;
    }
  }
}

test('every org that was promised before a SIGKILL is there after it, once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sign-up-kill-'));
  try {
    await (await openHub({ folder })).server.close();
    const child = fork(join(import.meta.dirname, '../jobs/serve-folder.ts'), [folder], { execArgv: [] });
    await once(child, 'message');
    const { url, accessToken } = (await findLocalOrg(folder))!;
    const gone = once(child, 'exit');
    const ids = await askOn(
      url,
      accessToken('admin@heap.local'),
      (count) => void (count === 7 && child.kill('SIGKILL')),
    );
    expect(await gone).toEqual([null, 'SIGKILL']);
    expect(ids.length).toBeGreaterThanOrEqual(7);

    const hub = hubOf(await startLocalOrg({ folder }));
    try {
      const columns = 'Id, Status, SignupUsername, ScratchOrg';
      const rows = await hub.rows(`SELECT ${columns} FROM ScratchOrgInfo`);
      const query = encodeURIComponent('SELECT SandboxInfoId, Status, SandboxOrganization FROM SandboxProcess');
      const copies = (await hub.call('GET', `tooling/query?q=${query}`)).json.records;
      const made = new Map<string, string>([
        ...rows.map((row) => [row.Id, row.ScratchOrg] as const),
        ...copies.map((row: Record<string, string>) => [row['SandboxInfoId'], row['SandboxOrganization']] as const),
      ]);
      expect(ids.filter((id) => !made.has(id))).toEqual([]);
      expect(
        [...rows, ...copies].map(({ Status }) => Status).filter((status) => !/^(Active|Completed)$/.test(status)),
      ).toEqual([]);
      const orgs = hub.server.orgs.list().slice(1);
      expect(orgs.map(({ organizationId }) => organizationId.slice(0, 15)).toSorted()).toEqual(
        [...made.values()].toSorted(),
      );
      for (const org of orgs) expect(await hubOf(hub.server, org).rows('SELECT Id FROM Organization')).toHaveLength(1);
      expect(readdirSync(join(folder, 'orgs'))).toHaveLength(orgs.length);
    } finally {
      await hub.server.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
