import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findLocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { data } from './caller.ts';

/** Writes rows into an org, one after the other, until nobody answers; gives the Ids that were answered. */
async function writeOn(url: string, token: string, answered: (count: number) => void): Promise<readonly string[]> {
  const ids: string[] = [];
  for (;;) {
    try {
      const response = await fetch(`${url}${data}/sobjects/Account`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ Name: `Row ${ids.length}` }),
      });
      ids.push(((await response.json()) as { readonly id: string }).id);
      answered(ids.length);
    } catch {
      return ids;
    }
  }
}

/** Where the folder is served, and the administrators' tokens of its first org and of one that is made. */
async function twoOrgs(folder: string): Promise<{ readonly url: string; readonly tokens: readonly string[] }> {
  const found = (await findLocalOrg(folder))!;
  const headers = { 'x-local-org-key': readFileSync(join(folder, 'control.key'), 'utf8') };
  const made = await fetch(`${found.url}/local-org/orgs`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Other' }),
  });
  expect(made.status).toBe(201);
  const names = ['admin@heap.local', 'admin@heap.local.other'];
  return { url: found.url, tokens: names.map((name) => found.accessToken(name)) };
}

test('whatever was answered before a SIGKILL is there after it, in each org', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'orgs-kill-'));
  try {
    const child = fork(join(import.meta.dirname, '../jobs/serve-folder.ts'), [folder], { execArgv: [] });
    await once(child, 'message');
    const { url, tokens } = await twoOrgs(folder);
    const gone = once(child, 'exit');
    const kill = (count: number): void => void (count === 60 && child.kill('SIGKILL'));
    const [firstIds = [], otherIds = []] = await Promise.all(tokens.map((token) => writeOn(url, token, kill)));
    expect(await gone).toEqual([null, 'SIGKILL']);
    expect(firstIds.length + otherIds.length).toBeGreaterThanOrEqual(60);

    const server = await startLocalOrg({ folder });
    try {
      const other = server.orgs.find('Other')!;
      expect([server.accessToken(), other.accessToken()]).toEqual(tokens);
      for (const [org, ids] of [
        [server, firstIds],
        [other, otherIds],
      ] as const) {
        const query = `query?q=${encodeURIComponent('SELECT Id FROM Account')}`;
        const headers = { authorization: `Bearer ${org.accessToken()}` };
        const { records } = (await (await fetch(`${server.url}${data}/${query}`, { headers })).json()) as {
          records: readonly { readonly Id: string }[];
        };
        const kept = new Set(records.map(({ Id }) => Id));
        expect(ids.filter((id) => !kept.has(id))).toEqual([]);
      }
    } finally {
      await server.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
